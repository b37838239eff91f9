import type { JsonObject } from '../../config/json.ts';
import type { RuntimeLookups } from '../../context/runtime-scope.ts';
import type { Span } from '../../diagnostics/index.ts';
import { type ColumnInfo, type Constraint, parseRelationExpression } from '../../manifest/index.ts';

/** A node whose foreign keys name the relations that their `to: ref('…')` stands for. */
export function withKeyTargets(node: JsonObject, lookups: RuntimeLookups): JsonObject {
  const { constraints, columns } = node as {
    readonly constraints?: readonly Constraint[];
    readonly columns?: Readonly<Record<string, ColumnInfo>>;
  };
  const all = [
    ...(constraints ?? []),
    ...Object.values(columns ?? {}).flatMap((column) => column.constraints),
  ];
  if (!all.some(({ to }) => to)) return node;
  const resolve = (list: readonly Constraint[]): readonly Constraint[] =>
    list.map((constraint) =>
      constraint.to ? { ...constraint, to: keyTarget(constraint.to, lookups) } : constraint,
    );
  const described = Object.entries(columns ?? {}).map(([name, column]) => [
    name,
    { ...column, constraints: resolve(column.constraints) },
  ]);
  return {
    ...node,
    constraints: resolve(constraints ?? []),
    columns: Object.fromEntries(described) as JsonObject,
  } as unknown as JsonObject;
}

/** Databases look for what a key refers to in the table's own database, and some take no other name. */
function keyTarget(to: string, lookups: RuntimeLookups): string {
  const place: Span = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const target = parseRelationExpression(to, place);
  if (!target) return to;
  const at = (): Span => place;
  const relation =
    target.kind === 'ref'
      ? lookups.ref(target.ref.name, target.ref.package, target.ref.version, at)
      : lookups.source(target.source.source, target.source.table, at);
  return relation.withInclusion({ database: false }).render();
}
