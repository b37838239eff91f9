import { Relation } from '../../adapter/index.ts';
import type { RuntimeLookups } from '../../context/runtime-scope.ts';
import { createRuntimeScope } from '../../context/runtime-scope.ts';
import type { Json, JsonObject } from '../../config/json.ts';
import { unitTestColumnsUnknown, unitTestInputMissing } from '../../diagnostics/catalogue/run.ts';
import { type Span, UserError } from '../../diagnostics/index.ts';
import { Dict, fromJson, toStr } from '../../jinja/index.ts';
import {
  type ModelNode,
  parseRelationExpression,
  type UnitTestInput,
  type UnitTestNode,
} from '../../manifest/index.ts';
import type { NodeRun } from '../runners/runner.ts';
import { type ColumnTypes, UpstreamColumns } from './columns.ts';

/** The given rows of one input, as a common table expression that stands for the relation it replaces. */
export interface InputCte {
  readonly original: Relation;
  readonly relation: Relation;
  readonly isThis: boolean;
  readonly name: string;
  readonly sql: string;
}

/** Turns a unit test's given rows into CTEs. */
export async function buildInputs(
  run: NodeRun<UnitTestNode>,
  tested: ModelNode,
): Promise<readonly InputCte[]> {
  const columns = new UpstreamColumns(run.context, run.connection);
  const inputs: InputCte[] = [];
  for (const given of run.node.given) inputs.push(await buildInput(run, tested, given, columns, inputs));
  return inputs;
}

/** What `ref()` and `source()` give the tested model: the inputs; anything else was not given. */
export function inputLookups(
  test: UnitTestNode,
  lookups: RuntimeLookups,
  inputs: readonly InputCte[],
): RuntimeLookups {
  const byName = new Map(inputs.map((input) => [input.original.render(), input.relation]));
  const given = (original: Relation, call: string, at: () => Span): Relation => {
    const relation = byName.get(original.render());
    if (relation) return relation;
    throw new UserError(unitTestInputMissing(call, test.name, at()));
  };
  return {
    ...lookups,
    ref: (name, packageName, version, at) =>
      given(lookups.ref(name, packageName, version, at), `ref('${name}')`, at),
    source: (source, table, at) =>
      given(lookups.source(source, table, at), `source('${source}', '${table}')`, at),
  };
}

async function buildInput(
  run: NodeRun<UnitTestNode>,
  tested: ModelNode,
  given: UnitTestInput,
  columns: UpstreamColumns,
  former: readonly InputCte[],
): Promise<InputCte> {
  const { original, label, isThis } = resolve(run, tested, given);
  const isTaken = former.some(({ relation }) => relation.identifier === `__dbt__cte__${label}`);
  const relation = Relation.cte(isTaken ? `${label}_${former.length + 1}` : label, run.context.invocation);
  const sql = await fixtureSql(run, given, { original, label }, columns);
  return { original, relation, isThis, name: relation.render(), sql };
}

/** The relation that an input stands for, and the name of its CTE. */
function resolve(
  { node, context }: NodeRun<UnitTestNode>,
  tested: ModelNode,
  { input }: UnitTestInput,
): { readonly original: Relation; readonly label: string; readonly isThis: boolean } {
  const at = context.manifest.places.get(node.unique_id) ?? fileStart(node.original_file_path);
  const lookups = context.compiler.lookups(tested);
  const expression = input.trim() === 'this' ? undefined : parseRelationExpression(input, at);
  if (!expression) return { original: context.compiler.relation(tested)!, label: tested.name, isThis: true };
  if (expression.kind === 'source') {
    const { source, table } = expression.source;
    return { original: lookups.source(source, table, () => at), label: `${source}__${table}`, isThis: false };
  }
  const { name, package: packageName, version } = expression.ref;
  return { original: lookups.ref(name, packageName, version, () => at), label: name, isThis: false };
}

async function fixtureSql(
  run: NodeRun<UnitTestNode>,
  given: UnitTestInput,
  { original, label }: { readonly original: Relation; readonly label: string },
  columns: UpstreamColumns,
): Promise<string> {
  if (typeof given.rows === 'string') return given.rows;
  const rows = given.rows ?? [];
  const types = (await columns.of(original)) ?? typesOfRows(rows);
  const { node, context, connection } = run;
  if (types.size === 0) {
    throw new UserError(
      unitTestColumnsUnknown(given.input, node.name, context.manifest.places.get(node.unique_id)),
    );
  }
  const scope = createRuntimeScope(context.shared, {
    uniqueId: node.unique_id,
    packageName: node.package_name,
    resourceType: 'model',
    model: { name: label, resource_type: 'model', original_file_path: node.original_file_path },
    config: {},
    relation: original,
    lookups: context.compiler.lookups(node as never),
    connection,
  });
  const lowered = new Dict([...types].map(([name, type]): [string, string] => [name.toLowerCase(), type]));
  return toStr(await scope.callMacro('get_fixture_sql', [fromJson(rows), lowered]));
}

/** Types by the values themselves, for relations that nothing is known of. */
function typesOfRows(rows: readonly JsonObject[]): ColumnTypes {
  const types = new Map<string, string>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const type = typeOf(value);
      const former = types.get(name);
      types.set(
        name,
        former === undefined || former === type || type === undefined
          ? (former ?? type ?? 'varchar')
          : widest(former, type),
      );
    }
  }
  return types;
}

function typeOf(value: Json): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'bigint' : 'double';
  return 'varchar';
}

const widest = (a: string, b: string): string =>
  new Set([a, b, 'bigint', 'double']).size === 2 ? 'double' : 'varchar';

const fileStart = (file: string): Span => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 });
