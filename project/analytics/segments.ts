import { kmeans } from 'ml-kmeans';
import { seededRandom } from './random.ts';

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
const sampleSize = 8_000;
const restarts = 10;
const seed = 20_240_229;

type Point = [recency: number, frequency: number, monetary: number];

/**
 * Finds four segments by K-Means on standardized logarithms of recency, frequency and monetary value. The best of ten seeded
 * starts on a sample begins the fit to all: single starts end in different places. The same customers give the same segments,
 * in whatever order they come.
 *
 * @returns undefined when fewer than four customers differ
 */
export function findSegments(rfm: Rfm): Segmentation | undefined {
  const standardize = standardizer(rfm);
  const points = pointsOf(rfm, standardize).sort(comparePoints);
  if (!hasDistinct(points, clusterCount)) return undefined;

  const sample = points.length <= sampleSize ? points : draw(points, sampleSize);
  const candidates = Array.from({ length: restarts }, (_, start) => {
    const { centroids } = kmeans(sample, clusterCount, {
      seed: seed + start,
      maxIterations: 100,
      tolerance: 1e-4,
    });
    return { centroids, spread: spreadAround(sample, centroids) };
  });
  const [best] = candidates.sort((a, b) => a.spread - b.spread);
  const { centroids } = kmeans(points, clusterCount, {
    initialization: best!.centroids,
    maxIterations: 100,
    tolerance: 1e-4,
  });
  const names = nameByCentre(centroids as Point[]);
  return {
    segmentsOf: (others) =>
      Uint8Array.from(pointsOf(others, standardize), (point) => names[nearest(point, centroids)]!),
  };
}

/**
 * Which segment each centre is: Churned has been away longest; of the others VIP brought most by orders and money, New
 * ordered least, and Loyal is between.
 */
function nameByCentre(centres: readonly Point[]): number[] {
  const value = ([, frequency, monetary]: Point): number => frequency + monetary;
  const order = centres.map((_, index) => index).sort((a, b) => centres[b]![0] - centres[a]![0]);
  const [churned, ...active] = order;
  active.sort((a, b) => value(centres[b]!) - value(centres[a]!));
  const names: number[] = [];
  names[churned!] = segmentNames.indexOf('Churned');
  active.forEach((centre, rank) => (names[centre] = rank));
  return names;
}

/** Turns values into standardized logarithms: the mean 0 and the deviation 1 of the customers that it was made from. */
function standardizer(rfm: Rfm): (values: Point) => Point {
  const scales = [rfm.recency, rfm.frequency, rfm.monetary].map((values) => {
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < values.length; index++) {
      const log = logOf(values[index]!);
      sum += log;
      squares += log * log;
    }
    const mean = sum / values.length;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
  });
  const scaled = (value: number, axis: number): number => {
    const { mean, deviation } = scales[axis]!;
    return deviation > 1e-12 ? (logOf(value) - mean) / deviation : 0;
  };
  return ([recency, frequency, monetary]) => [scaled(recency, 0), scaled(frequency, 1), scaled(monetary, 2)];
}

/** Whoever brought everything back is at zero, not at minus infinity. */
function logOf(value: number): number {
  return Math.log1p(Math.max(0, value));
}

function pointsOf(rfm: Rfm, standardize: (values: Point) => Point): Point[] {
  return Array.from({ length: rfm.recency.length }, (_, index) =>
    standardize([rfm.recency[index]!, rfm.frequency[index]!, rfm.monetary[index]!]),
  );
}

function comparePoints(a: Point, b: Point): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** @param points Sorted. */
function hasDistinct(points: readonly Point[], count: number): boolean {
  let distinct = 0;
  for (let index = 0; index < points.length; index++) {
    if (index === 0 || comparePoints(points[index]!, points[index - 1]!) !== 0) distinct++;
    if (distinct === count) return true;
  }
  return false;
}

/** A seeded sample without repetition, by the first steps of a Fisher-Yates shuffle. */
function draw<Item>(items: readonly Item[], count: number): Item[] {
  const random = seededRandom(seed);
  const pool = [...items];
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random() * (pool.length - index));
    [pool[index], pool[other]] = [pool[other]!, pool[index]!];
  }
  return pool.slice(0, count);
}

function spreadAround(points: readonly Point[], centres: readonly (readonly number[])[]): number {
  return points.reduce((sum, point) => sum + squaredDistance(point, centres[nearest(point, centres)]!), 0);
}

function nearest(point: Point, centres: readonly (readonly number[])[]): number {
  let best = 0;
  let bestDistance = Infinity;
  for (let index = 0; index < centres.length; index++) {
    const distance = squaredDistance(point, centres[index]!);
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += (a[axis]! - b[axis]!) ** 2;
  return sum;
}
