import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tQuantile } from './t-distribution.ts';

const answers = JSON.parse(readFileSync(new URL('fixtures/t-quantiles.json', import.meta.url), 'utf8')) as {
  p: number;
  df: number;
  t: number;
}[];

describe('quantiles of the t distribution', () => {
  it.each(answers)('are scipy’s: p $p, $df degrees', ({ p, df, t }) => {
    expect(Math.abs(tQuantile(p, df) - t)).toBeLessThan(1e-9 * Math.max(1, Math.abs(t)));
    expect(tQuantile(1 - p, df)).toBeCloseTo(-t, 6);
  });

  it('have no answer outside of (0, 1)', () => {
    expect(tQuantile(0, 5)).toBeNaN();
    expect(tQuantile(1, 5)).toBeNaN();
    expect(tQuantile(0.5, 0)).toBeNaN();
  });
});
