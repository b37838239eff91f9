import { contractBroken, type Diagnostic, type Span } from '../../diagnostics/index.ts';
import type { Constraint, Manifest, ModelNode } from '../../manifest/index.ts';
import { isSame } from './same.ts';

export interface ContractContext {
  readonly manifest: Manifest;
  /** For deprecation dates: milliseconds since 1970. */
  readonly nowMs: number;
  readonly report: (diagnostic: Diagnostic) => void;
}

/**
 * Whether what a model promises about its columns is what it promised. A change that breaks readers is reported: as an
 * error for a versioned model, as a warning otherwise.
 */
export function sameContract(before: ModelNode, now: ModelNode, context: ContractContext): boolean {
  if (!before.contract.enforced) return !now.contract.enforced;
  if (now.contract.enforced && before.contract.checksum === now.contract.checksum) return true;
  const changes = breakingChanges(before, now);
  if (changes.length > 0)
    context.report(
      contractBroken(now.unique_id, changes, now.version !== null, placeOf(now.unique_id, context)),
    );
  return false;
}

/** A model that is gone has none. */
function placeOf(id: string, { manifest }: ContractContext): Span | undefined {
  return manifest.places.get(id);
}

function breakingChanges(before: ModelNode, now: ModelNode): string[] {
  const columns = Object.entries(before.columns).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const wasConstrained = enforcesConstraints(before);
  const changes: string[] = [];
  if (!now.contract.enforced) changes.push('it is no longer enforced');
  for (const [key, column] of columns) {
    const current = now.columns[key];
    if (!current) {
      changes.push(`the column "${column.name}" is gone`);
      continue;
    }
    if (baseType(column.data_type) !== baseType(current.data_type)) {
      changes.push(`the type of "${column.name}" went from ${column.data_type} to ${current.data_type}`);
    }
    if (wasConstrained) changes.push(...lost(column.constraints, current.constraints, `on column "${key}"`));
  }
  if (wasConstrained) changes.push(...lost(before.constraints, now.constraints, 'on the model'));
  const hadConstraints =
    before.constraints.length > 0 || columns.some(([, { constraints }]) => constraints.length > 0);
  if (wasConstrained && hadConstraints && !enforcesConstraints(now)) {
    changes.push(`the materialization went from ${before.config.materialized} to ${now.config.materialized}`);
  }
  return changes;
}

function enforcesConstraints({ config }: ModelNode): boolean {
  return config.materialized === 'table' || config.materialized === 'incremental';
}

/** Length, precision and scale may change without breaking a reader. */
function baseType(type: string | null): string | null {
  return (
    type &&
    type
      .replace(/\([^]*$/, '')
      .trim()
      .toLowerCase()
  );
}

/** All of DuckDB's constraints are enforced; those that only dbt knows of are not. */
const enforced = new Set(['check', 'not_null', 'unique', 'primary_key', 'foreign_key']);

function lost(before: readonly Constraint[], now: readonly Constraint[], where: string): string[] {
  return before
    .filter(({ type }) => enforced.has(type))
    .filter((constraint) => !now.some((other) => isSame(constraint, other)))
    .map(({ name, type }) => `the constraint "${name ?? type}" ${where} is gone`);
}

/** Models with a contract that were deleted, renamed or disabled before the day of their deprecation. */
export function checkRemovedContracts(earlier: Manifest, context: ContractContext): void {
  const { manifest, nowMs, report } = context;
  for (const [id, before] of earlier.nodes) {
    const disabled = manifest.disabled.get(id)?.[0];
    if (!disabled && manifest.nodes.has(id)) continue;
    const removed = disabled ?? before;
    if (removed.resource_type !== 'model' || !removed.contract.enforced) continue;
    if (removed.deprecation_date !== null && Date.parse(removed.deprecation_date) < nowMs) continue;
    const change = disabled ? 'the model was disabled' : 'the model was deleted or renamed';
    report(contractBroken(id, [change], removed.version !== null, placeOf(id, context)));
  }
}
