import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import { render, renderSync } from '../../src/jinja/index.ts';

const context = {
  list: [1, 2],
  dict: { a: 1 },
  text: 'abc',
  number: 1,
  call: (): string => 'called',
  own: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "mine"}') as Record<string, string>,
};

const forbidden = ['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__class__', '__globals__', '__lookupGetter__'];
const values = ['list', 'dict', 'text', 'number', 'call', 'none', 'true', '1.5', '(1, 2)', 'range(3)', 'namespace()', 'dict.items()', 'list.append', 'm', 'missing', 'cycler(1)', 'joiner()', '(list | map("string"))'];

describe('what a template can never reach', () => {
  it.each(values)('attributes of %s', (value) => {
    const macros = '{% macro m() %}{% endmacro %}';
    for (const name of forbidden) {
      const isDefined = (path: string): string => renderSync(`{{ ${path} is defined }}`, context, { macros });
      if (value !== 'missing') {
        expect(isDefined(`(${value}).${name}`)).toBe('False');
        expect(isDefined(`(${value})['${name}']`)).toBe('False');
        expect(renderSync(`{{ [${value}] | map(attribute='${name}') | select('defined') | list }}`, context, { macros })).toBe('[]');
      }
      expect(() => renderSync(`{{ (${value}).${name}.${name}('return 1')() }}`, context, { macros })).toThrow(UserError);
      expect(() => renderSync(`{{ '{0.${name}}'.format(${value}) }}`, context, { macros })).toThrow(UserError);
    }
  });

  it('names of the host', () => {
    for (const name of ['globalThis', 'process', 'require', 'Function', 'Object', 'R', 'K', 'A', 'B', 'arguments', 'this', 'self', 'eval', 'constructor', '__proto__']) {
      expect(renderSync(`{{ ${name} is defined }}`)).toBe('False');
    }
  });

  it('a prototype through a key, an argument or a name', () => {
    expect(renderSync('{{ own.polluted is defined }} {{ own.constructor }} {{ own["__proto__"] }}', context)).toBe("False mine {'polluted': 1}");
    renderSync('{% set d = {} %}{% do d.update({"__proto__": {"polluted": 1}}) %}{% do d.setdefault("constructor", 1) %}{{ d | tojson }}{{ dict(__proto__=1) }}');
    renderSync('{% set ns = namespace(__proto__=1) %}{% set ns.__proto__ = {"polluted": 1} %}{% set __proto__ = 1 %}{{ __proto__ }}');
    renderSync('{{ call(__proto__={"polluted": 1}) }}', context);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('code, through text that ends up in generated code', () => {
    const nasty = '"\');}\\u2028`${process.exit(1)}`//\n*/\'';
    expect(renderSync(`${nasty}{{ x }}`, { x: nasty })).toBe(nasty + nasty);
    expect(renderSync(`{% raw %}${nasty}{% endraw %}{{ '\\'"); throw 1; ("' }}`)).toBe(`${nasty}'"); throw 1; ("`);
    expect(renderSync('{% set constructor = 1 %}{% macro toString(valueOf) %}{{ valueOf }}{% endmacro %}{{ toString(2) }}{{ constructor }}')).toBe('21');
    expect(renderSync('{% for await, let in [(1, 2)] %}{{ await }}{{ let }}{% endfor %}{% set class = 3 %}{{ class }}')).toBe('123');
  });

  it('the state of another render', async () => {
    const wait = (name: string): Promise<string> => new Promise((resolve) => setImmediate(() => resolve(name)));
    const template = '{% set ns = namespace(n=0) %}{% for i in range(5) %}{% set ns.n = ns.n + 1 %}{{ wait(me) }}{% endfor %}{{ ns.n }}{{ m(me) }}';
    const macros = '{% macro m(x) %}{% set y = wait(x) %}{{ y }}{{ x }}{% endmacro %}';
    const one = (me: string): Promise<string> => render(template, { me, wait }, { macros });
    const texts = await Promise.all(Array.from({ length: 20 }, (_, index) => one(String.fromCharCode(65 + index))));
    texts.forEach((text, index) => {
      const me = String.fromCharCode(65 + index);
      expect(text).toBe(`${me.repeat(5)}5${me}${me}`);
    });
  });
});
