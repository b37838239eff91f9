import { describe, expect, it } from 'vitest';
import { UserError } from '../diagnostics/index.ts';
import { findDeltaScans, scanChoice } from './find-scans.ts';
import { rewriteDeltaScans } from './rewrite-scans.ts';

const paths = (sql: string): string[] => findDeltaScans(sql).map(({ path }) => path);

describe('findDeltaScans', () => {
  it.each([
    ["select * from delta_scan('a/b')", ['a/b']],
    ["from Delta_Scan ( 'it''s' ) a join \"delta_scan\"('c') b using (x)", ["it's", 'c']],
    ["from delta_scan(/* where */ 'a' -- here\n)", ['a']],
    ["from delta_scan($$a'b$$), delta_scan($x$c$x$)", ["a'b", 'c']],
    [
      "select 'delta_scan(''no'')', \"delta_scan('no')\", $$ delta_scan('no') $$ from delta_scan('yes')",
      ['yes'],
    ],
    ["/* /* delta_scan('no') */ delta_scan('no') */ from delta_scan('yes') -- delta_scan('no')", ['yes']],
    ["select e'it\\'s delta_scan(''no'')' from delta_scan('yes')", ['yes']],
    ["from my_delta_scan('no'), delta_scan2('no'), other.delta_scan('no')", []],
    [
      "from delta_scan(getvariable('x')), delta_scan('a' || 'b'), delta_scan(), delta_scan('a', 3), delta_scan('a', x := 1)",
      [],
    ],
    ["from delta_scan('unclosed'", []],
    ["delta_scan '", []],
  ])('%s', (sql, expected) => {
    expect(paths(sql)).toEqual(expected);
  });

  it('reads which version is meant', () => {
    const sql =
      "from delta_scan('a', version := 3), delta_scan('a', AS_OF => '2024-01-31'), delta_scan('a', \"timestamp\" := '2024', \"version\" = 4)";
    expect(findDeltaScans(sql)).toMatchObject([
      { version: 3 },
      { timestamp: '2024-01-31' },
      { version: 4, timestamp: '2024' },
    ]);
  });

  it('takes time that grows with the text only', () => {
    const sql = `${'select \'x\', "y" /* z */ from t;\n'.repeat(20_000)} from delta_scan('a')`;
    expect(paths(sql)).toEqual(['a']);
  });
});

describe('scanChoice', () => {
  it.each([
    ['2024-01-31', '2024-01-31T00:00:00Z'],
    ['2024-01-31 12:30', '2024-01-31T12:30:00Z'],
    ['2024-01-31T12:30:00.5Z', '2024-01-31T12:30:00.5Z'],
    ['2024-01-31 12:30:00+02', '2024-01-31T10:30:00Z'],
    ['2024-01-31 12:30:00-0330', '2024-01-31T16:00:00Z'],
  ])('%s is %s', (timestamp, expected) => {
    expect(scanChoice({ version: undefined, timestamp })).toEqual({ timestampMs: Date.parse(expected) });
  });

  it.each(['yesterday', '2024-13-01', '', '2024'])('refuses "%s"', (timestamp) => {
    expect(() => scanChoice({ version: undefined, timestamp })).toThrow(UserError);
  });
});

describe('rewriteDeltaScans', () => {
  it('puts a query in the place of each call, and finds the way back', async () => {
    const sql = "select a from delta_scan('x') join delta_scan('y', version := 2) using (a) where b";
    const rewritten = await rewriteDeltaScans(
      sql,
      async ({ path, version }) => `select '${path}', ${version ?? 'null'}`,
    );
    expect(rewritten.sql).toBe("select a from (select 'x', null) join (select 'y', 2) using (a) where b");
    for (const word of ['join', 'using', 'where']) {
      expect(rewritten.originalOffset(rewritten.sql.indexOf(word))).toBe(sql.indexOf(word));
    }
    expect(rewritten.originalOffset(rewritten.sql.indexOf("'y'"))).toBe(sql.indexOf("delta_scan('y'"));
  });
});
