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
  /** Between its ends, x and y in turn. */
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
  const title = titleOf(node);
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

export function pictureOf(
  nodes: readonly SiteNode[],
  edges: readonly (readonly [number, number])[],
  { bends, x, y }: LayoutAnswer,
): Picture {
  const placed = nodes.map((node, number) => {
    const label = labelOf(node);
    return { node, label, width: widthOf(label), x: x[number]!, y: y[number]! };
  });
  return {
    nodes: placed,
    edges: edges.map(([from, to], number) => edgeOf(from, to, bends[number]!.slice(2, -2), placed)),
    numbers: new Map(nodes.map(({ unique_id: id }, number) => [id, number])),
    bounds: boundsOf(placed),
  };
}

function edgeOf(
  from: number,
  to: number,
  bends: readonly number[],
  nodes: readonly PictureNode[],
): PictureEdge {
  const ends = [nodes[from]!, nodes[to]!];
  const xs = [...ends.map(({ x }) => x), ...bends.filter((_, index) => index % 2 === 0)];
  const ys = [...ends.map(({ y }) => y), ...bends.filter((_, index) => index % 2 === 1)];
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
