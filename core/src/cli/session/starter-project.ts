import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../node/index.ts';
import { packageRoot } from '../package-root.ts';

const starterName = 'starter_project';

/** What is made anew by each run, and what holds a connection's secrets. npm packages cannot hold such a file. */
const ignored = ['target/', 'dbt_packages/', 'logs/', '*.duckdb', '*.duckdb.wal', ''].join('\n');

/** Writes a small project with seeds, models and tests into a folder. */
export function writeStarterProject(folder: string, name: string, profile: string): void {
  const starter = join(packageRoot(), 'starter');
  for (const entry of readdirSync(starter, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8')
      .replace(`profile: ${starterName}`, `profile: ${profile}`)
      .replaceAll(starterName, name);
    writeFileAtomically(join(folder, path.slice(starter.length)), [text]);
  }
  writeFileAtomically(join(folder, '.gitignore'), [ignored]);
}
