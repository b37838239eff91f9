/** A point and the function's value there. */
export interface Minimum {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * A local minimum by Nelder and Mead's simplex: needs no derivatives.
 *
 * @param minimized May give Infinity where it is not defined.
 * @param step Size of the first simplex along each axis.
 */
export function nelderMead(
  minimized: (point: readonly number[]) => number,
  start: readonly number[],
  { step = 1, tolerance = 1e-9, maxEvaluations = 400 } = {},
): Minimum {
  let evaluations = 0;
  const at = (point: readonly number[]): Minimum => {
    evaluations++;
    return { point, value: minimized(point) };
  };
  const simplex = [
    at(start),
    ...start.map((_, axis) => at(start.map((value, index) => (index === axis ? value + step : value)))),
  ];

  while (evaluations < maxEvaluations) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (Math.abs(worst.value - best.value) <= tolerance * (Math.abs(best.value) + tolerance)) break;

    const others = simplex.slice(0, -1);
    const centre = start.map(
      (_, axis) => others.reduce((sum, { point }) => sum + point[axis]!, 0) / others.length,
    );
    const along = (factor: number): Minimum =>
      at(centre.map((value, axis) => value + factor * (worst.point[axis]! - value)));

    const reflected = along(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= others.at(-1)!.value) {
      next = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (next.value >= Math.min(reflected.value, worst.value)) {
        for (let index = 1; index < simplex.length; index++) {
          const { point } = simplex[index]!;
          simplex[index] = at(point.map((value, axis) => (value + best.point[axis]!) / 2));
        }
        continue;
      }
    }
    simplex[simplex.length - 1] = next;
  }
  return simplex.reduce((best, candidate) => (candidate.value < best.value ? candidate : best));
}
