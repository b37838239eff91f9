/**
 * The rules of a `.dbtignore` file, which are git's: `*`, `?`, `**`, `/` at the start or end, `!` to take back.
 * @returns whether a path relative to the project's root is to be left out.
 */
export function ignoreRules(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimEnd())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isTakenBack = line.startsWith('!');
      return { isTakenBack, pattern: toPattern(isTakenBack ? line.slice(1) : line) };
    });
  if (rules.length === 0) return () => false;
  return (path) => {
    let isIgnored = false;
    for (const { isTakenBack, pattern } of rules) if (pattern.test(path)) isIgnored = !isTakenBack;
    return isIgnored;
  };
}

function toPattern(rule: string): RegExp {
  const isFolder = rule.endsWith('/');
  const body = rule.replace(/\/$/, '');
  const isAnchored = body.includes('/');
  const source = body
    .replace(/^\//, '')
    .split('**')
    .map((part) =>
      part
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]'),
    )
    .join('.*')
    .replaceAll('/.*/', '/(?:.*/)?')
    .replace(/^\.\*\//, '(?:.*/)?');
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${source}${isFolder ? '/' : '(?:$|/)'}`);
}
