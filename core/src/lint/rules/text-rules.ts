import { inCase, type KeywordCase } from '../format/format-sql.ts';
import { isKeyword } from '../sql/keywords.ts';
import type { SqlFile } from '../sql/sql-file.ts';
import type { SqlToken } from '../sql/tokens.ts';
import { oneOf, type TextRule } from './rule.ts';

/** Keywords in one letter case. */
export const keywordCase: TextRule = {
  looksAt: 'text',
  summary: 'keywords are written in one letter case',
  severity: 'error',
  options: { case: 'upper' },
  shorthand: 'case',
  refuse: oneOf('case', ['upper', 'lower']),
  *check(file, options) {
    const wanted = options['case'] as KeywordCase;
    for (const [index, token] of file.tokens.entries()) {
      if (!isKeyword(file.tokens, index)) continue;
      const text = inCase(token.text, wanted);
      if (text === token.text) continue;
      yield {
        message: `The keyword "${token.text}" is not in ${wanted} case`,
        hint: `Write ${text}`,
        at: file.span(token),
        fix: [{ start: token.start, end: token.end, text }],
      };
    }
  },
};

/** Commas at the end of a line, or at its start. */
export const commaPosition: TextRule = {
  looksAt: 'text',
  summary: 'commas between lines stand at the end of one, or at the start of the next',
  severity: 'error',
  options: { position: 'trailing' },
  shorthand: 'position',
  refuse: oneOf('position', ['trailing', 'leading']),
  *check(file, options) {
    const isTrailing = options['position'] === 'trailing';
    for (const [index, token] of file.tokens.entries()) {
      if (token.text !== ',') continue;
      const before = file.tokens[index - 1];
      const after = file.tokens[index + 1];
      if (!before || !after || !isSql(before) || !isSql(after)) continue;
      const breaksBefore = hasBreak(file, before, token);
      const breaksAfter = hasBreak(file, token, after);
      if (breaksBefore === breaksAfter || breaksAfter === isTrailing) continue;
      yield {
        message: `The comma stands at the ${isTrailing ? 'start' : 'end'} of its line`,
        hint: isTrailing ? 'Write it behind what it follows' : 'Write it in front of what follows it',
        at: file.span(token),
        fix: isTrailing
          ? [
              { start: before.end, end: before.end, text: ',' },
              { start: token.start, end: after.start, text: '' },
            ]
          : [
              { start: token.start, end: token.end, text: '' },
              { start: after.start, end: after.start, text: ', ' },
            ],
      };
    }
  },
};

/** A comma behind the last item of a list, which other databases refuse. */
export const trailingComma: TextRule = {
  looksAt: 'text',
  summary: 'no comma stands behind the last item of a list',
  severity: 'error',
  options: {},
  *check(file) {
    for (const [index, token] of file.tokens.entries()) {
      if (token.text !== ',') continue;
      const after = file.tokens.slice(index + 1).find(({ kind }) => !kind.endsWith('comment'));
      if (!after || !endsList(after)) continue;
      yield {
        message: 'A comma stands behind the last item of the list',
        hint: 'Remove it: most databases refuse it',
        at: file.span(token),
        fix: [{ start: token.start, end: token.end, text: '' }],
      };
    }
  },
};

/** What can only follow a whole list. */
function endsList({ kind, text }: SqlToken): boolean {
  return (kind === 'word' && /^from$/i.test(text)) || (kind === 'operator' && text === ')');
}

const isSql = ({ kind }: SqlToken): boolean =>
  kind !== 'comment' && kind !== 'template-comment' && kind !== 'statement';

function hasBreak({ text }: SqlFile, before: SqlToken, after: SqlToken): boolean {
  return text.slice(before.end, after.start).includes('\n');
}
