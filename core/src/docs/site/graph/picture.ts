import type { SiteNode } from '../../contents/site-data.ts';
import { titleOf } from '../titles.ts';
import type { LayoutAnswer } from './layout.ts';

export const nodeHeight = 26;
const characterWidth = 7.1;
const mostCharacters = 40;

/** A node as it is drawn: its centre and width in units of the canvas. */
export interface PictureNode {
  readonly node: SiteNode;
  readonly label: string;
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

export interface PictureEdge {
  readonly from: number;
  readonly to: number;
  /** x and y in turn. */
  readonly bends: readonly number[];
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A graph that has been laid out. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly bounds: Bounds;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Long names lose their middle: their beginnings tell the layer and their ends the subject. */
export function labelOf(node: SiteNode): string {
  const title = node.label ?? titleOf(node);
  if (title.length <= mostCharacters) return title;
  return `${title.slice(0, mostCharacters / 2)}…${title.slice(1 - mostCharacters / 2)}`;
}

export function widthOf(label: string): number {
  return Math.round(label.length * characterWidth) + 30;
}

/** Pairs of places in the list: a node and one of the list that reads it. */
export function edgesAmong(nodes: readonly SiteNode[]): readonly (readonly [number, number])[] {
  const numbers = new Map(nodes.map(({ unique_id: id }, number) => [id, number]));
  return nodes.flatMap((node, to) =>
    [...new Set(node.depends_on.nodes)]
      .map((parent) => numbers.get(parent))
      .filter((from) => from !== undefined)
      .map((from) => [from, to] as const),
  );
}

/** How much wider than high a picture is to be at least; graphs of many models in few layers are tall and thin. */
const leastRatio = 1;
const mostStretch = 40;

export function pictureOf(
  nodes: readonly SiteNode[],
  edges: readonly (readonly [number, number])[],
  { bends, x, y }: LayoutAnswer,
): Picture {
  const labels = nodes.map(labelOf);
  const ratio = (span(y) * leastRatio) / Math.max(span(x), 1);
  const stretch = Math.min(Math.max(ratio, 1), mostStretch);
  const placed = nodes.map((node, number) => ({
    node,
    label: labels[number]!,
    width: widthOf(labels[number]!),
    x: x[number]! * stretch,
    y: y[number]!,
  }));
  return {
    nodes: placed,
    edges: edges.map(([from, to], number) => {
      const stretched = bends[number]!.map((value, index) => (index % 2 === 0 ? value * stretch : value));
      return edgeOf(from, to, anchored(stretched, placed[from]!, placed[to]!));
    }),
    numbers: new Map(nodes.map(({ unique_id: id }, number) => [id, number])),
    bounds: boundsOf(placed),
  };
}

/** Edges leave on the right and arrive on the left, in the middle. */
function anchored(bends: readonly number[], from: PictureNode, to: PictureNode): number[] {
  return [from.x + from.width / 2, from.y, ...bends.slice(2, -2), to.x - to.width / 2, to.y];
}

function edgeOf(from: number, to: number, bends: readonly number[]): PictureEdge {
  const xs = bends.filter((_, index) => index % 2 === 0);
  const ys = bends.filter((_, index) => index % 2 === 1);
  return {
    from,
    to,
    bends,
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

export function boundsOf(nodes: readonly PictureNode[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { width, x, y } of nodes) {
    left = Math.min(left, x - width / 2);
    right = Math.max(right, x + width / 2);
    top = Math.min(top, y - nodeHeight / 2);
    bottom = Math.max(bottom, y + nodeHeight / 2);
  }
  return nodes.length === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom };
}

function span(values: readonly number[]): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return values.length === 0 ? 0 : most - least;
}
