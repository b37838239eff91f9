import { expect, test } from 'vitest';
import { findCycles } from './cycles.ts';

const graph = (edges: Record<string, string[]>): Map<string, string[]> => new Map(Object.entries(edges));

test('finds nothing in a graph without cycles', () => {
  expect(findCycles(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
});

test('names a whole cycle, from node to what it depends on', () => {
  expect(findCycles(graph({ a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }))).toEqual([['a', 'b', 'c']]);
});

test('finds a node that depends on itself', () => {
  expect(findCycles(graph({ a: ['a'], b: ['a'] }))).toEqual([['a']]);
});

test('gives one cycle a group, the shortest through its first node', () => {
  const cycles = findCycles(graph({ a: ['b'], b: ['c', 'a'], c: ['a'], x: ['y'], y: ['x'] }));
  expect(cycles).toEqual([
    ['a', 'b'],
    ['x', 'y'],
  ]);
});

test('follows a chain that is deeper than the call stack', () => {
  const length = 200_000;
  const edges = new Map(Array.from({ length }, (_, i) => [String(i), [String((i + 1) % length)]]));
  expect(findCycles(edges)[0]).toHaveLength(length);
});
