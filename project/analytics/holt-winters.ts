import type { ForecastResult } from './forecast.ts';
import { type LeastSquares, leastSquares } from './least-squares.ts';
import { nelderMead } from './nelder-mead.ts';
import { seededRandom } from './random.ts';
import { type Smoothing, squaresOf, stateResponses } from './state-responses.ts';
import { tQuantile } from './t-distribution.ts';

/** Seasons of weekly data that can be offered, the longest first: a year, half, a quarter, about a month. */
export const seasons = [52, 26, 13, 4] as const;

/** A fit: its smoothing, and the state that the series begins with. */
interface Fit {
  /** The smoothing in the coordinates of {@link smoothingAt}. */
  readonly logits: readonly number[];
  readonly initial: LeastSquares;
}

/**
 * Holt's and Winters' method: level, trend and season, all additive, estimated by maximum likelihood, with the interval in
 * which a single new value lies.
 *
 * The errors are a linear function of the state that the series begins with. So for given smoothing that state is an ordinary
 * least-squares solution, only the three smoothing parameters have to be searched, and how uncertain the beginning is, is
 * known and goes into the interval. So does how uncertain the smoothing is: the variance is taken over all the smoothing that
 * the series leaves possible, not for the likeliest alone.
 *
 * @param season Length of the season in periods, at least 2; two whole seasons and five periods are needed.
 * @param level Probability of the interval, between 0 and 1.
 * @see Hyndman, Koehler, Ord, Snyder: Forecasting with Exponential Smoothing (2008), chapters 5 and 6
 */
export function forecastHoltWinters(
  series: readonly number[],
  horizon: number,
  season: number,
  level = 0.95,
): ForecastResult {
  const needed = periodsNeeded(season);
  if (series.length < needed) {
    const offeredSeason = seasons.find(
      (shorter) => shorter < season && series.length >= periodsNeeded(shorter),
    );
    return { kind: 'too-short', needed, have: series.length, offeredSeason };
  }
  const best = fit(series, season);
  const { mean } = predictionFrom(best, series, horizon, season);
  // The walk stays where it is when a step is refused, so that many of its fits are the same one.
  const predicted = new Map<Fit, Prediction>();
  const possible = possibleFits(best, series, season).map((other) => {
    const known = predicted.get(other) ?? predictionFrom(other, series, horizon, season);
    predicted.set(other, known);
    return known;
  });
  const quantile = tQuantile((1 + level) / 2, freedomOf(series, season));
  const margins = mean.map((value, step) => {
    const variance = possible.reduce(
      (sum, other) => sum + other.variance[step]! + (other.mean[step]! - value) ** 2,
      0,
    );
    return quantile * Math.sqrt(variance / possible.length);
  });
  return {
    kind: 'forecast',
    mean,
    lower: mean.map((value, step) => value - margins[step]!),
    upper: mean.map((value, step) => value + margins[step]!),
  };
}

/** The point forecast of {@link forecastHoltWinters} alone, in a part of the time; undefined for a series that is too short. */
export function predictHoltWinters(
  series: readonly number[],
  horizon: number,
  season: number,
): readonly number[] | undefined {
  if (series.length < periodsNeeded(season)) return undefined;
  return predictionFrom(fit(series, season), series, horizon, season).mean;
}

