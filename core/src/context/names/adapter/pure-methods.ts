import { ResultTable } from '../../../adapter/result-table.ts';
import { wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import type { Diagnostic } from '../../../diagnostics/index.ts';
import {
  type CallSite,
  Dict,
  iterate,
  type TemplateObject,
  toStr,
  type Value,
} from '../../../jinja/index.ts';
import { fault, text } from '../../call.ts';
import type { Invocation } from '../../invocation.ts';
import { columnDefinition, dicts, tableConstraint } from './constraints.ts';

export type Arguments = readonly (Value | undefined)[];

/** A method of `adapter` that needs no database: the same while parsing and while running. */
export interface PureMethod {
  readonly parameters: readonly string[];
  readonly call: (invocation: Invocation, args: Arguments, site: CallSite) => Value;
}

export const pureMethods: Readonly<Record<string, PureMethod>> = {
  type: { parameters: [], call: ({ adapter }) => adapter.type },
  quote: {
    parameters: ['identifier'],
    call: ({ adapter }, [identifier], site) => adapter.quote(text('adapter.quote', identifier, site)),
  },
  quote_as_configured: {
    parameters: ['identifier', 'quote_key'],
    call: ({ adapter, quoting }, [identifier, key]) => {
      const name = toStr(identifier!);
      const part = toStr(key!);
      if (part !== 'database' && part !== 'schema' && part !== 'identifier') return name;
      return (quoting[part] ?? true) ? adapter.quote(name) : name;
    },
  },
  quote_seed_column: {
    parameters: ['column', 'quote_config?'],
    call: ({ adapter }, [column, quoted], site) => {
      if (quoted !== undefined && quoted !== null && typeof quoted !== 'boolean') {
        throw fault(site, wrongArguments('adapter.quote_seed_column', 'quote_columns is true or false'));
      }
      return quoted === false ? toStr(column!) : adapter.quote(toStr(column!));
    },
  },
  convert_type: {
    parameters: ['agate_table', 'col_idx'],
    call: ({ adapter }, [table, index], site) => {
      if (!(table instanceof ResultTable))
        throw fault(site, wrongArguments('adapter.convert_type', 'it takes a table'));
      return adapter.typeFor(table.kindOf(Number(index)));
    },
  },
  standardize_grants_dict: {
    parameters: ['grants_table'],
    call: (_invocation, [table]) => {
      const grants = new Dict();
      for (const row of iterate(table!) ?? []) {
        const privilege = (row as TemplateObject).getItem('privilege_type') ?? null;
        const grantees = (grants.get(privilege) as Value[] | undefined) ?? [];
        grants.set(privilege, [...grantees, (row as TemplateObject).getItem('grantee') ?? null]);
      }
      return grants;
    },
  },
  render_raw_columns_constraints: {
    parameters: ['raw_columns'],
    call: ({ adapter }, [columns]) =>
      dicts(columns).map((column) => columnDefinition(column, (name) => adapter.quote(name))),
  },
  render_raw_model_constraints: {
    parameters: ['raw_constraints'],
    call: (_invocation, [constraints]) =>
      dicts(constraints)
        .map(tableConstraint)
        .filter((sql) => sql !== ''),
  },
  valid_incremental_strategies: { parameters: [], call: ({ adapter }) => [...adapter.incrementalStrategies] },
  builtin_incremental_strategies: { parameters: [], call: () => [...builtInStrategies] },
  nice_connection_name: { parameters: [], call: () => 'master' },
  verify_database: { parameters: ['database'], call: () => '' },
  warn_once: { parameters: ['msg'], call: warnOnce },
  convert_datetimes_to_strs: {
    parameters: ['table'],
    call: (_invocation, [table], site) => {
      if (table instanceof ResultTable) return withTextForTimes(table);
      throw fault(site, wrongArguments('adapter.convert_datetimes_to_strs', 'it takes a table'));
    },
  },
  get_catalog_integration: { parameters: ['name'], call: () => null },
  build_catalog_relation: { parameters: ['config'], call: () => null },
};

/** dbt's own strategies, which an adapter may or may not have. */
export const builtInStrategies = ['append', 'delete+insert', 'merge', 'insert_overwrite', 'microbatch'];

/** What was said, an invocation each. */
const warningsOf = new WeakMap<Invocation, Set<string>>();

function warnOnce(invocation: Invocation, [said]: Arguments, site: CallSite): Value {
  const message = toStr(said!);
  const known = warningsOf.get(invocation) ?? new Set();
  warningsOf.set(invocation, known);
  if (known.has(message)) return null;
  known.add(message);
  const diagnostic: Diagnostic = {
    code: 'TEMPLATE_WARNING',
    severity: 'warning',
    message,
    at: site.span(),
    trace: site.trace(),
  };
  invocation.emit({ kind: 'warning', diagnostic });
  return null;
}

function withTextForTimes(table: ResultTable): ResultTable {
  return table.withColumns(
    table.columns.map((column) =>
      column.kind === 'datetime'
        ? { ...column, kind: 'text' as const, values: column.values.map((value) => toStr(value)) }
        : column,
    ),
  );
}
