import { type ResultColumn, ResultTable, tableText } from '../../adapter/index.ts';
import { raisedByTemplate, type CallFault } from '../../diagnostics/catalogue/context.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { type CallSite, Dict, iterate, toStr, type Value } from '../../jinja/index.ts';
import { fault, native, variadic } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** `exceptions.…`: how macros refuse what they are given. The message is the author's own words. */
export const exceptions: NameGroup<Invocation> = {
  exceptions: (invocation) =>
    new Dict([
      ['raise_compiler_error', raising('raise_compiler_error', 'COMPILER_ERROR')],
      ['raise_database_error', raising('raise_database_error', 'DATABASE_ERROR')],
      ['raise_not_implemented', raising('raise_not_implemented', 'COMPILER_ERROR')],
      ['raise_fail_fast_error', raising('raise_fail_fast_error', 'COMPILER_ERROR')],
      ['raise_dependency_error', raising('raise_dependency_error', 'COMPILER_ERROR')],
      [
        'raise_dep_not_found',
        describing('raise_dep_not_found', ([, what, needed]) => `${what} needs the package ${needed}`),
      ],
      ['raise_dataclass_not_dict', raising('raise_dataclass_not_dict', 'COMPILER_ERROR')],
      [
        'raise_duplicate_patch_name',
        describing(
          'raise_duplicate_patch_name',
          ([patch, path]) => `${nameOf(patch)} is described twice, also in ${path}`,
        ),
      ],
      ['raise_cache_inconsistent', raising('raise_cache_inconsistent', 'COMPILER_ERROR')],
      [
        'raise_contract_error',
        native('raise_contract_error', ['yaml_columns', 'sql_columns'], contractError),
      ],
      [
        'missing_config',
        describing('missing_config', ([node, name]) => `${nameOf(node)} must set the config "${name}"`),
      ],
      [
        'missing_materialization',
        describing(
          'missing_materialization',
          ([node, type]) => `No materialization for ${nameOf(node)} on ${type}`,
        ),
      ],
      [
        'missing_relation',
        describing('missing_relation', ([relation]) => `Relation ${relation} does not exist`),
      ],
      [
        'relation_wrong_type',
        describing(
          'relation_wrong_type',
          ([relation, expected]) =>
            `Relation ${relation} is not the ${expected} that it should be; drop or rename it`,
        ),
      ],
      [
        'raise_duplicate_resource_name',
        describing(
          'raise_duplicate_resource_name',
          ([a, b]) => `${nameOf(a)} and ${nameOf(b)} have the same name`,
        ),
      ],
      [
        'raise_ambiguous_alias',
        describing(
          'raise_ambiguous_alias',
          ([a, b]) => `${nameOf(a)} and ${nameOf(b)} would be the same relation`,
        ),
      ],
      [
        'raise_ambiguous_catalog_match',
        describing('raise_ambiguous_catalog_match', ([id]) => `Two relations of the database match ${id}`),
      ],
      [
        'raise_invalid_property_yml_version',
        describing('raise_invalid_property_yml_version', ([path, issue]) => `${path}: ${issue}`),
      ],
      [
        'column_type_missing',
        describing(
          'column_type_missing',
          ([names]) => `A contract needs a data_type on each column: ${list(names)}`,
        ),
      ],
      ['warn', warning(invocation, ([message]) => toStr(message!))],
      [
        'warn_snapshot_timestamp_data_types',
        warning(
          invocation,
          ([target, source]) =>
            `updated_at is ${source}, but the snapshot's column is ${target}: times may shift`,
        ),
      ],
    ]),
};

/** Throws its first argument as the message. */
function raising(name: string, code: Parameters<typeof raisedByTemplate>[0]): Value {
  return native(name, ['msg', 'node?'], ([message], site) => {
    throw fault(site, raisedByTemplate(code, toStr(message!)));
  });
}

function describing(name: string, message: (args: readonly Value[]) => string): Value {
  return variadic(name, (args, kwargs, site) => {
    throw fault(site, raisedByTemplate('COMPILER_ERROR', message([...args, ...kwargs.values()])));
  });
}

function warning(invocation: Invocation, message: (args: readonly Value[]) => string): Value {
  return variadic('warn', (args, kwargs, site) => {
    const diagnostic: Diagnostic = {
      code: 'TEMPLATE_WARNING',
      severity: 'warning',
      message: message([...args, ...kwargs.values()]),
      at: site.span(),
      trace: site.trace(),
    };
    invocation.emit({ kind: 'warning', diagnostic });
    return '';
  });
}

/** What is wrong with a column, in the words that dbt has for it. */
function mismatch(definition: string, contract: string): string {
  if (definition === '') return 'missing in definition';
  return contract === '' ? 'missing in contract' : 'data type mismatch';
}

/** A table of the columns that differ between what a property file promises and what the SQL gives. */
function contractError([promised, found]: readonly (Value | undefined)[], site: CallSite): never {
  const types = (columns: Value | undefined): Map<string, string> =>
    new Map(
      [...(iterate(columns ?? []) ?? [])].map((column) => [
        field(column, 'name'),
        field(column, 'data_type'),
      ]),
    );
  const expected = types(promised);
  const actual = types(found);
  const names = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  const rows = names
    .map((name) => [name, actual.get(name) ?? '', expected.get(name) ?? ''] as const)
    .filter(([, definition, contract]) => definition !== contract)
    .map(([name, definition, contract]) => [name, definition, contract, mismatch(definition, contract)]);
  const columns = ['column_name', 'definition_type', 'contract_type', 'mismatch_reason'].map(
    (name, index): ResultColumn => ({ name, kind: 'text', values: rows.map((row) => row[index]!) }),
  );
  const broken: CallFault =
    expected.size === 0
      ? {
          code: 'CONTRACT_ERROR',
          message: 'This model has an enforced contract, but no columns in its property file',
          hint: 'List its columns with their data_type',
        }
      : {
          code: 'CONTRACT_ERROR',
          message: `This model breaks its contract\n${tableText(new ResultTable(columns), rows.length, 4, 50)}`,
          hint: 'Cast in the SQL, or change the data_type in the property file',
        };
  throw fault(site, broken);
}

function field(column: Value, name: string): string {
  if (column instanceof Dict) return toStr(column.get(name) ?? column.get('formatted') ?? '');
  return typeof column === 'object' && column !== null && !Array.isArray(column)
    ? toStr(column.getAttribute(name) ?? '')
    : toStr(column);
}

function nameOf(node: Value | undefined): string {
  return node === undefined || node === null ? 'the node' : field(node, 'name') || toStr(node);
}

function list(value: Value | undefined): string {
  return [...(iterate(value ?? []) ?? [])].map(toStr).join(', ');
}
