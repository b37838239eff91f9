/** A graph as its edges: what each node depends on, in order. Ids without an entry have no edges. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * One cycle of each group of nodes that depend on one another; each is given from node to what it depends on, and
 * closes from the last to the first. Takes time linear in nodes and edges.
 */
export function findCycles(edges: Edges): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  for (const component of stronglyConnected(edges)) {
    const [only] = component;
    if (component.length > 1 || edges.get(only!)?.includes(only!))
      cycles.push(shortestCycle(component, edges));
  }
  return cycles;
}

/** Tarjan's algorithm, with an explicit stack: chains of models may be longer than the call stack is deep. */
function stronglyConnected(edges: Edges): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const components: string[][] = [];
  const enter = (id: string): { id: string; next: number } => {
    index.set(id, index.size);
    low.set(id, index.get(id)!);
    stack.push(id);
    onStack.add(id);
    return { id, next: 0 };
  };
  const lower = (id: string, to: number): void => {
    if (to < low.get(id)!) low.set(id, to);
  };
  for (const root of edges.keys()) {
    if (index.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const target = edges.get(frame.id)?.[frame.next++];
      if (target !== undefined) {
        if (!index.has(target)) frames.push(enter(target));
        else if (onStack.has(target)) lower(frame.id, index.get(target)!);
        continue;
      }
      frames.pop();
      const above = frames.at(-1);
      if (above) lower(above.id, low.get(frame.id)!);
      if (low.get(frame.id) === index.get(frame.id)) components.push(popComponent(stack, onStack, frame.id));
    }
  }
  return components;
}

function popComponent(stack: string[], onStack: Set<string>, root: string): string[] {
  const component = stack.splice(stack.lastIndexOf(root));
  for (const id of component) onStack.delete(id);
  return component;
}

/** Breadth first from the component's first node back to itself. */
function shortestCycle(component: readonly string[], edges: Edges): readonly string[] {
  const start = component[0]!;
  const within = new Set(component);
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const target of edges.get(id) ?? []) {
      if (target === start) return pathTo(id, start, cameFrom);
      if (!within.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, id);
      queue.push(target);
    }
  }
  return [start];
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [end];
  while (path.at(-1) !== start) path.push(cameFrom.get(path.at(-1)!)!);
  return path.toReversed();
}
