import { artifactNode } from '../../artifacts/index.ts';
import type { Json, JsonObject } from '../../config/index.ts';
import { type Diagnostic, flagsConflict, nothingSelected, UserError } from '../../diagnostics/index.ts';
import { findResource, type GraphNode, type ResourceType } from '../../manifest/index.ts';
import { exitCodes } from '../effects.ts';
import type { FlagValues } from '../flags/values.ts';
import type { CommandCall } from '../session/command-call.ts';
import { parseProject } from '../session/parse-project.ts';
import { selectResources } from '../session/selection.ts';
import { settle } from '../session/warning-policy.ts';
import type { Command } from './command.ts';

const initial: readonly ResourceType[] = [
  'model',
  'snapshot',
  'seed',
  'test',
  'source',
  'exposure',
  'metric',
  'saved_query',
  'semantic_model',
  'unit_test',
  'function',
];

export const ls: Command = {
  description: 'Lists the resources of the project, one a line, for people and for other programs.',
  flags: [
    'select',
    'models',
    'exclude',
    'selector',
    'resource_types',
    'exclude_resource_types',
    'list_output',
    'output_keys',
  ],
  examples: [
    ['bk-build ls --select +fct_orders --resource-type model', 'the models that a model reads'],
    ['bk-build ls --output path', 'files'],
    ['bk-build ls --output json --output-keys name config.materialized', 'chosen keys, as JSON lines'],
  ],
  answersOnStdout: true,
  run: listResources,
};

async function listResources(call: CommandCall): Promise<number> {
  const { models, resource_types: types, select } = call.flags.values;
  if (models.length > 0 && select.length > 0) throw new UserError(flagsConflict('--models', '--select'));
  if (models.length > 0 && types.length > 0)
    throw new UserError(flagsConflict('--models', '--resource-type'));
  const project = await parseProject(call);
  const all = [...initial, 'analysis' as const];
  const { ids } = selectResources(project, { initial, all }, { includeEmpty: true });
  if (ids.length === 0) {
    settle([nothingSelected()], project.warnings, (diagnostic: Diagnostic) =>
      call.reporter.diagnostic(diagnostic),
    );
  }
  const lines = ids
    .toSorted(byCodePoint)
    .map((id) => lineOf(findResource(project.manifest, id)!, project.flags.values));
  if (lines.length > 0) call.reporter.print(lines.join('\n'));
  return exitCodes.success;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function lineOf(node: GraphNode, { list_output: output, output_keys: keys }: FlagValues): string {
  switch (output) {
    case 'name':
      return searchName(node);
    case 'path':
      return node.original_file_path;
    case 'selector':
      return selectorOf(node);
    case 'json':
      return JSON.stringify(keys.length > 0 ? pick(artifactNode(node), keys) : chosen(artifactNode(node)));
  }
}

function searchName(node: GraphNode): string {
  if (node.resource_type === 'source') return `${node.source_name}.${node.name}`;
  return node.resource_type === 'model' && node.version !== null
    ? `${node.name}.v${node.version}`
    : node.name;
}

/** What selects this resource and no other. */
function selectorOf(node: GraphNode): string {
  switch (node.resource_type) {
    case 'source':
      return `source:${node.package_name}.${node.source_name}.${node.name}`;
    case 'unit_test':
      return `unit_test:${node.package_name}.${node.name}${node.version === null ? '' : `_v${node.version}`}`;
    case 'exposure':
    case 'metric':
    case 'saved_query':
    case 'semantic_model':
      return `${node.resource_type}:${node.package_name}.${node.name}`;
    case 'model':
    case 'seed':
    case 'snapshot':
    case 'test':
    case 'analysis':
    case 'operation':
    case 'sql_operation':
    case 'function':
      return node.fqn.join('.');
  }
}

const defaultKeys = [
  'alias',
  'name',
  'package_name',
  'depends_on',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
];

function chosen(node: object): JsonObject {
  const entries = Object.entries(node as JsonObject);
  return Object.fromEntries(entries.filter(([key]) => defaultKeys.includes(key)));
}

/** Keys with dots lead into objects; there, null is as if it were not there. */
function pick(node: object, keys: readonly string[]): JsonObject {
  const found: Record<string, Json> = {};
  for (const key of keys) {
    const value = key.split('.').reduce<Json | undefined>(member, node as JsonObject);
    if (value !== undefined && !(value === null && key.includes('.'))) found[key] = value;
  }
  return found;
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}
