// BerlinKart's models as Trino's SQL: compiled by bk-build, with Trino's forms of the macros that are dispatched.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { ClusterError } from './cluster-error.mjs';

const projectFolders = ['models', 'macros', 'seeds', 'snapshots', 'tests'];

/** What takes the place of DuckDB's forms in the copy that is compiled. */
const trinoForms = `
{% macro duckdb__key_text(column) %}{{ return(trino__key_text(column)) }}{% endmacro %}
{% macro duckdb__hash(field) %}{{ return("LOWER(TO_HEX(MD5(TO_UTF8(" ~ field ~ "))))") }}{% endmacro %}
`;

/** Copies the project's own files, without its data. */
export function copyProject(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of projectFolders) cpSync(join(root, name), join(folder, name), { recursive: true });
  cpSync(join(root, 'berlinkart.config.yaml'), join(folder, 'berlinkart.config.yaml'));
}

/** Runs bk-build in a folder. @throws ClusterError with what it said when it fails */
export function bkBuild(folder, ...words) {
  const program = join(root, 'core/bin/bk-build.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words, '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new ClusterError(`bk-build ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

/**
 * The models in the order in which they are built, as `{name, schema, relation, materialized, sql}`; relations are in `catalog`,
 * raw tables in `sources`.
 *
 * @param built A folder in which the project was built on DuckDB.
 */
export function modelsForTrino(built, folder, { catalog, sources }) {
  copyProject(folder);
  cpSync(join(built, 'data'), join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'macros/trino_forms.sql'), trinoForms);
  bkBuild(folder, 'compile');
  const { nodes } = JSON.parse(readFileSync(join(folder, 'target/manifest.json'), 'utf8'));
  rmSync(join(folder, 'data'), { recursive: true });
  const models = Object.values(nodes).filter(({ resource_type }) => resource_type === 'model');
  return inOrder(models).map((node) => ({
    name: node.name,
    schema: node.schema,
    relation: `${catalog}.${node.schema}.${node.name}`,
    materialized: node.config.materialized,
    sql: inTrino(readFileSync(join(folder, node.compiled_path), 'utf8'), catalog, sources),
  }));
}

function inTrino(sql, catalog, sources) {
  return sql
    .replace(/delta_scan\('[^']*\/(\w+)'\)/g, `${sources}.$1`)
    .replace(/"warehouse"\."(\w+)"\."(\w+)"/g, `${catalog}.$1.$2`);
}

/** Each after those it reads; what is no model is there already. */
function inOrder(models) {
  const byId = new Map(models.map((node) => [node.unique_id, node]));
  const ordered = new Set();
  const visit = (node) => {
    if (ordered.has(node)) return;
    for (const id of node.depends_on.nodes) if (byId.has(id)) visit(byId.get(id));
    ordered.add(node);
  };
  for (const node of models) visit(node);
  return [...ordered];
}
