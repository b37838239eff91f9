import type { Bounds } from './picture.ts';

/** What part of the canvas is seen: screen = world × scale + offset. */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const leastScale = 0.01;
const mostScale = 3;
const margin = 32;

/** All of a picture, not larger than life. */
export function fit({ bottom, left, right, top }: Bounds, size: Size): Camera {
  const scale = clampScale(
    Math.min((size.width - 2 * margin) / (right - left), (size.height - 2 * margin) / (bottom - top), 1),
  );
  return centre({ x: (left + right) / 2, y: (top + bottom) / 2 }, scale, size);
}

export function centre(point: { readonly x: number; readonly y: number }, scale: number, size: Size): Camera {
  return { scale, x: size.width / 2 - point.x * scale, y: size.height / 2 - point.y * scale };
}

/** Larger or smaller, with what lies under a point of the screen staying there. */
export function zoom(camera: Camera, factor: number, at: { readonly x: number; readonly y: number }): Camera {
  const scale = clampScale(camera.scale * factor);
  const ratio = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * ratio, y: at.y - (at.y - camera.y) * ratio };
}

export function toWorld(camera: Camera, x: number, y: number): { readonly x: number; readonly y: number } {
  return { x: (x - camera.x) / camera.scale, y: (y - camera.y) / camera.scale };
}

/** The part of the world that is seen. */
export function seen(camera: Camera, { height, width }: Size): Bounds {
  const from = toWorld(camera, 0, 0);
  const to = toWorld(camera, width, height);
  return { left: from.x, top: from.y, right: to.x, bottom: to.y };
}

function clampScale(scale: number): number {
  return Number.isFinite(scale) ? Math.min(Math.max(scale, leastScale), mostScale) : 1;
}
