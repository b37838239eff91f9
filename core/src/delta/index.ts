export type {
  Action,
  AddFile,
  CommitInfo,
  DeletionVector,
  Metadata,
  Protocol,
  RemoveFile,
  Transaction,
} from './actions.ts';
export { resolvePath } from './actions.ts';
export { type DeltaScanCall, findDeltaScans, scanChoice } from './find-scans.ts';
export { deltaScanMacro, deltaScanTexts, prepareDeltaScans } from './prepare-scans.ts';
export { type RewrittenSql, rewriteDeltaScans } from './rewrite-scans.ts';
export { scanSql } from './scan.ts';
export type { DeltaField, DeltaType } from './schema.ts';
export { readSnapshot, type Snapshot } from './snapshot.ts';
export type { DeltaStorage, SqlRunner } from './storage.ts';
export { DeltaTable } from './table.ts';
export type { HistoryEntry, VersionChoice } from './versions.ts';
export type { DeltaEffects, WriteOptions } from './write-options.ts';
export { DeltaWriter, type WriteResult } from './writer.ts';
