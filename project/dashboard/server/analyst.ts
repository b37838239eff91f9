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

/** Mean absolute percentage error over the last `horizon` periods, of both methods; null when it cannot be told. */
export interface BacktestAnswer {
  readonly linear: number | null;
  readonly holtWinters: number | null;
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
  forecast(question: ForecastQuestion): Promise<ForecastResult>;
  backtest(question: ForecastQuestion): Promise<BacktestAnswer>;
  /** undefined when there are too few customers to tell apart. */
  segments(question: SegmentQuestion): Promise<SegmentAnswer | undefined>;
}

export const answers = {
  forecast: ({ series, method, season, horizon }: ForecastQuestion): ForecastResult =>
    method === 'linear' ? forecastLinear(series, horizon) : forecastHoltWinters(series, horizon, season),

  backtest({ series, season, horizon }: ForecastQuestion): BacktestAnswer {
    const seasonal = (past: readonly number[], steps: number) => predictHoltWinters(past, steps, season);
    return {
      linear: backtest(predictLinear, series, horizon) ?? null,
      holtWinters: backtest(seasonal, series, horizon) ?? null,
    };
  },

  segments({ reference, earlier }: SegmentQuestion): SegmentAnswer | undefined {
    const found = findSegments(reference);
    return found && { reference: found.segmentsOf(reference), earlier: found.segmentsOf(earlier) };
  },
};
