import { TemplateFault, toStr, type Value } from '../jinja/index.ts';

/** dbt's types of relations. */
export const relationTypes = [
  'table',
  'view',
  'cte',
  'materialized_view',
  'ephemeral',
  'external',
  'pointer_table',
  'function',
] as const;

export const typeConstants: ReadonlyMap<string, Value> = new Map([
  ['Table', 'table'],
  ['View', 'view'],
  ['CTE', 'cte'],
  ['External', 'external'],
  ['MaterializedView', 'materialized_view'],
  ['PointerTable', 'pointer_table'],
  ['Function', 'function'],
]);

/** The name of the CTE for an ephemeral model. */
export function cteName(identifier: string): string {
  return `__dbt__cte__${identifier}`;
}

/** @throws TemplateFault for what is no type of dbt's */
export function typeOf(value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  const type = toStr(value);
  if ((relationTypes as readonly string[]).includes(type)) return type;
  throw new TemplateFault(
    `"${type}" is not a type of relation; they are ${relationTypes.join(', ')}`,
    'WRONG_ARGUMENTS',
  );
}
