import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestMacros, type MacroBlock, type MacroDigest, macrosFromDigest, parseBlocks, parseTemplate } from '../../src/jinja/index.ts';
import { Source } from '../../src/jinja/source.ts';
import { parseDefinition, parseStatements } from '../../src/jinja/template.ts';

const folder = fileURLToPath(new URL('../../macros', import.meta.url));
const builtIns = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
const options = { file: 'all.sql' };

/** As it is read from where it is kept. */
const digestOf = (text: string): MacroDigest[] | undefined => {
  const digest = digestMacros(text);
  return digest && (JSON.parse(JSON.stringify(digest)) as MacroDigest[]);
};

const faceOf = (block: MacroBlock) => {
  const { adapter, calls, kind, name, nameSpan, parameters, span, supportedLanguages, text } = block;
  return { adapter, calls, kind, name, nameSpan, parameters, span, supportedLanguages, text };
};

describe('digested macros', () => {
  it.each(builtIns)('say what the macros of %s do', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const digest = digestOf(text)!;
    const parsed = parseBlocks(text, options).value as MacroBlock[];
    expect(macrosFromDigest(digest, text, options).map(faceOf)).toEqual(parsed.map(faceOf));
    const source = new Source(text, options);
    const definitions = parseStatements(source).value.filter(({ kind }) => kind === 'definition');
    expect(digest.map(({ range }) => parseDefinition(source, range))).toEqual(definitions);
  });

  it('say it with white space, comments, other line ends and text around them', () => {
    const text =
      "a\r\n{# no #}\r\n  {%- macro a(x, y=none) -%} {{ b(1, 'ü', z=\"t\") }}{% raw %}{% endmacro %}{% endraw %}{%- endmacro -%}  \r\n\r\n" +
      "text {% test b(model) %}{{ adapter.dispatch('c', macro_namespace='d')(model) }}{% endtest %}\n\n";
    const parsed = parseBlocks(text, options).value as MacroBlock[];
    expect(parsed.map(({ name }) => name)).toEqual(['a', 'test_b']);
    expect(macrosFromDigest(digestOf(text)!, text, options).map(faceOf)).toEqual(parsed.map(faceOf));
  });

  it.each(['{% docs a %}{% enddocs %}', '{% snapshot a %}{% endsnapshot %}', '{% macro a() %}{{ 1 + }}{% endmacro %}'])(
    'are none where a file has more to say: %s',
    (text) => expect(digestMacros(text)).toBeUndefined(),
  );

  it('run as they do, and tell mistakes at their places', () => {
    const text = "{% macro other() %}{% endmacro %}\n{% macro half(x) %}{{ x / 2 }}{{ nowhere.at_all }}{% endmacro %}";
    const run = (blocks: readonly MacroBlock[]): unknown => {
      const half = blocks.find(({ name }) => name === 'half')!;
      const bound = half.bind({ get: () => undefined });
      try {
        return parseTemplate('{{ half(3) }}', { file: 't.sql' }).value.renderSync({ get: () => bound });
      } catch (error) {
        return error;
      }
    };
    const parsed = run(parseBlocks(text, options).value as MacroBlock[]);
    expect(parsed).toHaveProperty('diagnostics');
    expect(run(macrosFromDigest(digestOf(text)!, text, options))).toEqual(parsed);
  });
});
