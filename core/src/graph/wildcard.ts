/** Whether a text has characters that `wildcard` does not take as they are. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

/**
 * A shell pattern over whole texts, as Python's `fnmatch` has it: `*` any text, `?` one character, `[ab]` and `[!ab]`
 * one of or none of these. A bracket that is not closed stands for itself.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const regex = new RegExp(`^${translate(pattern, '[^]*', '[^]')}$`, 'u');
  return (text) => regex.test(text);
}

/** The source of a regular expression for a pattern in which `*` and `?` have the given meaning. */
export function translate(pattern: string, anyText: string, anyCharacter: string): string {
  let source = '';
  for (let i = 0; i < pattern.length;) {
    const rest = pattern.slice(i);
    const set = /^\[(!?)(\]?[^\]]*)\]/.exec(rest);
    if (rest.startsWith('*')) {
      const stars = /^\*+/.exec(rest)![0].length;
      source += anyText;
      i += stars;
    } else if (rest.startsWith('?')) {
      source += anyCharacter;
      i++;
    } else if (set) {
      source += characterClass(set[1] === '!', set[2]!);
      i += set[0].length;
    } else {
      const character = String.fromCodePoint(rest.codePointAt(0)!);
      source += escape(character);
      i += character.length;
    }
  }
  return source;
}

/** Ranges that run backwards hold nothing, as in Python. */
function characterClass(isNegated: boolean, content: string): string {
  const characters = Array.from(content);
  let members = '';
  for (let i = 0; i < characters.length; i++) {
    const [first, dash, last] = characters.slice(i, i + 3);
    if (dash === '-' && last !== undefined) {
      if (first!.codePointAt(0)! <= last.codePointAt(0)!) members += `${escape(first!)}-${escape(last)}`;
      i += 2;
    } else {
      members += escape(first!);
    }
  }
  return isNegated ? `[^${members}]` : `[${members}]`;
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
