/** What people do on a canvas; places in CSS pixels from its upper left corner. */
export interface Gestures {
  drag(dx: number, dy: number): void;
  /** By wheel or two fingers, around a place. */
  zoom(factor: number, x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  /** A double click. */
  open(x: number, y: number): void;
  /** @returns whether the key has been used */
  key(key: string): boolean;
}

/** A pointer that moved less than this has clicked. */
const clickDistance = 4;

/** @param takesWheel Whether the wheel zooms by itself; on a page that scrolls it does with Ctrl only. */
export function listen(canvas: HTMLCanvasElement, gestures: Gestures, takesWheel: boolean): void {
  const pointers = new Map<number, { readonly x: number; readonly y: number }>();
  let moved = 0;

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, placeOf(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      gestures.hover(place.x, place.y);
      return;
    }
    pointers.set(event.pointerId, place);
    moved += Math.abs(place.x - before.x) + Math.abs(place.y - before.y);
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    const other = others[0]?.[1];
    if (!other) {
      if (moved >= clickDistance) gestures.drag(place.x - before.x, place.y - before.y);
      return;
    }
    const factor = distance(place, other) / Math.max(distance(before, other), 1);
    gestures.zoom(factor, (place.x + other.x) / 2, (place.y + other.y) / 2);
    gestures.drag((place.x - before.x) / 2, (place.y - before.y) / 2);
  });
  const release = (event: PointerEvent): void => {
    const wasAlone = pointers.size === 1 && pointers.delete(event.pointerId);
    pointers.delete(event.pointerId);
    if (wasAlone && event.type === 'pointerup' && moved < clickDistance) {
      const { x, y } = placeOf(event);
      gestures.click(x, y);
    }
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => gestures.leave());
  canvas.addEventListener('dblclick', (event) => gestures.open(event.offsetX, event.offsetY));
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!takesWheel && !event.ctrlKey) return;
      event.preventDefault();
      const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY;
      gestures.zoom(Math.exp(-step * 0.0015), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (gestures.key(event.key)) event.preventDefault();
  });
}

function placeOf({ offsetX: x, offsetY: y }: PointerEvent): { readonly x: number; readonly y: number } {
  return { x, y };
}

function distance(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
