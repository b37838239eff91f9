import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const source = join(repository, 'core/src');

/** A folder imports itself and folders of lower rank. Files directly in core/src are the package's entries. */
const ranks: Readonly<Record<string, number>> = {
  diagnostics: 0,
  jinja: 1,
  config: 1,
  delta: 1,
  adapter: 2,
  context: 3,
  project: 4,
  manifest: 5,
  graph: 6,
  compile: 6,
  run: 7,
  artifacts: 8,
  adapters: 9,
  node: 8,
  lint: 9,
  docs: 9,
  cli: 10,
};
const entryRank = 11;

/** Folders that may reach the machine: files, clock, processes, a database driver. */
const impure = new Set(['adapters', 'node', 'cli', '']);

interface Import {
  readonly file: string;
  readonly target: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^\s*import\s+'([^']+)'/gm);
  return [...found].map((match) => ({ file, target: (match[1] ?? match[2] ?? match[3])! }));
}

const withoutTests = filesBelow(source).filter((file) => !file.endsWith('.test.ts'));
const imports = withoutTests.flatMap(importsOf);
const name = (file: string): string => relative(source, file).split(sep).join('/');
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
const resolved = ({ file, target }: Import): string => posix.normalize(posix.join(posix.dirname(name(file)), target));

describe('layers of core/src', () => {
  it('lists every folder', () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((folder) => folder.name).filter((folder) => !(folder in ranks))).toEqual([]);
  });

  it('imports only lower ranks', () => {
    const upward = imports
      .filter(({ target }) => target.startsWith('.'))
      .filter((item) => {
        const from = folderOf(name(item.file));
        const to = folderOf(resolved(item));
        const rankOf = (folder: string): number => (folder === '' ? entryRank : (ranks[folder] ?? -1));
        return from !== to && rankOf(to) >= rankOf(from);
      })
      .map((item) => `${name(item.file)} → ${resolved(item)}`);
    expect(upward).toEqual([]);
  });

  it('has no cycle of files', () => {
    const edges = new Map<string, string[]>();
    for (const item of imports.filter(({ target }) => target.startsWith('.'))) {
      const from = name(item.file);
      edges.set(from, [...(edges.get(from) ?? []), resolved(item)]);
    }
    expect(findCycle(edges)).toEqual([]);
  });

  it('keeps the machine out of what should run anywhere', () => {
    const reaching = imports
      .filter(({ file }) => !impure.has(folderOf(name(file))))
      .filter(({ target }) => target.startsWith('node:') || target.startsWith('@duckdb/'))
      .map(({ file, target }) => `${name(file)} → ${target}`);
    expect(reaching).toEqual([]);
  });

  it('imports DuckDB in one place', () => {
    const importers = imports.filter(({ target }) => target.startsWith('@duckdb/')).map(({ file }) => name(file));
    expect(importers.filter((file) => !file.startsWith('adapters/duckdb/') && !/^[^/]+\.ts$/.test(file))).toEqual([]);
  });

  it('never names its consumer', () => {
    const naming = withoutTests.filter((file) => /berlinkart/i.test(readFileSync(file, 'utf8'))).map(name);
    expect(naming).toEqual([]);
  });
});

describe('project', () => {
  it('uses the framework by its package name', () => {
    const reaching = filesBelow(join(repository, 'project'))
      .filter((file) => !file.includes('node_modules') && !file.includes(`${sep}dist${sep}`))
      .flatMap(importsOf)
      .filter(({ target }) => /(^|\/)core\//.test(target) || /^bk-build\/(?!jinja$|delta$|adapter$|artifacts$)/.test(target))
      .map(({ file, target }) => `${relative(repository, file)} → ${target}`);
    expect(reaching).toEqual([]);
  });
});

/** The files of one cycle, in order, or an empty list. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (state.get(file) === 'done') return [];
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    state.set(file, 'done');
    return [];
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
