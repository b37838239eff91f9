/** Python's idea of whitespace, which differs from JavaScript's by a few characters. */
const spaces = '\t-\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** One or more whitespace characters; with the flag `g` shared by no one, since it is only split and replaced with. */
export const spacePattern = new RegExp(`[${spaces}]+`, 'u');
const oneSpace = new RegExp(`[${spaces}]`, 'u');

export function isSpace(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 128) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return oneSpace.test(character);
}

/** Titlecase letters that are not the upper-case ones. */
const digraphs: ReadonlyMap<string, string> = new Map(
  ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'].flatMap(([upper, title, lower]) =>
    [upper!, title!, lower!].map((letter): [string, string] => [letter, title!]),
  ),
);

/** A word with its first letter in title case, the others in lower case. */
export function capitalizeWord(word: string): string {
  const [first = ''] = word;
  const rest = word.slice(first.length).toLowerCase();
  const title = digraphs.get(first);
  if (title !== undefined) return title + rest;
  const upper = first.toUpperCase();
  // A letter that becomes several, as ß does, has only the first of them in upper case.
  const [head = '', ...others] = upper;
  return (/^\p{Lu}\p{Lu}/u.test(upper) ? head + others.join('').toLowerCase() : upper) + rest;
}

/** Number of characters as Python counts them: a pair of surrogates is one. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

/** Whether an index means the same in UTF-16 units and in characters. */
export function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}
