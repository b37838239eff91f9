/**
 * The rules of a `.dbtignore` file, which are git's, but for one that dbt does not know: `!` takes back a file even
 * when a folder around it is left out.
 *
 * @returns whether the file with a path relative to the project's root is to be left out.
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export function ignoreRules(text: string): (path: string) => boolean {
  const rules = text.split('\n').flatMap((line) => {
    const rule = withoutEnd(line);
    if (rule === '' || rule.startsWith('#')) return [];
    const isTakenBack = rule.startsWith('!');
    const pattern = toPattern(isTakenBack ? rule.slice(1) : rule);
    return pattern ? [{ isTakenBack, pattern }] : [];
  });
  if (rules.length === 0) return () => false;
  return (path) => {
    const deciding = rules.findLast(({ pattern }) => pattern.test(path));
    return deciding !== undefined && !deciding.isTakenBack;
  };
}

/** A line without the spaces at its end, unless the last one is escaped. */
function withoutEnd(line: string): string {
  const bare = line.replace(/\r$/, '').trimEnd();
  return bare.endsWith('\\') && bare.length < line.length ? `${bare} ` : bare;
}

/** Undefined for a rule that matches nothing. */
function toPattern(rule: string): RegExp | undefined {
  const body = rule.replace(/\/$/, '');
  if (body === '') return undefined;
  const isFolder = body !== rule;
  // A slash before the last character ties the rule to the root.
  const start = body.includes('/') ? '^' : '^(?:.*/)?';
  const source = globSource(body.replace(/^\//, ''));
  return source === undefined ? undefined : new RegExp(`${start}${source}${isFolder ? '/' : '(?:$|/)'}`, 's');
}

/** What the parts of a rule are as a regular expression; the first that fits counts. */
const parts: readonly (readonly [
  RegExp,
  (found: RegExpExecArray, isFirst: boolean) => string | undefined,
])[] = [
  [/\*\*\/(?=.)/y, (found, isFirst) => (isFirst ? '(?:.*/)?' : undefined)],
  [/\/\*\*(?:\/\*\*)*\/(?=.)/y, () => '/(?:.*/)?'],
  [/\/\*\*$/y, () => '/.+'],
  [
    /\*+/y,
    (found, isFirst) =>
      isFirst && found[0].length > 1 && found[0].length === found.input.length ? '.+' : '[^/]*',
  ],
  [/\?/y, () => '[^/]'],
  [/\[([!^]?)(\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*)\]/y, ([, not, members]) => classSource(not!, members!)],
  [/\\(.)/y, ([, character]) => escaped(character!)],
  [/[^[\\]/y, ([character]) => escaped(character)],
];

/** Undefined for a glob that git cannot read either: an unclosed bracket, a backslash at the end. */
function globSource(glob: string): string | undefined {
  let source = '';
  for (let offset = 0; offset < glob.length;) {
    let found: RegExpExecArray | null = null;
    let piece: string | undefined;
    for (const [pattern, toSource] of parts) {
      pattern.lastIndex = offset;
      found = pattern.exec(glob);
      piece = found ? toSource(found, offset === 0) : undefined;
      if (piece !== undefined) break;
    }
    if (!found || piece === undefined) return undefined;
    source += piece;
    offset += found[0].length;
  }
  return source;
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

function classSource(not: string, members: string): string {
  const inner = members.replace(
    /\[:([a-z]+):\]|\\(.)|([\][^\\])/g,
    (_, name?: string, quoted?: string, special?: string) =>
      name === undefined ? `\\${quoted ?? special!}` : (posixClasses[name] ?? ''),
  );
  return `(?!/)[${not === '' ? '' : '^'}${inner}]`;
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
}
