/** How fast level, trend and season follow the series: parts of the latest error, in error-correction form. */
export interface Smoothing {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
}

export interface Responses {
  /** One column for each number of the initial state: how it moves the one-step prediction of each period. */
  readonly columns: readonly Float64Array[];
  /** How the first period's season moves the predictions; that of a later one does the same, later. */
  readonly impulse: Float64Array;
  /** The predictions when the initial state is zero. */
  readonly target: Float64Array;
}

/**
 * Predictions as a linear function of the initial state: level, trend, and the seasons but the last, which is minus the
 * others' sum. Rows are the series' periods, then those ahead, where errors are taken as zero.
 */
export function stateResponses(
  series: readonly number[],
  season: number,
  smoothing: Smoothing,
  horizon: number,
): Responses {
  const rows = series.length + horizon;
  const none = new Float64Array(season);
  const respond = (
    level: number,
    trend: number,
    seasons: Float64Array,
    followed?: readonly number[],
  ): Float64Array => predictions({ level, trend, seasons }, smoothing, rows, series.length, followed);

  const impulse = respond(0, 0, Float64Array.of(1, ...none.subarray(1)));
  const seasonColumn = (place: number): Float64Array => {
    if (horizon === 0) return shifted(impulse, place);
    // Ahead of the series no errors come any more, so that a shift would not be the same there.
    const seasons = new Float64Array(season);
    seasons[place] = 1;
    return respond(0, 0, seasons);
  };
  const last = seasonColumn(season - 1);
  const seasonal = Array.from({ length: season - 1 }, (_, place) => {
    const column = seasonColumn(place);
    for (let row = 0; row < rows; row++) column[row]! -= last[row]!;
    return column;
  });
  return {
    columns: [respond(1, 0, none), respond(0, 1, none), ...seasonal],
    impulse,
    target: respond(0, 0, none, series),
  };
}

/**
 * The products of all pairs of columns, by rows. Seasonal columns are shifts of one another: their products are partial sums
 * of one product a distance, which spares most of the work.
 *
 * @param responses Without periods ahead.
 */
export function squaresOf({ columns, impulse }: Responses): Float64Array {
  const size = columns.length;
  const season = size - 1;
  const rows = impulse.length;
  // shifts[i * season + j] is the product of the impulse shifted by i with that shifted by j, for i >= j.
  const shifts = new Float64Array(season * season);
  for (let distance = 0; distance < season; distance++) {
    let sum = 0;
    for (let row = 0; row + distance < rows; row++) {
      sum += impulse[row]! * impulse[row + distance]!;
      const later = rows - 1 - row;
      const earlier = later - distance;
      if (later < season) shifts[later * season + earlier] = sum;
    }
  }
  const shiftProduct = (a: number, b: number): number => shifts[Math.max(a, b) * season + Math.min(a, b)]!;

  const squares = new Float64Array(size * size);
  const put = (row: number, column: number, value: number): void => {
    squares[row * size + column] = value;
    squares[column * size + row] = value;
  };
  const last = season - 1;
  for (let a = 0; a < season - 1; a++)
    for (let b = 0; b <= a; b++)
      put(
        a + 2,
        b + 2,
        shiftProduct(a, b) - shiftProduct(a, last) - shiftProduct(b, last) + shiftProduct(last, last),
      );
  for (let row = 0; row < 2; row++)
    for (let column = 0; column < size; column++) put(row, column, product(columns[row]!, columns[column]!));
  return squares;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function shifted(column: Float64Array, by: number): Float64Array {
  const later = new Float64Array(column.length);
  later.set(column.subarray(0, column.length - by), by);
  return later;
}

interface State {
  readonly level: number;
  readonly trend: number;
  readonly seasons: Float64Array;
}

/** One-step predictions from an initial state; the series is followed, or zeros are, as long as it is. */
function predictions(
  initial: State,
  smoothing: Smoothing,
  rows: number,
  observed: number,
  series: readonly number[] | undefined,
): Float64Array {
  const predicted = new Float64Array(rows);
  const seasons = Float64Array.from(initial.seasons);
  let { level, trend } = initial;
  for (let row = 0; row < rows; row++) {
    const place = row % seasons.length;
    const value = level + trend + seasons[place]!;
    predicted[row] = value;
    const error = row < observed ? (series ? series[row]! : 0) - value : 0;
    level += trend + smoothing.level * error;
    trend += smoothing.trend * error;
    seasons[place]! += smoothing.season * error;
  }
  return predicted;
}
