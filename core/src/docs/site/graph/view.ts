import type { Dag } from '../../../graph/dag.ts';
import type { SiteNode } from '../../contents/site-data.ts';
import { type Camera, centre, fit, toScreen, zoom } from './camera.ts';
import { type Gestures, listen } from './gestures.ts';
import { layOut } from './layout-client.ts';
import { type Palette, paint } from './paint.ts';
import { nodeHeight, type Picture } from './picture.ts';

export interface GraphEvents {
  /** A node was chosen by pointer or keyboard; undefined when none is any more. */
  readonly onChoose?: (node: SiteNode | undefined) => void;
  /** A node was clicked, which has been chosen by that. */
  readonly onClick?: (node: SiteNode) => void;
  readonly onOpen: (node: SiteNode) => void;
}

/** A readable size for a graph that does not fit as a whole. */
const readableScale = 0.6;
/** Pixels to either side of a node's centre that belong to it however small it is. */
const leastGrip = 5;

/** The lineage graph on a canvas. */
export class GraphView {
  readonly canvas: HTMLCanvasElement = document.createElement('canvas');
  readonly #dag: Dag;
  readonly #events: GraphEvents;
  readonly #context = this.canvas.getContext('2d')!;
  readonly #resized: ResizeObserver;
  #palette: Palette | undefined;
  #picture: Picture | undefined;
  #camera: Camera = { scale: 1, reach: 0, x: 0, y: 0 };
  #size = { width: 0, height: 0 };
  #chosen: number | undefined;
  #hovered: number | undefined;
  #lineage: ReadonlySet<number> | undefined;
  #frame = 0;
  /** Until somebody moves it, the picture follows the size of its place. */
  #isUntouched = true;
  #start: string | undefined;

  /** @param takesWheel Whether the wheel zooms by itself; on a page that scrolls it does with Ctrl only. */
  constructor(dag: Dag, events: GraphEvents, takesWheel: boolean) {
    this.#dag = dag;
    this.#events = events;
    this.canvas.tabIndex = 0;
    this.canvas.className = 'graph-canvas';
    this.canvas.setAttribute('role', 'application');
    this.canvas.setAttribute('aria-label', 'Lineage. Arrows go along it, Enter opens a page.');
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(this.canvas);
    listen(this.canvas, this.#gestures(), takesWheel);
  }

  /**
   * Draws some nodes and the edges among them.
   * @param start Unique id of the node that is chosen at first.
   * @returns when they are drawn; false when something else was asked for meanwhile
   */
  async show(nodes: readonly SiteNode[], start?: string): Promise<boolean> {
    const picture = await layOut(nodes);
    if (!picture) return false;
    this.#picture = picture;
    this.#hovered = undefined;
    this.#isUntouched = true;
    this.#start = start;
    this.#choose(start === undefined ? undefined : picture.numbers.get(start));
    this.#resize();
    return true;
  }

  /** Colours have changed. */
  recolour(): void {
    this.#palette = undefined;
    this.#redraw();
  }

  #redraw(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  fit(): void {
    if (this.#picture) this.#camera = fit(this.#picture.bounds, this.#size);
    this.#redraw();
  }

  zoom(factor: number): void {
    this.#move(zoom(this.#camera, factor, { x: this.#size.width / 2, y: this.#size.height / 2 }));
  }

  close(): void {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #resize(): void {
    const { clientHeight: height, clientWidth: width } = this.canvas;
    this.#size = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    if (this.#isUntouched && width > 0) this.#settle();
    this.#paint();
  }

  /** All of it, where this can be read or no node is the one to look at. */
  #settle(): void {
    if (!this.#picture) return;
    this.#camera = fit(this.#picture.bounds, this.#size);
    const start = this.#start === undefined ? undefined : this.#picture.numbers.get(this.#start);
    if (start !== undefined && this.#camera.scale < readableScale)
      this.#camera = centre(this.#camera, this.#picture.nodes[start]!, readableScale, this.#size);
  }

  #paint(): void {
    this.#frame = 0;
    if (!this.#picture) return;
    this.#palette ??= paletteOf(this.canvas);
    const emphasis = { chosen: this.#chosen, lineage: this.#lineage };
    paint(this.#context, this.#picture, this.#camera, this.#size, this.#palette, emphasis);
  }

  #move(camera: Camera): void {
    this.#isUntouched = false;
    this.#camera = camera;
    this.#redraw();
  }

  #gestures(): Gestures {
    return {
      drag: (dx, dy) => this.#move({ ...this.#camera, x: this.#camera.x + dx, y: this.#camera.y + dy }),
      zoom: (factor, x, y) => this.#move(zoom(this.#camera, factor, { x, y })),
      hover: (x, y) => this.#hover(this.#at(x, y)),
      leave: () => this.#hover(undefined),
      click: (x, y) => this.#click(this.#at(x, y)),
      open: (x, y) => this.#open(this.#at(x, y)),
      key: (key) => this.#key(key),
    };
  }

  /** Nodes keep their proportions, whatever the scale sideways. */
  #at(x: number, y: number): number | undefined {
    const { scale } = this.#camera;
    const found = this.#picture?.nodes.findIndex((node) => {
      const at = toScreen(this.#camera, node);
      return (
        Math.abs(at.x - x) <= Math.max((node.width / 2) * scale, leastGrip) &&
        Math.abs(at.y - y) <= Math.max((nodeHeight / 2) * scale, 1)
      );
    });
    return found === -1 ? undefined : found;
  }

