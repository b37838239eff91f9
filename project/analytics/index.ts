export { backtest, type Forecast, type ForecastResult } from './forecast.ts';
export { forecastHoltWinters, predictHoltWinters, seasons } from './holt-winters.ts';
export { forecastLinear, predictLinear } from './linear-regression.ts';
export { findSegments, type Rfm, type SegmentName, segmentNames, type Segmentation } from './segments.ts';