/** What a fit says of the periods ahead: means, and variances of single values. */
interface Prediction {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

function predictionFrom(
  { logits, initial }: Fit,
  series: readonly number[],
  horizon: number,
  season: number,
): Prediction {
  const smoothing = smoothingAt(logits);
  const responses = stateResponses(series, season, smoothing, horizon);
  const errorVariance = initial.residualSquares / freedomOf(series, season);
  const mean: number[] = [];
  const variance: number[] = [];
  let carried = 1;
  for (let step = 0; step < horizon; step++) {
    const row = series.length + step;
    const combination = Float64Array.from(responses.columns, (column) => column[row]!);
    mean.push(responses.target[row]! + sumOfProducts(combination, initial.solution));
    variance.push(errorVariance * (carried + initial.uncertainty(combination)));
    const ahead = step + 1;
    const weight = smoothing.level + smoothing.trend * ahead + (ahead % season === 0 ? smoothing.season : 0);
    carried += weight * weight;
  }
  return { mean, variance };
}

/** Values less parameters: the initial state is of level, trend and all seasons but one. */
function freedomOf(series: readonly number[], season: number): number {
  return series.length - (season + 1) - 3;
}

/** Two whole seasons, and more values than the method has parameters. */
export function periodsNeeded(season: number): number {
  return Math.max(2 * season, season + 5);
}

/** Starts of the search, as logits of {@link smoothingAt}: slow, middling and fast ones. */
const starts = [
  [-2, -4, -3],
  [0, -3, -1],
  [-4, -1, 0],
  [1.5, -4, -4],
] as const;

function fit(series: readonly number[], season: number): Fit {
  const cost = (logits: readonly number[]): number => {
    const initial = initialState(series, season, logits);
    return initial ? Math.log(initial.residualSquares + Number.MIN_VALUE) : Infinity;
  };
  // The best two of the starts are searched from: the others rarely lead elsewhere.
  const promising = starts
    .map((logits) => ({ logits, value: cost(logits) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 2);
  const [best] = promising
    .map(({ logits }) => nelderMead(cost, logits, { step: 1.2, tolerance: 1e-9, maxEvaluations: 250 }))
    .sort((a, b) => a.value - b.value);
  const initial = initialState(series, season, best!.point);
  if (!initial) throw new RangeError(`a series of ${series.length} has no fit with season ${season}`);
  return { logits: best!.point, initial };
}

/** The likeliest initial state for given smoothing. */
function initialState(
  series: readonly number[],
  season: number,
  logits: readonly number[],
): LeastSquares | undefined {
  const responses = stateResponses(series, season, smoothingAt(logits), 0);
  // What the zero state predicts is taken off; the rest is to be explained by the state.
  const target = Float64Array.from(responses.target, (value, row) => series[row]! - value);
  return leastSquares(responses.columns, target, squaresOf(responses));
}

const walkLength = 120;

/**
 * Fits as likely as the series says they are: a seeded random walk from the best one through the smoothing parameters
 * (Metropolis), with the initial state and the errors' variance integrated out and no smoothing preferred beforehand.
 */
function possibleFits(best: Fit, series: readonly number[], season: number): Fit[] {
  const random = seededRandom(series.length * 100 + season);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const plausibility = ({ logits, initial }: Fit): number =>
    (-(series.length - initial.solution.length) / 2) * Math.log(initial.residualSquares + Number.MIN_VALUE) -
    initial.logDeterminant / 2 +
    // The density of a logit when its parameter may be anything between 0 and 1.
    logits.reduce((sum, logit) => sum - Math.abs(logit) - 2 * Math.log1p(Math.exp(-Math.abs(logit))), 0);

  const fits: Fit[] = [];
  let here = best;
  let plausible = plausibility(here);
  for (let step = 0; step < walkLength; step++) {
    const logits = here.logits.map((logit) => logit + 0.9 * normal());
    const initial = initialState(series, season, logits);
    const there = initial && { logits, initial };
    const plausibleThere = there ? plausibility(there) : -Infinity;
    if (there && Math.log(1 - random()) < plausibleThere - plausible) {
      here = there;
      plausible = plausibleThere;
    }
    fits.push(here);
  }
  return fits;
}

/** Any three numbers as smoothing that is allowed: 0 < level < 1, 0 < trend < level, 0 < season < 1 - level. */
function smoothingAt([a, b, c]: readonly number[]): Smoothing {
  const within = (logit: number): number => 1e-4 + (1 - 2e-4) / (1 + Math.exp(-logit));
  const level = within(a!);
  return { level, trend: level * within(b!), season: (1 - level) * within(c!) };
}

function sumOfProducts(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
