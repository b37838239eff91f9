import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatorFor, ways } from '../../src/jinja/bound-macro.ts';
import { filters } from '../../src/jinja/filters/index.ts';
import { macroHead } from '../../src/jinja/generator.ts';
import { digestMacros, type MacroBlock, type MacroDigest, macrosFromDigest, parseBlocks, parseTemplate } from '../../src/jinja/index.ts';
import { Source } from '../../src/jinja/source.ts';
import { parseDefinition, parseStatements } from '../../src/jinja/template.ts';
import { tests } from '../../src/jinja/tests/index.ts';
import { writtenMacros } from './written-macros.ts';

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

  it.each(builtIns)('have the code that the macros of %s have', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const written = writtenMacros(text).map((macro) => macro!());
    const definitions = digestOf(text)!.map(({ range }) => parseDefinition(new Source(text, options), range));
    for (const [index, { body, parameters }] of definitions.entries()) {
      const { code, head } = written[index]!;
      expect(head).toEqual(macroHead(parameters, body));
      for (const way of ways) {
        const generated = generatorFor(way).macro(parameters, body);
        const [factory, constants] = code[way];
        expect(String(factory)).toBe(`function (R, K) {${generated.code}}`);
        expect(constants(filters, tests)).toEqual(generated.constants);
      }
    }
    expect(written).toHaveLength(definitions.length);
  });

  it('are parsed where their code cannot be written', () => {
    const [half, other] = writtenMacros('{% macro half() %}{{ 0.5 }}{% endmacro %}{% macro other() %}{% endmacro %}');
    expect([half, other]).toEqual([undefined, expect.any(Function)]);
  });

  it('run as they do, and tell mistakes at their places', () => {
    const text =
      "{% macro other() %}{% endmacro %}\n{% macro half(x) %}{{ x / 2 }}{{ ['ü', 'b'] | join('\u2028') is string }}{% call(y) other() %}{{ y }}{% endcall %}{{ nowhere.at_all }}{% endmacro %}";
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
    expect(run(macrosFromDigest(digestOf(text)!, text, options, () => writtenMacros(text)))).toEqual(parsed);
  });
});
