/** A solved least-squares problem. */
export interface LeastSquares {
  readonly solution: Float64Array;
  readonly residualSquares: number;
  /** The logarithm of the determinant of X'X. */
  readonly logDeterminant: number;
  /** `v' (X'X)⁻¹ v`: how uncertain the combination `v` of the solution is, in units of the residuals' variance. */
  uncertainty(combination: Float64Array): number;
}

/**
 * The `x` that makes the squares of `target - columns · x` smallest, by Cholesky's method.
 *
 * @param columns Each as long as the target, fewer than that many.
 * @param squares The products of all pairs of columns, by rows.
 * @returns undefined when the columns depend on one another
 */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  squares: Float64Array,
): LeastSquares | undefined {
  const size = columns.length;
  const factor = cholesky(squares, size);
  if (!factor) return undefined;
  const solution = Float64Array.from(columns, (column) => product(column, target));
  solveLower(factor, size, solution);
  solveUpper(factor, size, solution);

  let residualSquares = 0;
  for (let row = 0; row < target.length; row++) {
    let residual = target[row]!;
    for (let column = 0; column < size; column++) residual -= columns[column]![row]! * solution[column]!;
    residualSquares += residual * residual;
  }
  return {
    solution,
    residualSquares,
    logDeterminant: solution.reduce((sum, _, row) => sum + 2 * Math.log(factor[row * size + row]!), 0),
    uncertainty(combination) {
      const scaled = Float64Array.from(combination);
      solveLower(factor, size, scaled);
      return product(scaled, scaled);
    },
  };
}

/** The lower triangle L of a matrix L L', by rows; undefined when the matrix is not positive. */
function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const square = matrix[row * size + column]!;
      let value = square;
      for (let k = 0; k < column; k++) value -= lower[row * size + k]! * lower[column * size + k]!;
      if (row > column) {
        lower[row * size + column] = value / lower[column * size + column]!;
      } else {
        if (!(value > square * 1e-13)) return undefined;
        lower[row * size + row] = Math.sqrt(value);
      }
    }
  }
  return lower;
}

function solveLower(lower: Float64Array, size: number, values: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let value = values[row]!;
    for (let k = 0; k < row; k++) value -= lower[row * size + k]! * values[k]!;
    values[row] = value / lower[row * size + row]!;
  }
}

function solveUpper(lower: Float64Array, size: number, values: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    let value = values[row]!;
    for (let k = row + 1; k < size; k++) value -= lower[k * size + row]! * values[k]!;
    values[row] = value / lower[row * size + row]!;
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
