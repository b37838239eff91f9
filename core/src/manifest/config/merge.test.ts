import { expect, test } from 'vitest';
import { deepMerge, mergeConfig } from './merge.ts';
import { configShapes } from './shapes.ts';

const { rules } = configShapes.model;

test('tags and hooks join, mappings merge, everything else is replaced', () => {
  const base = {
    tags: ['a'],
    meta: { x: 1, y: { z: 1 } },
    'pre-hook': [],
    materialized: 'view',
    custom: [1],
  };
  const partial = { tags: 'b', meta: { y: 2 }, 'pre-hook': 'select 1', materialized: 'table', custom: [2] };
  expect(mergeConfig(base, partial, rules)).toEqual({
    tags: ['a', 'b'],
    meta: { x: 1, y: 2 },
    'pre-hook': ['select 1'],
    materialized: 'table',
    custom: [2],
  });
});

test('grants are replaced privilege by privilege, and extended with +', () => {
  const base = { grants: { select: ['a'], insert: 'b' } };
  const partial = { grants: { '+select': 'c', insert: ['d'], '+update': 'e' } };
  expect(mergeConfig(base, partial, rules)).toEqual({
    grants: { select: ['a', 'c'], insert: ['d'], update: ['e'] },
  });
});

test('neither side is changed', () => {
  const base = { tags: ['a'], meta: { x: 1 } };
  mergeConfig(base, { tags: ['b'], meta: { y: 1 } }, rules);
  expect(base).toEqual({ tags: ['a'], meta: { x: 1 } });
});

test('names like those of objects are keys like any other', () => {
  expect(mergeConfig({}, { constructor: 'x', toString: ['y'] }, rules)).toEqual({
    constructor: 'x',
    toString: ['y'],
  });
});

test('a deep merge goes into mappings only', () => {
  expect(deepMerge({ a: { b: 1, c: [1] } }, { a: { c: [2] }, d: 1 })).toEqual({ a: { b: 1, c: [2] }, d: 1 });
});
