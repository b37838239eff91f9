import type { Bounds } from './picture.ts';

/**
 * What part of a picture is seen. Graphs of many nodes in few layers are tall and thin, so that the two directions have
 * scales of their own: seen from afar, layers lie far apart; the nearer one comes, the more alike the scales become.
 */
export interface Camera {
  /** Pixels a unit, downwards and of the nodes themselves. */
  readonly scale: number;
  /** The least that a unit sideways has. */
  readonly reach: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const leastScale = 0.005;
const mostScale = 3;
const margin = 32;
/** Names of neighbouring layers then still have room between them. */
const mostReach = 0.8;

/** Pixels a unit sideways. */
export function sideways({ reach, scale }: Camera): number {
  return Math.max(scale, reach);
}

/** All of a picture, not larger than life. */
export function fit({ bottom, left, right, top }: Bounds, size: Size): Camera {
  const across = (size.width - 2 * margin) / Math.max(right - left, 1);
  const down = (size.height - 2 * margin) / Math.max(bottom - top, 1);
  const scale = clampScale(Math.min(across, down, 1));
  const camera = { scale, reach: Math.min(across, mostReach), x: 0, y: 0 };
  return centre(camera, { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, size);
}

/** A point of the picture in the middle. */
export function centre({ reach }: Camera, point: Point, scale: number, size: Size): Camera {
  const camera = { scale, reach, x: 0, y: 0 };
  const { x, y } = toScreen(camera, point);
  return { scale, reach, x: size.width / 2 - x, y: size.height / 2 - y };
}

/** Larger or smaller, with what lies under a point of the screen staying there. */
export function zoom(camera: Camera, factor: number, at: Point): Camera {
  const point = toWorld(camera, at);
  const moved = { scale: clampScale(camera.scale * factor), reach: camera.reach, x: 0, y: 0 };
  const { x, y } = toScreen(moved, point);
  return { ...moved, x: at.x - x, y: at.y - y };
}

export function toWorld(camera: Camera, { x, y }: Point): Point {
  return { x: (x - camera.x) / sideways(camera), y: (y - camera.y) / camera.scale };
}

export function toScreen(camera: Camera, { x, y }: Point): Point {
  return { x: x * sideways(camera) + camera.x, y: y * camera.scale + camera.y };
}

function clampScale(scale: number): number {
  return Number.isFinite(scale) ? Math.min(Math.max(scale, leastScale), mostScale) : 1;
}
