export {
  type Adapter,
  type AdapterResponse,
  type Connection,
  type ConnectionMethod,
  DatabaseError,
  type DatabaseErrorKind,
  type ExecuteOptions,
  type ExecuteResult,
  PythonError,
  type PythonJob,
} from './adapter.ts';
export { Column, columnClass } from './column.ts';
export type { ColumnTypes } from './column-types.ts';
export { Decimal } from './decimal.ts';
export { type EventTimeFilter, type NamingRules, Relation, type RelationDialect } from './relation.ts';
export { relationClass } from './relation-class.ts';
export type { Policy, RelationPath } from './relation-parts.ts';
export { cteName } from './relation-types.ts';
export { RelationCache } from './relation-cache.ts';
export { ResultTable } from './result-table.ts';
export { tableText } from './table-text.ts';
export type { ResultColumn, ValueKind } from './table-views.ts';
