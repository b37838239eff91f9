import { describe, expect, it } from 'vitest';
import { injectCtes } from './inject-ctes.ts';

const cte = { name: '__dbt__cte__a', sql: 'select 1', origin: 'a' };

describe('injectCtes', () => {
  it('leaves a statement without expressions as it is', () => {
    expect(injectCtes('select 1', 'm', []).text).toBe('select 1');
  });

  it('writes a with of its own before the first word', () => {
    expect(injectCtes('\n  select * from x', 'm', [cte]).text).toBe(
      '\n  with __dbt__cte__a as (\nselect 1\n) select * from x',
    );
  });

  it('joins the expressions of a statement that has some', () => {
    expect(injectCtes('WITH b as (select 2) select * from b', 'm', [cte, { ...cte, name: 'c' }]).text).toBe(
      'WITH __dbt__cte__a as (\nselect 1\n),  c as (\nselect 1\n),  b as (select 2) select * from b',
    );
  });

  it('stands behind recursive, and is not fooled by comments or longer words', () => {
    expect(
      injectCtes('-- with\n/* with */ with /* x */ recursive r as (select 1) select 1', 'm', [cte]).text,
    ).toBe(
      '-- with\n/* with */ with /* x */ recursive __dbt__cte__a as (\nselect 1\n),  r as (select 1) select 1',
    );
    expect(injectCtes('\n-- x\nselect 1', 'm', [cte]).text).toMatch(
      /^\nwith __dbt__cte__a as \(\nselect 1\n\) -- x\n/,
    );
    expect(injectCtes('without_a_clause', 'm', [cte]).text).toMatch(/^with __dbt__cte__a/);
  });

  it('tells where each piece came from', () => {
    const { text, pieces } = injectCtes('with b as (select 2) select 3', 'm', [cte]);
    for (const piece of pieces)
      expect(text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
    expect(pieces.map((piece) => piece.origin)).toEqual(['m', 'a', 'm']);
  });
});
