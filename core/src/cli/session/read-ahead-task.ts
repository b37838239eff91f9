/** What the thread that reads ahead is given. */
export interface ReadAheadTask {
  readonly texts: readonly string[];
  /** Of each text a `TextState`. Who puts it from `free` to `taken` is the only one to parse it. */
  readonly states: Int32Array;
}

export const TextState = { free: 0, taken: 1, parsed: 2, left: 3 } as const;

/** The value of a text as JSON. */
export type ReadAheadAnswer = readonly [number: number, json: string];
