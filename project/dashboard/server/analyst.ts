import {
  backtest,
  findSegments,
  forecastHoltWinters,
  forecastLinear,
  type ForecastResult,
  predictHoltWinters,
  predictLinear,
  type Rfm,
} from '../../analytics/index.ts';

/** A series to be carried on. */
export interface ForecastQuestion {
  readonly series: readonly number[];
  readonly method: 'linear' | 'holt-winters';
  readonly season: number;
  readonly horizon: number;
}

export interface ForecastAnswer {
  readonly forecast: ForecastResult;
  /** Mean absolute percentage error over the last `horizon` periods, of both methods; null when it cannot be told. */
  readonly errors: { readonly linear: number | null; readonly holtWinters: number | null };
}

export interface SegmentQuestion {
  /** The customers in whom segments are found. */
  readonly reference: Rfm;
  /** The customers of an earlier date, who are told apart in the same way. */
  readonly earlier: Rfm;
}

export interface SegmentAnswer {
  readonly reference: Uint8Array;
  readonly earlier: Uint8Array;
}

/** The computations that take long enough to be done beside the server's own thread. */
export interface Analyst {
  forecast(question: ForecastQuestion): Promise<ForecastAnswer>;
  /** undefined when there are too few customers to tell apart. */
  segments(question: SegmentQuestion): Promise<SegmentAnswer | undefined>;
}

export function answerForecast({ series, method, season, horizon }: ForecastQuestion): ForecastAnswer {
  const seasonal = (past: readonly number[], steps: number) => predictHoltWinters(past, steps, season);
  return {
    forecast:
      method === 'linear' ? forecastLinear(series, horizon) : forecastHoltWinters(series, horizon, season),
    errors: {
      linear: backtest(predictLinear, series, horizon) ?? null,
      holtWinters: backtest(seasonal, series, horizon) ?? null,
    },
  };
}

export function answerSegments({ reference, earlier }: SegmentQuestion): SegmentAnswer | undefined {
  const found = findSegments(reference);
  return found && { reference: found.segmentsOf(reference), earlier: found.segmentsOf(earlier) };
}
