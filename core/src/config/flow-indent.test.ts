import { expect, test } from 'vitest';
import { parseYaml } from './yaml.ts';

const read = (text: string): unknown => {
  const { value, diagnostics } = parseYaml(text, 'a.yml');
  expect(diagnostics).toEqual([]);
  return value.value;
};

test('brackets and quotes may go on at any column, as PyYAML takes them', () => {
  const text = 'a:\n  - b: [\n    1,\n  2\n]\n    c: {\n d: "x\n y"}\n  - e: "p\nq"\n';
  expect(read(text)).toEqual({ a: [{ b: [1, 2], c: { d: 'x y' } }, { e: 'p q' }] });
});

test('a bracket that is never closed is still an error, at its line', () => {
  const { diagnostics } = parseYaml('a:\n  b: [\n1,\n2\n', 'a.yml');
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]?.code).toBe('YAML_SYNTAX');
});
