import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backtest, meanAbsolutePercentageError } from './forecast.ts';
import { forecastHoltWinters } from './holt-winters.ts';
import { seededRandom } from './random.ts';

const cases = Object.entries(
  JSON.parse(readFileSync(new URL('fixtures/holt-winters.json', import.meta.url), 'utf8')) as Record<
    string,
    { season: number; series: number[]; forecast: number[] }
  >,
).map(([name, data]) => ({ name, ...data }));

describe('Holt-Winters', () => {
  it.each(cases)(
    'forecasts as statsmodels’ ETSModel does, within 0.1%: $name',
    ({ season, series, forecast }) => {
      const result = forecastHoltWinters(series, 12, season);
      if (result.kind !== 'forecast') throw new Error(result.kind);
      const scale = series.reduce((sum, value) => sum + Math.abs(value), 0) / series.length;
      const off = forecast.map((value, step) => Math.abs(result.mean[step]! - value) / scale);
      expect(Math.max(...off)).toBeLessThan(0.001);
    },
  );

  it.each([
    { season: 4, length: 104 },
    { season: 13, length: 156 },
  ])(
    'has intervals that hold 93–97% of what comes: season $season, $length periods',
    ({ season, length }) => {
      const random = normals(season * 1000 + length);
      let held = 0;
      for (let run = 0; run < 200; run++) {
        const series = simulate(length + 12, season, random);
        const result = forecastHoltWinters(series.slice(0, length), 12, season);
        if (result.kind !== 'forecast') throw new Error(result.kind);
        series.slice(length).forEach((value, step) => {
          if (value >= result.lower[step]! && value <= result.upper[step]!) held++;
        });
      }
      expect(held / (200 * 12)).toBeGreaterThanOrEqual(0.93);
      expect(held / (200 * 12)).toBeLessThanOrEqual(0.97);
    },
  );

  it('does not depend on the unit', () => {
    const { series, season } = cases[0]!;
    const euros = forecastHoltWinters(series, 12, season);
    const cents = forecastHoltWinters(
      series.map((value) => value * 1e5),
      12,
      season,
    );
    if (euros.kind !== 'forecast' || cents.kind !== 'forecast') throw new Error('no forecast');
    cents.mean.forEach((value, step) =>
      expect(Math.abs(value / 1e5 / euros.mean[step]! - 1)).toBeLessThan(1e-4),
    );
  });

  it('says when there are not two seasons, and offers the longest that fits', () => {
    expect(forecastHoltWinters(ramp(103), 12, 52)).toEqual({
      kind: 'too-short',
      needed: 104,
      have: 103,
      offeredSeason: 26,
    });
    expect(forecastHoltWinters(ramp(30), 12, 52)).toMatchObject({ offeredSeason: 13 });
    expect(forecastHoltWinters(ramp(8), 12, 52)).toMatchObject({ offeredSeason: undefined });
  });

  it('takes a series without any error, and one of zeros', () => {
    for (const series of [ramp(40), ramp(40).map(() => 0)]) {
      const result = forecastHoltWinters(series, 3, 4);
      if (result.kind !== 'forecast') throw new Error(result.kind);
      result.mean.forEach((value, step) => expect(value).toBeCloseTo(series[39] === 0 ? 0 : 40 + step, 4));
    }
  });
});

describe('a backtest', () => {
  it('forecasts the last periods from those before', () => {
    const method = (series: readonly number[], horizon: number) =>
      Array.from({ length: horizon }, () => series.at(-1)!);
    expect(backtest(method, [1, 2, 10, 20], 2)).toBeCloseTo((0.8 + 0.9) / 2);
    expect(backtest(method, [1, 2], 2)).toBeUndefined();
  });

  it('leaves out periods without sales, by which nothing can be divided', () => {
    expect(meanAbsolutePercentageError([0, 10], [5, 11])).toBeCloseTo(0.1);
    expect(meanAbsolutePercentageError([0], [5])).toBeUndefined();
  });
});

function ramp(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function normals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A series that follows the model: level, trend and season move with each error. */
function simulate(length: number, season: number, normal: () => number): number[] {
  let level = 1000;
  let trend = 2;
  const seasons = Array.from({ length: season }, () => 80 * normal());
  return Array.from({ length }, (_, index) => {
    const place = index % season;
    const error = 25 * normal();
    const value = level + trend + seasons[place]! + error;
    level += trend + 0.3 * error;
    trend += 0.02 * error;
    seasons[place]! += 0.15 * error;
    return value;
  });
}
