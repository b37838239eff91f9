import { linearRegression, mean } from 'simple-statistics';
import type { ForecastResult } from './forecast.ts';
import { tQuantile } from './t-distribution.ts';

/** The point forecast of {@link forecastLinear} alone. */
export function predictLinear(series: readonly number[], horizon: number): readonly number[] | undefined {
  const result = forecastLinear(series, horizon);
  return result.kind === 'forecast' ? result.mean : undefined;
}

/**
 * A straight line through the series, carried on, with the interval in which a single new value lies.
 *
 * @param level Probability of the interval, between 0 and 1.
 */
export function forecastLinear(series: readonly number[], horizon: number, level = 0.95): ForecastResult {
  const count = series.length;
  if (count < 3) return { kind: 'too-short', needed: 3, have: count, offeredSeason: undefined };
  // Around the middle, so that the sums stay small and exact.
  const middle = (count - 1) / 2;
  const { m: slope } = linearRegression(series.map((value, index) => [index - middle, value]));
  const centre = mean([...series]);
  const at = (index: number): number => centre + slope * (index - middle);

  const residuals = series.reduce((sum, value, index) => sum + (value - at(index)) ** 2, 0);
  const deviation = Math.sqrt(residuals / (count - 2));
  const spread = (count * (count * count - 1)) / 12;
  const quantile = tQuantile((1 + level) / 2, count - 2);

  const points = Array.from({ length: horizon }, (_, step) => {
    const index = count + step;
    const margin = quantile * deviation * Math.sqrt(1 + 1 / count + (index - middle) ** 2 / spread);
    return { value: at(index), margin };
  });
  return {
    kind: 'forecast',
    mean: points.map(({ value }) => value),
    lower: points.map(({ value, margin }) => value - margin),
    upper: points.map(({ value, margin }) => value + margin),
  };
}
