import { type Camera, sideways, type Size, toWorld } from './camera.ts';
import { nodeHeight, type Picture, type PictureEdge, type PictureNode } from './picture.ts';

/** The page's colours, as its style names them. */
export interface Palette {
  readonly surface: string;
  readonly text: string;
  readonly edge: string;
  readonly accent: string;
  /** By resource type. */
  readonly types: Readonly<Record<string, string>>;
}

/** What stands out. Numbers of nodes. */
export interface Emphasis {
  /** The node with the keyboard's focus, or that was clicked. */
  readonly chosen: number | undefined;
  /** With what is before and behind it; undefined when all are equal. */
  readonly lineage: ReadonlySet<number> | undefined;
}

const fadedAlpha = 0.16;
const passingAlpha = 0.1;
/** Names that would be smaller than can be read are left out. */
const leastTextScale = 0.42;
const leastShapeScale = 0.2;
/** Lines are a pixel wide, and thinner from afar, where there are many. */
const mostThinning = 0.1;
/** Edges begin and end at the sides of nodes, whose centres bound them. */
const edgeRoom = 300;
/** Pixels of the screen. */
const leastWidth = 10;

export function paint(
  context: CanvasRenderingContext2D,
  picture: Picture,
  camera: Camera,
  size: Size,
  palette: Palette,
  emphasis: Emphasis,
): void {
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const { scale } = camera;
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * camera.x, ratio * camera.y);
  const isSeen = sightOf(camera, size);
  const edges = picture.edges.filter(({ bottom, left, right, top }) =>
    isSeen(left, right, top, bottom, edgeRoom),
  );
  const { lineage } = emphasis;
  const strong = lineage ? edges.filter(({ from, to }) => lineage.has(from) && lineage.has(to)) : [];
  const pen = { context, nodes: picture.nodes, scale, spread: sideways(camera) / scale };
  const thin = 1 / Math.max(scale, mostThinning);
  // Lines that only pass by would hide what is in sight when there are many of them.
  const isNear = ({ bottom, top }: PictureEdge): boolean => (bottom - top) * scale <= size.height;
  context.globalAlpha = lineage ? fadedAlpha : Math.min(1, 0.4 + scale);
  stroke(pen, edges.filter(isNear), palette.edge, thin);
  if (!lineage) {
    context.globalAlpha = passingAlpha;
    stroke(
      pen,
      edges.filter((edge) => !isNear(edge)),
      palette.edge,
      thin,
    );
  }
  context.globalAlpha = 1;
  stroke(pen, strong, palette.accent, thin * 1.6);
  for (const [number, node] of picture.nodes.entries()) {
    if (!isSeen(node.x, node.x, node.y, node.y, node.width)) continue;
    context.globalAlpha = !lineage || lineage.has(number) ? 1 : fadedAlpha;
    paintNode(pen, node, palette, number === emphasis.chosen);
  }
  context.globalAlpha = 1;
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly nodes: readonly PictureNode[];
  readonly scale: number;
  /** How much further apart things are sideways than downwards. */
  readonly spread: number;
}

/** Whether something between some coordinates can be seen; `room` is what it takes around them, in its own size. */
function sightOf(camera: Camera, { height, width }: Size) {
  const from = toWorld(camera, { x: 0, y: 0 });
  const to = toWorld(camera, { x: width, y: height });
  return (left: number, right: number, top: number, bottom: number, room: number): boolean =>
    right + room >= from.x &&
    left - room <= to.x &&
    bottom + nodeHeight >= from.y &&
    top - nodeHeight <= to.y;
}

/** One path for all: a path an edge costs ten times as much. */
function stroke(pen: Pen, edges: readonly PictureEdge[], colour: string, width: number): void {
  if (edges.length === 0) return;
  const { context } = pen;
  context.beginPath();
  for (const edge of edges) trace(pen, edge);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Edges leave on the right and arrive on the left, in the middle. */
function trace({ context, nodes, scale, spread }: Pen, { bends, from, to }: PictureEdge): void {
  const isCurved = scale >= leastShapeScale;
  const [start, end] = [nodes[from]!, nodes[to]!];
  let fromX = start.x * spread + start.width / 2;
  let fromY = start.y;
  const lead = (x: number, y: number): void => {
    const middle = (fromX + x) / 2;
    if (isCurved) context.bezierCurveTo(middle, fromY, middle, y, x, y);
    else context.lineTo(x, y);
    [fromX, fromY] = [x, y];
  };
  context.moveTo(fromX, fromY);
  for (let i = 0; i < bends.length; i += 2) lead(bends[i]! * spread, bends[i + 1]!);
  lead(end.x * spread - end.width / 2, end.y);
}

function paintNode(
  { context, scale, spread }: Pen,
  { label, node, width, x: centre, y }: PictureNode,
  palette: Palette,
  isChosen: boolean,
): void {
  const x = centre * spread;
  const left = x - width / 2;
  const top = y - nodeHeight / 2;
  const colour = node.node_color ?? palette.types[node.resource_type] ?? palette.edge;
  if (scale < leastShapeScale) {
    const seenWidth = Math.max(width, leastWidth / scale);
    context.fillStyle = isChosen ? palette.accent : colour;
    context.fillRect(x - seenWidth / 2, top, seenWidth, Math.max(nodeHeight, 1 / scale));
  } else {
    context.beginPath();
    context.roundRect(left, top, width, nodeHeight, 6);
    context.fillStyle = palette.surface;
    context.fill();
    context.strokeStyle = isChosen ? palette.accent : colour;
    context.lineWidth = isChosen ? 3 : 1.2;
    context.stroke();
    context.fillStyle = colour;
    context.beginPath();
    context.arc(left + 12, y, 4, 0, 2 * Math.PI);
    context.fill();
  }
  if (scale >= leastTextScale) {
    context.fillStyle = palette.text;
    context.font = '12px ui-sans-serif, system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillText(label, left + 22, y + 0.5, width - 28);
  }
}
