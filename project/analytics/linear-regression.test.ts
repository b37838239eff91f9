import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forecastLinear } from './linear-regression.ts';

const cases = JSON.parse(readFileSync(new URL('fixtures/regression.json', import.meta.url), 'utf8')) as {
  series: number[];
  mean: number[];
  lower: number[];
  upper: number[];
}[];

describe('a straight line', () => {
  it.each(cases)('has the prediction interval of statsmodels’ OLS', ({ series, mean, lower, upper }) => {
    const result = forecastLinear(series, 12);
    if (result.kind !== 'forecast') throw new Error(result.kind);
    const scale = Math.max(...series.map(Math.abs));
    for (let step = 0; step < 12; step++) {
      expect(Math.abs(result.mean[step]! - mean[step]!)).toBeLessThan(1e-8 * scale);
      expect(Math.abs(result.lower[step]! - lower[step]!)).toBeLessThan(1e-8 * scale);
      expect(Math.abs(result.upper[step]! - upper[step]!)).toBeLessThan(1e-8 * scale);
    }
  });

  it('goes on as a line does, without doubt, when all points lie on it', () => {
    const result = forecastLinear([1, 2, 3, 4], 2);
    expect(result).toMatchObject({ mean: [5, 6], lower: [5, 6], upper: [5, 6] });
  });

  it('says when there are too few points for an interval', () => {
    expect(forecastLinear([1, 2], 12)).toEqual({
      kind: 'too-short',
      needed: 3,
      have: 2,
      offeredSeason: undefined,
    });
  });
});
