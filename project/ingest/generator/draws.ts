/** A uniform number in [0, 1) that depends on the seed and the given keys alone; texts are SQL. */
export function uniform(seed: number, ...keys: readonly (string | number)[]): string {
  return `((${hashed(seed, ...keys)} >> 11)::double / 9007199254740992.0)`;
}

/** 64 bits that depend on the seed and the given keys alone. */
export function hashed(seed: number, ...keys: readonly (string | number)[]): string {
  const list = [seed, ...keys].map((key) => (typeof key === 'number' ? `${key}::bigint` : key));
  return `hash(${list.join(', ')})`;
}

/** One of the words of a variable. */
export function pick(list: string, seed: number, ...keys: readonly string[]): string {
  return `getvariable('${list}')[1 + (${uniform(seed, ...keys)} * len(getvariable('${list}')))::int % len(getvariable('${list}'))]`;
}

/** The number of steps that a draw lies above in a Poisson distribution with `mean` and `p0 = exp(-mean)`. */
export function poissonSteps(most: number): string {
  const steps: string[] = [];
  let sum = 'p0';
  for (let k = 1; k <= most; k++) {
    steps.push(`(draw >= ${sum})::int`);
    sum += ` + p0 * pow(mean, ${k}) / ${factorial(k)}`;
  }
  return steps.join(' + ');
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** SELECT of things with weights, each with where its share of [0, 1) begins, as `share_from`. */
export function weighted<T extends { readonly weight: number }>(
  things: readonly T[],
  columns: (thing: T) => string,
): string {
  const total = things.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  const rows = things.map((thing) => {
    const row = `select ${columns(thing)}, ${before / total}::double as share_from`;
    before += thing.weight;
    return row;
  });
  return rows.join(' union all ');
}

/** Into so many equal parts [0, 1) is cut, to find by a hash join what a draw falls on. */
const parts = 1024;

/**
 * SELECT of a query's rows, each once for every part of [0, 1) that its share touches. With {@link fallsOn} a draw finds its
 * row as rows stream by; an ASOF join would sort them all.
 *
 * @param query Gives `share_from`.
 * @param within A column: shares begin anew for each of its values.
 */
export function findable(query: string, within?: string): string {
  const partition = within === undefined ? '' : `partition by ${within}`;
  return `
    select *, unnest(range(floor(share_from * ${parts})::int, floor(share_to * ${parts})::int + 1)) as part
    from (select *, lead(share_from, 1, 1.0::double) over (${partition} order by share_from) as share_to from (${query}) as shares) as bounded`;
}

/** The condition of a join on what {@link findable} made. */
export function fallsOn(draw: string, table: string): string {
  return `floor(${draw} * ${parts})::bigint = ${table}.part and ${draw} >= ${table}.share_from and ${draw} < ${table}.share_to`;
}
