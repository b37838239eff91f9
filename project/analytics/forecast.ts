/** What a method says about the periods that follow a series; all lists are of the horizon's length. */
export interface Forecast {
  readonly mean: readonly number[];
  /** Ends of the interval in which each value lies with the probability that was asked for. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** A method has an answer, or the series is too short for it. */
export type ForecastResult =
  | ({ readonly kind: 'forecast' } & Forecast)
  | {
      readonly kind: 'too-short';
      /** Periods that the method needs, and those that are there. */
      readonly needed: number;
      readonly have: number;
      /** A shorter season for which the series is long enough; undefined when there is none. */
      readonly offeredSeason: number | undefined;
    };

/** A method's point forecast as a function of a series, oldest value first; undefined when the series is too short. */
export type Predictor = (series: readonly number[], horizon: number) => readonly number[] | undefined;

/** The mean absolute error as a part of the values, over those that are not zero; undefined when all are. */
export function meanAbsolutePercentageError(
  actual: readonly number[],
  predicted: readonly number[],
): number | undefined {
  const errors = actual.flatMap((value, index) =>
    value === 0 ? [] : [Math.abs((predicted[index]! - value) / value)],
  );
  return errors.length === 0 ? undefined : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/**
 * How far off a method would have been: it forecasts the last periods from those before them.
 *
 * @returns A fraction, 0.1 for ten percent; undefined when what is left is too short for the method
 */
export function backtest(predict: Predictor, series: readonly number[], horizon: number): number | undefined {
  if (series.length <= horizon) return undefined;
  const predicted = predict(series.slice(0, -horizon), horizon);
  return predicted && meanAbsolutePercentageError(series.slice(-horizon), predicted);
}
