import { isSpace } from '../characters.ts';
import { splitLines } from '../methods/string-split.ts';
import { TemplateFault } from '../values/index.ts';
import { toStr } from '../text.ts';

export interface WrapOptions {
  readonly width: number;
  /** Words longer than a line are cut. */
  readonly breaksWords: boolean;
  /** Words may be cut behind a hyphen between letters. */
  readonly breaksHyphens: boolean;
  readonly lineEnd: string;
}

/** Breaks each line of a text into lines of a width, as Python's textwrap does. */
export function wrapText(text: string, options: WrapOptions): string {
  if (options.width <= 0) throw new TemplateFault(`wordwrap() needs a width above 0, not ${options.width}`);
  return splitLines(text, false)
    .map((line) => wrapLine(toStr(line), options).join(options.lineEnd))
    .join(options.lineEnd);
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = chunksOf(line, options.breaksHyphens).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    // Space at the start of a line is dropped, but for the first.
    if (lines.length > 0 && isBlank(chunks.at(-1)!)) chunks.pop();
    const current = takeLine(chunks, options);
    if (current !== '') lines.push(current);
  }
  return lines;
}

/** Takes the chunks of one line off the end of the stack. */
function takeLine(chunks: string[], { width, breaksWords, breaksHyphens }: WrapOptions): string {
  let current = '';
  while (chunks.length > 0 && current.length + chunks.at(-1)!.length <= width) current += chunks.pop()!;
  const next = chunks.at(-1);
  if (next !== undefined && next.length > width) {
    const room = width - current.length;
    if (breaksWords && room > 0) {
      const hyphen = breaksHyphens ? next.slice(0, room).lastIndexOf('-') : -1;
      const cut = hyphen > 0 && /[^-]/.test(next.slice(0, hyphen)) ? hyphen + 1 : room;
      current += next.slice(0, cut);
      chunks[chunks.length - 1] = next.slice(cut);
    } else if (current === '') current = chunks.pop()!;
  }
  return trimEnd(current);
}

/** Words, the space between them, and the parts of words with hyphens. */
function chunksOf(line: string, breaksHyphens: boolean): string[] {
  const chunks = line.match(/\s+|\S+/gu) ?? [];
  if (!breaksHyphens) return [...chunks];
  return chunks.flatMap((chunk) => chunk.split(/(?<=[^\s-][\p{L}]-|^[\p{L}]{2,}-)(?=\p{L}[\p{L}-])/u));
}

function isBlank(chunk: string): boolean {
  return isSpace(chunk);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1]!)) end--;
  return text.slice(0, end);
}
