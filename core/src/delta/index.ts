export type { Action, AddFile, Metadata, Protocol } from './actions.ts';
export { resolvePath, scanSql } from './scan.ts';
export { type RewrittenSql, rewriteDeltaScans } from './rewrite-scans.ts';
export type { DeltaField, DeltaType } from './schema.ts';
export { readSnapshot, type Snapshot, type VersionChoice } from './snapshot.ts';
export type { DeltaStorage, SqlRunner, StoredFile } from './storage.ts';
export {
  type DeltaEffects,
  DeltaTable,
  type HistoryEntry,
  type WriteOptions,
  type WriteResult,
} from './table.ts';
