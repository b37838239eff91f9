import { describe, expect, it } from 'vitest';
import { centre, fit, sideways, toScreen, toWorld, zoom } from './camera.ts';

const size = { width: 1000, height: 600 };
const tall = { left: 0, top: 0, right: 800, bottom: 30_000 };

describe('the camera', () => {
  it('shows all of a graph, and small ones as large as life', () => {
    const camera = fit({ left: 0, top: 0, right: 100, bottom: 50 }, size);
    expect(camera.scale).toBe(1);
    expect(toScreen(camera, { x: 50, y: 25 })).toEqual({ x: 500, y: 300 });
    const wide = fit({ left: 0, top: 0, right: 10_000, bottom: 50 }, size);
    expect(toScreen(wide, { x: 0, y: 25 })).toEqual({ x: 32, y: 300 });
  });

  it('spreads the layers of a tall graph, and only from afar', () => {
    const far = fit(tall, size);
    expect(far.scale).toBeCloseTo(536 / 30_000);
    expect(sideways(far)).toBeCloseTo(0.8);
    const near = zoom(far, 100, { x: 500, y: 300 });
    expect(sideways(near)).toBe(near.scale);
  });

  it('keeps what lies under the pointer where it is', () => {
    const at = { x: 700, y: 120 };
    const before = fit(tall, size);
    for (const factor of [1.5, 100, 0.1]) {
      const after = zoom(before, factor, at);
      expect(toWorld(after, at).x).toBeCloseTo(toWorld(before, at).x);
      expect(toWorld(after, at).y).toBeCloseTo(toWorld(before, at).y);
    }
  });

  it('brings a point to the middle', () => {
    const { x, y } = toScreen(centre(fit(tall, size), { x: 10, y: 20_000 }, 0.6, size), { x: 10, y: 20_000 });
    expect([x, y]).toEqual([500, expect.closeTo(300)]);
  });
});
