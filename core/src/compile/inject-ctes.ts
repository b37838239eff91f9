/** A stretch of SQL and where it stands in a longer one. */
export interface Piece<Origin> {
  readonly start: number;
  readonly text: string;
  readonly origin: Origin;
  /** How much of its origin's text stands before this piece. */
  readonly skipped?: number;
}

export interface InjectedSql<Origin> {
  readonly text: string;
  /** The statement's own pieces and the injected ones, by ascending start; text between them was made here. */
  readonly pieces: readonly Piece<Origin>[];
}

/** A common table expression to put before a statement. */
export interface Cte<Origin> {
  /** `__dbt__cte__stg_orders`. */
  readonly name: string;
  readonly sql: string;
  readonly origin: Origin;
}

/**
 * Puts common table expressions before those of a statement, spaced as dbt spaces them: after `with` or
 * `with recursive` where the statement has one, else with a `with` of their own at its start.
 */
export function injectCtes<Origin>(
  sql: string,
  origin: Origin,
  ctes: readonly Cte<Origin>[],
): InjectedSql<Origin> {
  const pieces: Piece<Origin>[] = [];
  let text = '';
  const add = (part: string, from?: Origin, skipped = 0): void => {
    if (from !== undefined) pieces.push({ start: text.length, text: part, origin: from, skipped });
    text += part;
  };
  if (ctes.length === 0) {
    add(sql, origin);
    return { text, pieces };
  }
  const head = statementHead(sql);
  add(sql.slice(0, head.end), origin);
  if (!head.hasWith) add('with');
  ctes.forEach((cte, index) => {
    add(`${index > 0 ? ', ' : ''} ${cte.name} as (\n`);
    add(cte.sql, cte.origin);
    add('\n)');
  });
  add(head.hasWith ? ', ' : ' ');
  add(sql.slice(head.end), origin, head.end);
  return { text, pieces };
}

const blank = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y;
const space = /\s*/y;
const withWord = /with\b/iy;
const recursiveWord = /recursive\b/iy;

/** Where injected expressions go: behind a leading `with [recursive]`, or before the first word or comment. */
function statementHead(sql: string): { readonly end: number; readonly hasWith: boolean } {
  const first = match(blank, sql, 0) ?? 0;
  const afterWith = match(withWord, sql, first);
  if (afterWith === undefined) return { end: match(space, sql, 0) ?? 0, hasWith: false };
  const second = match(blank, sql, afterWith) ?? afterWith;
  return { end: match(recursiveWord, sql, second) ?? afterWith, hasWith: true };
}

/** The end of a sticky expression's match at an offset. */
function match(expression: RegExp, text: string, offset: number): number | undefined {
  expression.lastIndex = offset;
  return expression.test(text) ? expression.lastIndex : undefined;
}
