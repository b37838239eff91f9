import { expect, test } from 'vitest';
import { parsePython } from './python-file.ts';

const parse = (source: string) => parsePython(source, 'models/a.py', 'a');
const model = (body: string): string => `def model(dbt, session):\n    ${body}\n`;

test('finds refs and sources wherever they are called, but not in comments and strings', () => {
  const { captured } = parse(
    model(`x = f"{dbt.ref('in_text')}" + "dbt.ref('no')" # dbt.ref('no')
    return other(dbt.ref("shop", 'orders', version=2), [dbt.source('raw', "things")]).dbt.ref('no')`),
  );
  expect(captured.refs.map(({ name, package: pkg, version }) => [name, pkg, version])).toEqual([
    ['in_text', null, null],
    ['orders', 'shop', 2],
  ]);
  expect(captured.sources).toMatchObject([{ source: 'raw', table: 'things' }]);
});

test('reads literals as Python means them', () => {
  const { captured } = parse(
    model(`dbt.config(a=None, b=True, c=-1.5, d='x' "y", e=[1, (2,), (3)], f={'k': {1}}, g="""t\\n""", h=r'\\n', i=1_000)
    return 1`),
  );
  expect(captured.configs[0]?.values).toEqual({
    a: null,
    b: true,
    c: -1.5,
    d: 'xy',
    e: [1, [2], 3],
    f: { k: [1] },
    g: 't\n',
    h: '\\n',
    i: 1000,
  });
});

test('says which argument is no literal, and where the call stands', () => {
  const { diagnostics } = parse(model('return dbt.ref(name)'));
  expect(diagnostics).toMatchObject([{ code: 'PYTHON_MODEL_INVALID', at: { line: 2, column: 12 } }]);
});

test.each([
  '',
  'x = 1',
  'def model(dbt): pass',
  'def model(session, dbt): pass',
  model('return 1').repeat(2),
])('refuses %j: one function model(dbt, session) is needed', (source) => {
  expect(parse(source).diagnostics).toMatchObject([{ code: 'PYTHON_MODEL_INVALID' }]);
});
