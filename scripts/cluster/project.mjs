// A copy of BerlinKart, built by bk-build on DuckDB or on a cluster.
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn, spawnSync } from 'node:child_process';
import { root } from '../setup.mjs';
import { ClusterError } from './cluster-error.mjs';

const parts = ['models', 'macros', 'seeds', 'snapshots', 'tests', 'berlinkart.config.yaml'];

/** Copies the project's own files, without its data. */
export function copyProject(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of parts) cpSync(join(root, name), join(folder, name), { recursive: true });
}

/** Makes or advances the raw Delta tables of a copy. @throws ClusterError with what the generator said */
export function ingest(folder, ...words) {
  const program = join(root, 'project/dist/ingest.js');
  const all = [program, ...words, '--data-dir', join(folder, 'data/delta')];
  const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  if (status !== 0) throw new ClusterError(`The generator ended with ${status}:\n${stderr}`);
}

/**
 * Runs bk-build in a folder.
 *
 * @param onLine Gets each line that it says.
 * @param onStart Gets the process, to end it.
 * @returns its exit code and what it said
 */
export async function bkBuild(folder, words, { port, onLine = () => {}, onStart = () => {} } = {}) {
  const child = spawn(process.execPath, [join(root, 'core/bin/bk-build.js'), ...words], {
    cwd: folder,
    env: { ...process.env, ...(port && { TRINO_PORT: String(port) }) },
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      onLine(line);
    });
  }
  onStart(child);
  const code = await closed;
  return { code, said: said.join('\n') };
}

/** As bkBuild. @throws ClusterError with what it said when it fails */
export async function built(folder, words, options) {
  const { code, said } = await bkBuild(folder, words, options);
  if (code !== 0) throw new ClusterError(`bk-build ${words.join(' ')} ended with ${code}:\n${said}`);
  return said;
}

/** The nodes of the last invocation of some type, as `{name, schema}`. */
export function nodesOf(folder, resourceType, materialized) {
  const { nodes } = JSON.parse(readFileSync(join(folder, 'target/manifest.json'), 'utf8'));
  return Object.values(nodes)
    .filter((node) => node.resource_type === resourceType && node.config.materialized === materialized)
    .map(({ name, schema }) => ({ name, schema }));
}
