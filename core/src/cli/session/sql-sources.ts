import { resolve } from 'node:path';
import { SyntaxTrees } from '../../adapters/duckdb/syntax-trees.ts';
import type { CompiledNode } from '../../compile/index.ts';
import type { Json } from '../../config/index.ts';
import { type Span, UserError } from '../../diagnostics/index.ts';
import { type LintSettings, readLintSettings, readSqlFluff, SqlFile } from '../../lint/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Node } from '../../manifest/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import { createExecution, type Execution } from './execution.ts';
import type { ParsedProject } from './parse-project.ts';
import { selectResources } from './selection.ts';

/** A file of the project's SQL, and the nodes in it: several where it holds several snapshots. */
export interface SqlSource {
  readonly file: SqlFile;
  readonly nodes: readonly Node[];
}

/** The files of models, snapshots, singular tests and analyses that the flags select, in the order of their paths. */
export function sqlSources(project: ParsedProject, { exclude }: LintSettings): readonly SqlSource[] {
  const { ids } = selectResources(project, { initial: ['model', 'snapshot', 'test', 'analysis'] });
  const byPath = new Map<string, Node[]>();
  for (const id of ids) {
    const node = project.manifest.nodes.get(id);
    if (!node || node.package_name !== project.manifest.rootPackage || node.language !== 'sql') continue;
    const path = node.original_file_path;
    if (
      !path.endsWith('.sql') ||
      exclude.some((folder) => `${path}/`.startsWith(`${folder.replace(/\/$/, '')}/`))
    )
      continue;
    const known = byPath.get(path);
    if (known) known.push(node);
    else byPath.set(path, [node]);
  }
  return [...byPath]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, nodes]) => {
      const text = nodeFileSystem.readText(resolve(project.root, path));
      return text === undefined ? [] : [{ file: new SqlFile(path, text), nodes }];
    });
}

/**
 * What the project's `lint:` says, over what a `.sqlfluff` beside it says.
 * @throws UserError when it says something that means nothing
 */
export function lintSettings({ root, workspace }: ParsedProject): LintSettings {
  const fluff = nodeFileSystem.readText(resolve(root, '.sqlfluff'));
  const given = workspace.root.raw['lint'];
  const own = typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
  const faults: Diagnostic[] = [];
  const settings = readLintSettings(
    { ...(fluff !== undefined && readSqlFluff(fluff)), ...(own as Record<string, Json>) },
    (path) => workspace.root.span(['lint', ...path]),
    (diagnostic) => faults.push(diagnostic),
  );
  if (faults.length > 0) throw new UserError(faults);
  return settings;
}

/** Compiles nodes for what reads their SQL only: what has to ask the database for it is left out. */
export class OfflineCompiler {
  readonly #execution: Execution;
  readonly #trees = new SyntaxTrees();

  constructor(project: ParsedProject) {
    this.#execution = createExecution(project, []);
  }

  /** @param code The node's code, where it is not what its file has. */
  async compile(node: Node, code: string = node.raw_code): Promise<CompiledNode | undefined> {
    try {
      return await this.#execution.compiler.compile({ ...node, raw_code: code });
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  async trees(queries: readonly string[]): Promise<readonly (Json | undefined)[]> {
    return queries.length === 0 ? [] : this.#trees.of(queries);
  }

  async close(): Promise<void> {
    await this.#trees.close();
  }
}

/** The author's place of a UTF-8 offset of compiled SQL, where it is in the node's own file. */
export function locateIn(
  compiled: CompiledNode,
  path: string,
): (offset: number | undefined) => Span | undefined {
  const bytes = Buffer.from(compiled.sql, 'utf8');
  const isAscii = bytes.length === compiled.sql.length;
  return (offset) => {
    if (offset === undefined) return undefined;
    const at = isAscii ? offset : bytes.subarray(0, offset).toString('utf8').length;
    const span = compiled.locate(at);
    return span?.file === path ? span : undefined;
  };
}
