import type { Relation } from '../adapter/index.ts';
import type { ColumnInfo, Node, SourceNode } from '../manifest/index.ts';

/** A stretch of event time, in milliseconds since 1970, UTC; the end is exclusive. */
export interface EventWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** What lies in both windows; undefined is no limit. */
export function commonWindow(
  a: EventWindow | undefined,
  b: EventWindow | undefined,
): EventWindow | undefined {
  if (!a || !b) return a ?? b;
  return { startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) };
}

/** The relation, limited to a window of the event time that its node has; unchanged where that has none. */
export function withinWindow(
  relation: Relation,
  target: Node | SourceNode,
  window: EventWindow | undefined,
  quote: (name: string) => string,
): Relation {
  const column = target.config['event_time'];
  if (!window || typeof column !== 'string') return relation;
  const field = isQuoted(target, column) ? quote(column) : column;
  return relation.withEventTime({ field, start: utcTime(window.startMs), end: utcTime(window.endMs) });
}

function isQuoted(target: Node | SourceNode, column: string): boolean {
  const own = (target.columns as Readonly<Record<string, ColumnInfo>>)[column]?.quote ?? null;
  const ofAll = 'quoting' in target ? target.quoting['column'] : undefined;
  return own ?? ofAll === true;
}

/** As templates and SQL see a window's bounds: `2024-09-17 16:00:00+00:00`. */
export function utcTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}
