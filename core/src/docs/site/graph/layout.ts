/** A graph to lay out; its nodes are known by their place in the list. */
export interface LayoutRequest {
  readonly id: number;
  readonly widths: readonly number[];
  readonly height: number;
  /** Pairs of a node and one that reads it. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** Centres of nodes, in units of the canvas. */
export interface LayoutAnswer {
  readonly id: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The bends of each edge, from its beginning to its end: x and y in turn. */
  readonly bends: readonly (readonly number[])[];
}
