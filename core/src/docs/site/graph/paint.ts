import { type Camera, seen, type Size } from './camera.ts';
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
/** Names that would be smaller than can be read are left out. */
const leastTextScale = 0.42;
const leastShapeScale = 0.2;
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
  const view = seen(camera, size);
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.setTransform(ratio * camera.scale, 0, 0, ratio * camera.scale, ratio * camera.x, ratio * camera.y);
  const isSeen = ({ bottom, left, right, top }: PictureEdge): boolean =>
    right >= view.left && left <= view.right && bottom >= view.top && top <= view.bottom;
  const edges = picture.edges.filter(isSeen);
  const { lineage } = emphasis;
  const strong = lineage ? edges.filter(({ from, to }) => lineage.has(from) && lineage.has(to)) : [];
  const thin = 1 / Math.max(camera.scale, 0.25);
  context.globalAlpha = lineage ? fadedAlpha : Math.min(1, 0.35 + camera.scale);
  stroke(context, edges, palette.edge, thin, camera.scale);
  context.globalAlpha = 1;
  stroke(context, strong, palette.accent, thin * 1.6, camera.scale);
  for (const [number, node] of picture.nodes.entries()) {
    if (node.x + node.width / 2 < view.left || node.x - node.width / 2 > view.right) continue;
    if (node.y + nodeHeight / 2 < view.top || node.y - nodeHeight / 2 > view.bottom) continue;
    context.globalAlpha = !lineage || lineage.has(number) ? 1 : fadedAlpha;
    paintNode(context, node, camera.scale, palette, number === emphasis.chosen);
  }
  context.globalAlpha = 1;
}

/** One path for all: a path an edge costs ten times as much. */
function stroke(
  context: CanvasRenderingContext2D,
  edges: readonly PictureEdge[],
  colour: string,
  width: number,
  scale: number,
): void {
  if (edges.length === 0) return;
  context.beginPath();
  for (const { bends } of edges) trace(context, bends, scale >= leastShapeScale);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function trace(context: CanvasRenderingContext2D, bends: readonly number[], isCurved: boolean): void {
  context.moveTo(bends[0]!, bends[1]!);
  for (let i = 2; i < bends.length; i += 2) {
    const [fromX, fromY, x, y] = [bends[i - 2]!, bends[i - 1]!, bends[i]!, bends[i + 1]!];
    const middle = (fromX + x) / 2;
    if (isCurved) context.bezierCurveTo(middle, fromY, middle, y, x, y);
    else context.lineTo(x, y);
  }
}

function paintNode(
  context: CanvasRenderingContext2D,
  { label, node, width, x, y }: PictureNode,
  scale: number,
  palette: Palette,
  isChosen: boolean,
): void {
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
