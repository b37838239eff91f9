import { describe, expect, it } from 'vitest';
import { type Diagnostic, forAuthor, type Span } from './index.ts';

const isBuiltIn = (file: string): boolean => file.startsWith('/bk/');
const span = (file: string, line: number, endColumn = 9): Span => ({
  file,
  line,
  column: 1,
  endLine: line,
  endColumn,
});
const said = (trace: Diagnostic['trace'], code = 'COMPILER_ERROR'): Diagnostic => ({
  code,
  severity: 'error',
  message: 'no',
  at: span('/bk/merge.sql', 40),
  ...(trace && { trace }),
});

describe('what a built-in macro says', () => {
  it('is told at the line of the author that called it, with the calls before that', () => {
    const diagnostic = said([
      { name: 'inner', at: span('/bk/merge.sql', 3) },
      { name: 'outer', at: span('macros/own.sql', 7) },
      { name: 'own', at: span('models/a.sql', 2) },
    ]);
    const { at, trace } = forAuthor(diagnostic, isBuiltIn);
    expect(at).toEqual(span('macros/own.sql', 7));
    expect(trace).toEqual([{ name: 'own', at: span('models/a.sql', 2) }]);
  });

  it('is told where the node is declared when only its materialization called it', () => {
    const diagnostic = said([{ name: 'materialization', at: span('snapshots/a.sql', 1, 1) }]);
    const place = span('snapshots/a.sql', 12);
    expect(forAuthor(diagnostic, isBuiltIn, place).at).toEqual(place);
    expect(forAuthor(diagnostic, isBuiltIn).at).toEqual(span('snapshots/a.sql', 1, 1));
  });

  it('stays where it is when it is a fault of the macro itself, or of an author', () => {
    const fault = said([{ name: 'm', at: span('models/a.sql', 2) }], 'UNDEFINED_NAME');
    expect(forAuthor(fault, isBuiltIn)).toBe(fault);
    const own = { ...said([]), at: span('macros/own.sql', 1) };
    expect(forAuthor(own, isBuiltIn)).toBe(own);
  });
});
