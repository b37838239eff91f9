import { describe, expect, it } from 'vitest';
import { shapeOf } from './statements.ts';

const several = (sql: string): boolean => shapeOf(sql).isSeveral;

describe('shapeOf', () => {
  it.each([
    'select 1',
    'select 1;',
    'select 1;\n\n',
    "select ';' as a;",
    `select 1 as ";"`,
    'select 1 -- a; b',
    'select 1 /* ; */',
    'select $$ ; $$',
    'select $x$ ; $$ ; $x$',
    "select e'\\';' ",
    "select 'it''s;' ",
    '; select 1',
    ';;;',
    'select 1; -- done',
    'select 1; /* done */ ;',
    '',
  ])('takes %j for one statement', (sql) => expect(several(sql)).toBe(false));

  it.each([
    'select 1; select 2',
    "select ';'; select 2",
    'set x = 1;\nselect 1;',
    'select 1;;select 2',
    'a -- ;\n; b',
  ])('takes %j for several', (sql) => expect(several(sql)).toBe(true));

  it.each([
    ['begin', 'opens'],
    ['  BEGIN TRANSACTION;', 'opens'],
    ['start transaction', 'opens'],
    ['-- note\ncommit', 'ends'],
    ['/* note */ rollback;', 'ends'],
    ['end', 'ends'],
    ['abort', 'ends'],
    ['begin; select 1; commit', 'ends'],
    ['commit; begin', 'opens'],
    ["select 'commit'", undefined],
    ['select 1; -- commit', undefined],
    ['commit_log', undefined],
    ['create table begin_at as select 1', undefined],
  ] as const)('%j: %s', (sql, transaction) => expect(shapeOf(sql).transaction).toBe(transaction));
});
