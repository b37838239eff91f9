export {
  type Adapter,
  type AdapterResponse,
  type Connection,
  DatabaseError,
  type DatabaseErrorKind,
  type ExecuteOptions,
  type ExecuteResult,
} from './adapter.ts';
export { Column, columnClass } from './column.ts';
export { Decimal } from './decimal.ts';
export { cteName, type EventTimeFilter, type NamingRules, Relation } from './relation.ts';
export { relationClass } from './relation-class.ts';
export type { Policy, RelationPath } from './relation-parts.ts';
export { RelationCache } from './relation-cache.ts';
export { type ResultColumn, ResultTable, type ValueKind } from './result-table.ts';
