import type { Connection } from '../../adapter/index.ts';
import type { CompiledNode } from '../../compile/index.ts';
import { type Diagnostic, nothingSelected } from '../../diagnostics/index.ts';
import type { Manifest, Node } from '../../manifest/index.ts';
import { describeFailure } from '../../run/failure.ts';
import { compileResult, type RunResult, Stopwatch } from '../../run/index.ts';
import { textEntry } from '../reporter/entry.ts';
import type { CommandCall } from './command-call.ts';
import { Deferral } from './deferral.ts';
import { createExecution, type Execution } from './execution.ts';
import { inlineNode } from './inline-node.ts';
import { LazyConnection } from './lazy-connection.ts';
import { openProject } from './open-project.ts';
import { parseOpened, type ParsedProject, settleNodes } from './parse-project.ts';
import { selectResources } from './selection.ts';
import { settle } from './warning-policy.ts';

/** What compiling one node led to. */
export interface Compilation {
  readonly node: Node;
  readonly compiled: CompiledNode;
  readonly connection: Connection;
}

export interface CompiledSelection {
  readonly project: ParsedProject;
  readonly execution: Execution;
  readonly hasFailures: boolean;
  /** How each node came out, in the order of compiling; the inline node is not among them. */
  readonly results: readonly RunResult[];
}

export interface CompileOptions {
  /** Called while the database is still open. */
  readonly atEnd?: (selection: CompiledSelection, connection: Connection) => Promise<void>;
  /** Whether no node is compiled, and only `atEnd` called. */
  readonly skipsNodes?: boolean;
}

/**
 * Compiles what the flags select, or `--inline`, one after another, and hands each to `use`. The database is opened only
 * when a template or `use` asks it something. What fails is told, and the others go on.
 */
export async function compileSelected(
  call: CommandCall,
  use: (compilation: Compilation) => Promise<void>,
  { atEnd, skipsNodes = false }: CompileOptions = {},
): Promise<CompiledSelection> {
  const project = parseOpened(await openProject(call));
  const { inline } = project.flags.values;
  const nodes = skipsNodes
    ? []
    : inline === undefined
      ? selectedNodes(project)
      : [inlineNode(project, inline)];
  return compileNodes(project, nodes, use, {
    ...(atEnd && { atEnd }),
    ...(inline !== undefined && { isInline: true }),
  });
}

/** Compiles nodes of a project that is parsed; else like `compileSelected`. */
export async function compileNodes(
  project: ParsedProject,
  nodes: readonly Node[],
  use: (compilation: Compilation) => Promise<void>,
  { atEnd, isInline = false }: Pick<CompileOptions, 'atEnd'> & { readonly isInline?: boolean } = {},
): Promise<CompiledSelection> {
  const { adapter, call, flags, manifest } = project;
  const ids = new Set(nodes.map(({ unique_id: id }) => id));
  settleNodes(project, (id) => ids.has(id));
  const deferral = flags.values.defer ? new Deferral(project) : undefined;
  const execution = createExecution(project, [...ids], deferral);
  const connection = new LazyConnection(adapter, call.command);
  const interrupt = (): void => connection.interrupt();
  call.signal.addEventListener('abort', interrupt);
  let hasFailures = false;
  const results: RunResult[] = [];
  try {
    if (deferral) {
      await adapter.open();
      await deferral.decide(execution.context, ids, new Set());
    }
    for (const node of nodes) {
      if (call.signal.aborted) break;
      if (!(await compileOne(node))) hasFailures = true;
    }
    const selection = { project, execution, hasFailures, results };
    await atEnd?.(selection, connection);
    return selection;
  } finally {
    call.signal.removeEventListener('abort', interrupt);
    await connection.release();
    await adapter.close();
    execution.end();
  }

  async function compileOne(node: Node): Promise<boolean> {
    let compiled: CompiledNode | undefined;
    const watch = new Stopwatch(() => call.effects.now());
    const keep = (failure: string | null): void => {
      const isPart = node.config.materialized === 'ephemeral';
      if (!isInline && !isPart) results.push(compileResult(node, compiled?.sql, watch, failure));
    };
    try {
      compiled = await watch.phase('compile', () => execution.compiler.compile(node, connection));
      execution.keep(node, compiled);
      keep(null);
      await use({ node, compiled, connection });
      return true;
    } catch (error) {
      const { diagnostics, message } = describeFailure(
        error,
        node,
        compiled,
        manifest.places.get(node.unique_id),
      );
      keep(message);
      call.reporter.tell(textEntry('RunResultError', 'Z024', 'error', message.split('\n')[0]!));
      for (const diagnostic of diagnostics) call.reporter.diagnostic(diagnostic);
      return false;
    } finally {
      if (connection.inTransaction) await connection.rollback();
    }
  }
}

/** In the DAG's order, so that an ephemeral model's own failure is told first. */
function selectedNodes(project: ParsedProject): readonly Node[] {
  const { call, manifest, warnings } = project;
  const { dag, ids } = selectResources(project, {
    initial: ['model', 'test', 'snapshot', 'analysis', 'seed', 'function'],
  });
  if (ids.length === 0) {
    settle([nothingSelected()], warnings, (diagnostic: Diagnostic) => call.reporter.diagnostic(diagnostic));
  }
  const selected = new Set(narrow(ids, project));
  return dag
    .topologicalOrder()
    .filter((id) => selected.has(id))
    .map((id) => nodeOf(manifest, id))
    .filter((node) => node !== undefined);
}

/** What `show` is about: the very nodes that are named where there are such, without their tests. */
function narrow(ids: readonly string[], { call, flags, manifest }: ParsedProject): readonly string[] {
  if (call.command !== 'show') return ids;
  const named = ids.filter((id) => isNamed(nodeOf(manifest, id)!, flags.values.select));
  return named.length > 0 ? named : ids;
}

function nodeOf(manifest: Manifest, id: string): Node | undefined {
  return manifest.nodes.get(id) ?? manifest.functions.get(id);
}

/** Whether the command line names this very node, and not only something that it belongs to. */
export function isNamed(node: Node, words: readonly string[]): boolean {
  const names = new Set(
    words.flatMap((word) => word.split(/[\s,]+/)).map((word) => word.replace(/^(fqn|file):/, '')),
  );
  return names.has(node.name) || names.has(node.fqn.join('.')) || names.has(node.original_file_path);
}
