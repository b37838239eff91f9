import { kmeans } from 'ml-kmeans';

/** Recency, frequency and monetary value of customers, one entry each, all lists of the same order and length. */
export interface Rfm {
  /** Days since the last order. */
  readonly recency: ArrayLike<number>;
  /** Orders so far. */
  readonly frequency: ArrayLike<number>;
  /** Revenue so far, in euros. */
  readonly monetary: ArrayLike<number>;
}

export const segmentNames = ['VIP', 'Loyal', 'New', 'Churned'] as const;
export type SegmentName = (typeof segmentNames)[number];

/** How customers are told apart: found in one set of customers, it can be used on another. */
export interface Segmentation {
  /** The segment of each customer, as an index into {@link segmentNames}. */
  segmentsOf(rfm: Rfm): Uint8Array;
}

const clusterCount = segmentNames.length;
const axes = 3;
const sampleSize = 8_000;
const restarts = 10;
const seed = 20_240_229;
const maxIterations = 100;
/** Centres that move less than the root of this, in deviations, are taken to stand still. */
const tolerance = 1e-4;
/** Coordinates are whole multiples of this, so that the sums of millions of them are exact in any order. */
const quantum = 2 ** -20;

type Point = readonly number[];

/**
 * Finds four segments by K-Means on standardized logarithms of recency, frequency and monetary value. The best of ten seeded
 * starts on a sample begins the fit to all: single starts end in different places. The same customers give the same segments,
 * in whatever order they come. It takes 24 bytes a customer, outside of the heap, and a time that grows with their number.
 *
 * @returns undefined when fewer than four customers differ
 */
export function findSegments(rfm: Rfm): Segmentation | undefined {
  const standardize = standardizer(rfm);
  const points = pointsOf(rfm, standardize);
  if (!hasDistinct(points, clusterCount)) return undefined;

  const sample = sampleOf(points);
  const candidates = Array.from({ length: restarts }, (_, start) => {
    const { centroids } = kmeans(sample, clusterCount, { seed: seed + start, maxIterations, tolerance });
    return { centroids, spread: spreadAround(sample, centroids) };
  });
  const [best] = candidates.sort((a, b) => a.spread - b.spread);
  const centres = fitCentres(points, best!.centroids);
  const names = nameByCentre(centres);
  return {
    segmentsOf(others) {
      const nearest = nearestTo(centres);
      const where = pointsOf(others, standardize);
      return Uint8Array.from(
        { length: where.length / axes },
        (_, index) => names[nearest(where, index * axes)]!,
      );
    },
  };
}

/**
 * Which segment each centre is: Churned has been away longest; of the others VIP brought most by orders and money, New
 * ordered least, and Loyal is between.
 */
function nameByCentre(centres: readonly Point[]): number[] {
  const value = (centre: Point): number => centre[1]! + centre[2]!;
  const order = centres.map((_, index) => index).sort((a, b) => centres[b]![0]! - centres[a]![0]!);
  const [churned, ...active] = order;
  active.sort((a, b) => value(centres[b]!) - value(centres[a]!));
  const names: number[] = [];
  names[churned!] = segmentNames.indexOf('Churned');
  active.forEach((centre, rank) => (names[centre] = rank));
  return names;
}

/** Turns a value on an axis into its standardized logarithm: mean 0 and deviation 1 of the customers that it was made from. */
function standardizer(rfm: Rfm): (value: number, axis: number) => number {
  const scales = [rfm.recency, rfm.frequency, rfm.monetary].map((values) => {
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < values.length; index++) {
      const log = quantized(logOf(values[index]!));
      sum += log;
      squares += quantized(log * log);
    }
    const mean = sum / values.length;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
  });
  return (value, axis) => {
    const { mean, deviation } = scales[axis]!;
    return deviation > 1e-5 ? (logOf(value) - mean) / deviation : 0;
  };
}

/** Whoever brought everything back is at zero, not at minus infinity. */
function logOf(value: number): number {
  return Math.log1p(Math.max(0, value));
}

function quantized(value: number): number {
  return Math.round(value / quantum) * quantum;
}

/** The coordinates of all customers, one after the other. */
function pointsOf(rfm: Rfm, standardize: (value: number, axis: number) => number): Float64Array {
  const points = new Float64Array(rfm.recency.length * axes);
  [rfm.recency, rfm.frequency, rfm.monetary].forEach((values, axis) => {
    for (let index = 0; index < values.length; index++)
      points[index * axes + axis] = quantized(standardize(values[index]!, axis));
  });
  return points;
}

function pointAt(points: Float64Array, index: number): Point {
  return [...points.subarray(index * axes, (index + 1) * axes)];
}

function hasDistinct(points: Float64Array, count: number): boolean {
  const distinct = new Set<string>();
  for (let index = 0; index * axes < points.length && distinct.size < count; index++)
    distinct.add(pointAt(points, index).join());
  return distinct.size >= count;
}

/** All points of a few; of many about as many as a sample has, chosen by their own hash and brought in order. */
function sampleOf(points: Float64Array): number[][] {
  const count = points.length / axes;
  const share = sampleSize / count;
  const sample: number[][] = [];
  for (let index = 0; index < count; index++)
    if (share >= 1 || hashOf(points, index * axes) < share) sample.push([...pointAt(points, index)]);
  return sample.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
}

/** A number in [0, 1) that depends on a point alone. @see Steele et al.: the mixing of MurmurHash3 */
function hashOf(points: Float64Array, at: number): number {
  let hash = seed;
  for (let axis = 0; axis < axes; axis++) {
    hash = Math.imul(hash ^ Math.round(points[at + axis]! / quantum), 0x9e37_79b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** Lloyd's iteration: each centre moves to the mean of the points nearest to it, until none moves. */
function fitCentres(points: Float64Array, begin: readonly Point[]): readonly Point[] {
  let centres = begin;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const nearest = nearestTo(centres);
    const sums = new Float64Array(clusterCount * axes);
    const counts = new Float64Array(clusterCount);
    for (let at = 0; at < points.length; at += axes) {
      const centre = nearest(points, at);
      counts[centre]!++;
      for (let axis = 0; axis < axes; axis++) sums[centre * axes + axis]! += points[at + axis]!;
    }
    const moved = centres.map((centre, index) =>
      counts[index] === 0 ? centre : centre.map((_, axis) => sums[index * axes + axis]! / counts[index]!),
    );
    const largest = Math.max(...moved.map((centre, index) => squaredDistance(centre, centres[index]!)));
    centres = moved;
    if (largest <= tolerance) break;
  }
  return centres;
}

function spreadAround(points: readonly Point[], centres: readonly Point[]): number {
  return points.reduce(
    (sum, point) => sum + Math.min(...centres.map((centre) => squaredDistance(point, centre))),
    0,
  );
}

/** A function that gives the nearest centre of the point that begins at a place; of equally near ones the first. */
function nearestTo(centres: readonly Point[]): (points: Float64Array, at: number) => number {
  const flat = Float64Array.from(centres.flat());
  return (points, at) => {
    const [x, y, z] = [points[at]!, points[at + 1]!, points[at + 2]!];
    let best = 0;
    let bestDistance = Infinity;
    for (let centre = 0; centre < clusterCount; centre++) {
      const from = centre * axes;
      const distance = (x - flat[from]!) ** 2 + (y - flat[from + 1]!) ** 2 + (z - flat[from + 2]!) ** 2;
      if (distance < bestDistance) {
        best = centre;
        bestDistance = distance;
      }
    }
    return best;
  };
}

function squaredDistance(a: Point, b: Point): number {
  return a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2, 0);
}
