import { graphlib, layout } from '@dagrejs/dagre';
import type { LayoutAnswer, LayoutRequest } from './layout.ts';

/**
 * Above it, dagre's best way to assign layers and to order what is in them take minutes
 * (docs/decisions/0018-lineage-layout.md has the figures).
 */
const fewNodes = 150;

self.addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  self.postMessage(layOut(data));
});

function layOut({ edges, height, id, widths }: LayoutRequest): LayoutAnswer {
  const isSmall = widths.length <= fewNodes;
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: 'LR',
    ranker: isSmall ? 'network-simplex' : 'tight-tree',
    nodesep: 14,
    edgesep: 8,
    ranksep: isSmall ? 60 : 110,
  });
  for (const [node, width] of widths.entries()) graph.setNode(String(node), { width, height });
  for (const [from, to] of edges) graph.setEdge(String(from), String(to), {});
  layout(graph, { disableOptimalOrderHeuristic: !isSmall });
  const nodes = widths.map(
    (_, node) => graph.node(String(node)) as { readonly x: number; readonly y: number },
  );
  return {
    id,
    x: nodes.map(({ x }) => x),
    y: nodes.map(({ y }) => y),
    bends: edges.map(([from, to]) => {
      const { points = [] } = graph.edge(String(from), String(to)) as { points?: { x: number; y: number }[] };
      return points.flatMap(({ x, y }) => [x, y]);
    }),
  };
}
