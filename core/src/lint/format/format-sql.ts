import { format } from 'sql-formatter';
import { isKeyword } from '../sql/keywords.ts';
import { type SqlToken, tokenizeSql } from '../sql/tokens.ts';
import { maskTemplates } from './mask.ts';
import { nestTemplates } from './nest-templates.ts';

export type KeywordCase = 'upper' | 'lower';

export interface FormatOptions {
  readonly keywordCase: KeywordCase;
  /** Spaces of one level. */
  readonly indent: number;
  /** Characters after which a list in parentheses is broken into lines. */
  readonly lineLength: number;
}

export const defaultFormat: FormatOptions = { keywordCase: 'upper', indent: 4, lineLength: 80 };

/** The formatted text, or why it could not be formatted without touching more than white space and keywords. */
export type Formatted =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: string };

/** A formatted text may still move when it is formatted again; it settles after a few rounds. */
const maxRounds = 4;

/**
 * Formats SQL with Jinja. Templates stay as they are, character by character; but for white space and the letter case of
 * keywords, what comes out has the very tokens that went in. Formatting the result again changes nothing.
 *
 * @see https://github.com/sql-formatter-org/sql-formatter
 */
export function formatSql(source: string, options: FormatOptions = defaultFormat): Formatted {
  let text = source.replace(/\r\n?/g, '\n');
  for (let round = 0; round < maxRounds; round++) {
    const formatted = formatOnce(text, options);
    if (formatted.text === undefined || formatted.text === text) return formatted;
    ({ text } = formatted);
  }
  return { problem: 'its layout does not settle' };
}

function formatOnce(source: string, options: FormatOptions): Formatted {
  const tokens = tokenizeSql(source);
  const masked = maskTemplates(source, tokens);
  let laidOut: string;
  try {
    laidOut = format(masked.text, {
      language: 'duckdb',
      keywordCase: 'preserve',
      tabWidth: options.indent,
      expressionWidth: options.lineLength,
      linesBetweenQueries: 1,
    });
  } catch (error) {
    return { problem: (error as Error).message.split('\n')[0]! };
  }
  const cased = setKeywordCase(masked.restore(laidOut), options.keywordCase);
  const problem = { problem: 'the formatter would change more than white space' };
  if (!haveSameTokens(tokens, tokenizeSql(cased))) return problem;
  const text = `${nestTemplates(cased, { source, tokens }, options.indent).trimEnd()}\n`;
  return haveSameTokens(tokens, tokenizeSql(text)) ? { text } : problem;
}

export function setKeywordCase(text: string, keywordCase: KeywordCase): string {
  const tokens = tokenizeSql(text);
  let result = '';
  let end = 0;
  tokens.forEach((token, index) => {
    result += text.slice(end, token.start);
    result += isKeyword(tokens, index) ? inCase(token.text, keywordCase) : token.text;
    ({ end } = token);
  });
  return result + text.slice(end);
}

export function inCase(word: string, keywordCase: KeywordCase): string {
  return keywordCase === 'upper' ? word.toUpperCase() : word.toLowerCase();
}

function haveSameTokens(before: readonly SqlToken[], after: readonly SqlToken[]): boolean {
  return (
    before.length === after.length &&
    before.every((token, index) => {
      const other = after[index]!;
      if (token.text === other.text) return true;
      return isKeyword(before, index) && token.text.toLowerCase() === other.text.toLowerCase();
    })
  );
}
