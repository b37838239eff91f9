import { describe, expect, it } from 'vitest';
import { place, type UserError } from '../../src/diagnostics/index.ts';
import { type MacroBlock, NativeFunction, parseBlocks, parseTemplate, type Scope, type Value } from '../../src/jinja/index.ts';

const macroFile = 'macros/money.sql';
const macros = `{% macro cents(column) %}
  ({{ column }} / 100.0)
{%- endmacro %}
{% macro both(a, b) %}{{ cents(a) }}, {{ cents(b) }}{% endmacro %}
{% macro given(a) %}{{ return(cents(a)) }}{% endmacro %}`;

function scopeOf(values: Readonly<Record<string, Value>> = {}): Scope {
  const names = new Map<string, Value>(Object.entries(values));
  const scope: Scope = { get: (name) => names.get(name), names: () => names.keys() };
  for (const block of parseBlocks(macros, { file: macroFile }).value) {
    names.set(block.name, (block as MacroBlock).bind(scope));
  }
  return scope;
}

async function originOf(template: string, needle: string, values?: Readonly<Record<string, Value>>): Promise<readonly string[]> {
  const { value } = parseTemplate(template, { file: 'models/m.sql', line: 3, column: 5 });
  const { text, locate } = await value.renderMapped(scopeOf(values));
  const origin = locate(text.indexOf(needle))!;
  return [place(origin.at), ...origin.trace.map(({ name, at }) => `${name} ${place(at)}`)];
}

describe('where output comes from', () => {
  it('text, letter by letter, also behind taken away space', async () => {
    expect(await originOf('select\n  {%- if true %}\n  wrong_name{% endif %}', 'name')).toEqual(['models/m.sql:5:9']);
  });

  it('an expression', async () => {
    expect(await originOf('select {{ x }}', 'col', { x: 'col' })).toEqual(['models/m.sql:3:15']);
  });

  it('a macro, and the macro that it calls', async () => {
    expect(await originOf('select {{ cents("price") }}', '/ 100')).toEqual(['macros/money.sql:2:17', 'cents models/m.sql:3:15']);
    expect(await originOf('select\n{{ both("a", "price") }}', 'price')).toEqual([
      'macros/money.sql:2:7',
      'cents macros/money.sql:4:42',
      'both models/m.sql:4:4',
    ]);
  });

  it('a loop and what filters make, at least by their place', async () => {
    expect(await originOf('{% for x in [1, 2] %}{{ x }}{{ cents("y") | upper }}{% endfor %}', 'Y')).toEqual(['models/m.sql:3:36']);
  });

  it('nothing outside of the text', async () => {
    const { value } = parseTemplate('', { file: 'm' });
    expect((await value.renderMapped(scopeOf())).locate(0)).toBeUndefined();
  });
});

describe('what a function of the host is told', () => {
  it('the call, its arguments and the macros around it', async () => {
    const seen: string[] = [];
    const ref = new NativeFunction('ref', (args, kwargs, site) => {
      seen.push(place(site.span()), place(site.argument(1)), place(site.argument('version')), String(args.length), [...kwargs.keys()].join());
      return '';
    });
    const { value } = parseTemplate("{{ ref('a', 'b', version=2) }}", { file: 'm.sql' });
    await value.render(scopeOf({ ref }));
    expect(seen).toEqual(['m.sql:1:4', 'm.sql:1:13', 'm.sql:1:26', '2', 'version']);
  });
});

describe('errors in macros of a file', () => {
  it('carry the place in the file and the calls', async () => {
    const { value } = parseTemplate('{{ both(1, nothing.x) }}', { file: 'm.sql' });
    const error: unknown = await value.render(scopeOf()).catch((reason: unknown) => reason);
    expect(place((error as UserError).diagnostics[0]!.at!)).toBe('m.sql:1:12');
  });
});
