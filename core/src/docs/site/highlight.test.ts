import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeParts } from './highlight.ts';

const kinds = (code: string, language?: string): string[] =>
  codeParts(code, language)
    .filter(({ kind }) => kind !== undefined)
    .map(({ kind, text }) => `${kind}:${text}`);

describe('highlighting', () => {
  it('knows SQL', () => {
    expect(kinds(`select sum(a) as "From", 'it''s' from t -- select\nwhere x > 1.5e3`)).toEqual([
      'keyword:select',
      'call:sum',
      'keyword:as',
      'name:"From"',
      "string:'it''s'",
      'keyword:from',
      'comment:-- select',
      'keyword:where',
      'number:1.5e3',
    ]);
  });

  it('knows templates', () => {
    expect(kinds("{# note #}{%- if x -%} {{ ref('a') }} {%- endif %}")).toEqual([
      'comment:{# note #}',
      'template:{%-',
      'keyword:if',
      'template:-%}',
      'template:{{',
      'call:ref',
      "string:'a'",
      'template:}}',
      'template:{%-',
      'keyword:endif',
      'template:%}',
    ]);
  });

  it('knows Python', () => {
    expect(kinds('def model(dbt): # x\n  return f"a"', 'python')).toEqual([
      'keyword:def',
      'call:model',
      'comment:# x',
      'keyword:return',
      'string:f"a"',
    ]);
  });

  it.each(["'open", '/* open', '{{ open', '{% open', '"open', '$$ open', '{#', '{{', "e'"])(
    'ends with what is left open: %j',
    (code) =>
      expect(
        codeParts(code)
          .map(({ text }) => text)
          .join(''),
      ).toBe(code),
  );

  it('keeps every character', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '--',
      '/*',
      '*/',
      '\n',
      'select',
      '1',
      '$$',
      '-',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string())),
        fc.constantFrom('sql', 'python', 'yaml'),
        (pieces, language) => {
          const code = pieces.join('');
          expect(
            codeParts(code, language)
              .map(({ text }) => text)
              .join(''),
          ).toBe(code);
        },
      ),
      { seed: 7 },
    );
  });
});