  #hover(number: number | undefined): void {
    if (number === this.#hovered) return;
    this.#hovered = number;
    this.canvas.style.cursor = number === undefined ? '' : 'pointer';
    this.canvas.title = number === undefined ? '' : (this.#picture?.nodes[number]?.node.name ?? '');
    this.#light();
  }

  #choose(number: number | undefined): void {
    this.#chosen = number;
    this.#events.onChoose?.(number === undefined ? undefined : this.#picture!.nodes[number]!.node);
    this.#light();
  }

  #click(number: number | undefined): void {
    this.#choose(number);
    if (number !== undefined) this.#events.onClick?.(this.#picture!.nodes[number]!.node);
  }

  #open(number: number | undefined): void {
    if (number !== undefined) this.#events.onOpen(this.#picture!.nodes[number]!.node);
  }

  /** What is before and behind the node under the pointer, or else the chosen one. */
  #light(): void {
    const number = this.#hovered ?? this.#chosen;
    const { nodes, numbers } = this.#picture!;
    if (number === undefined) {
      this.#lineage = undefined;
    } else {
      const id = nodes[number]!.node.unique_id;
      const ids = [id, ...this.#dag.ancestors([id]), ...this.#dag.descendants([id])];
      this.#lineage = new Set(ids.map((other) => numbers.get(other)).filter((other) => other !== undefined));
    }
    this.#redraw();
  }

  /** @returns whether the key has a meaning here */
  #key(key: string): boolean {
    if (key === '+' || key === '=') this.zoom(1.3);
    else if (key === '-') this.zoom(1 / 1.3);
    else if (key === '0') this.fit();
    else if (key === 'Enter') this.#open(this.#chosen);
    else if (key === 'Escape' && this.#chosen !== undefined) this.#choose(undefined);
    else if (key.startsWith('Arrow')) this.#step(key);
    else return false;
    return true;
  }

  /** To a parent, a child, or the next node above or below in the same layer. */
  #step(key: string): void {
    if (!this.#picture || this.#picture.nodes.length === 0) return;
    const { edges, nodes } = this.#picture;
    if (this.#chosen === undefined) {
      this.#goTo(0);
      return;
    }
    const { x, y } = nodes[this.#chosen]!;
    const all = [...nodes.keys()];
    const candidates: Readonly<Record<string, () => readonly number[]>> = {
      ArrowLeft: () => edges.filter(({ to }) => to === this.#chosen).map(({ from }) => from),
      ArrowRight: () => edges.filter(({ from }) => from === this.#chosen).map(({ to }) => to),
      ArrowUp: () => all.filter((other) => nodes[other]!.y < y && Math.abs(nodes[other]!.x - x) < 120),
      ArrowDown: () => all.filter((other) => nodes[other]!.y > y && Math.abs(nodes[other]!.x - x) < 120),
    };
    const nearest = candidates[key]?.().toSorted(
      (a, b) => Math.abs(nodes[a]!.y - y) - Math.abs(nodes[b]!.y - y),
    )[0];
    if (nearest !== undefined) this.#goTo(nearest);
  }

  #goTo(number: number): void {
    this.#hovered = undefined;
    this.#choose(number);
    const node = this.#picture!.nodes[number]!;
    const { scale } = this.#camera;
    const { x, y } = toScreen(this.#camera, node);
    const { height, width } = this.#size;
    const isSeen = x > 80 && x < width - 80 && y > 40 && y < height - 40;
    if (scale < readableScale || !isSeen)
      this.#move(centre(this.#camera, node, Math.max(scale, readableScale), this.#size));
  }
}

const typeNames = [
  'model',
  'source',
  'seed',
  'snapshot',
  'exposure',
  'analysis',
  'function',
  'metric',
  'semantic_model',
  'saved_query',
];

/** What the style's names stand for at the moment. */
function paletteOf(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.after(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    surface: colour('surface'),
    text: colour('text'),
    edge: colour('edge'),
    accent: colour('accent'),
    types: Object.fromEntries(typeNames.map((name) => [name, colour(`type-${name}`)])),
  };
  probe.remove();
  return palette;
}
