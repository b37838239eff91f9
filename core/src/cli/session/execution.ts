import { open } from 'node:fs/promises';
import { type Connection, RelationCache } from '../../adapter/index.ts';
import type { CompiledCode } from '../../artifacts/index.ts';
import { type CompiledNode, Compiler } from '../../compile/index.ts';
import type { JsonObject } from '../../config/index.ts';
import type { RuntimeShared } from '../../context/runtime-scope.ts';
import { fromJson, type Value } from '../../jinja/index.ts';
import type { Manifest, Node } from '../../manifest/index.ts';
import type { NodeCompiler, RunContext } from '../../run/index.ts';
import { CodeFolder } from './code-folder.ts';
import type { Deferral } from './deferral.ts';
import { readSource } from './open-project.ts';
import { readSampleWindow } from './sample-window.ts';
import type { ParsedProject } from './parse-project.ts';

/** What compiling and running share, with what has been compiled so far. */
export interface Execution {
  readonly context: RunContext;
  readonly compiler: Compiler;
  /** By unique id. */
  readonly compiled: ReadonlyMap<string, CompiledCode>;
  /** Writes a node's SQL below `target/compiled`, and has it in the manifest. */
  keep(node: Node, compiled: CompiledNode): void;
  /** Writes what is held back; call it at the end, whatever happened. */
  end(): void;
}

/** How long the beginning of a file is that holds a CSV's header. */
const startBytes = 1 << 20;

export function createExecution(
  project: ParsedProject,
  selectedIds: readonly string[],
  deferral?: Deferral,
): Execution {
  const { adapter, call, invocation, manifest, root, workspace } = project;
  const { effects, reporter } = call;
  const code = new CodeFolder(project);
  const relations = new RelationCache(invocation);
  const shared: RuntimeShared = {
    invocation,
    relations,
    graph: once(() => templateGraph(manifest)),
    selectedResources: selectedIds,
    writeRun: (id, text, part) => code.write('run', id, text, part),
    ...(deferral && { deferRelation: (id) => deferral.relationOf(id) }),
  };
  const { sample: sampleText } = project.flags.values;
  const sample = sampleText === undefined ? undefined : readSampleWindow(sampleText, call.startedAtMs);
  const compiler = new Compiler({
    manifest,
    shared,
    projects: workspace.projects,
    readSource: (file) => readSource(root, file),
    sample,
    ...(deferral && { deferredTo: deferral.deferredTo }),
    keepEphemeral: (node, sql) => code.keep(node.unique_id, { sql, ctes: [] }),
  });
  reporter.learn({
    readSource: (file) => readSource(root, file),
    placeOf: (id) => manifest.places.get(id),
    compiledPath: (id) => code.shownPath(id, effects.cwd),
  });
  const context: RunContext = {
    manifest,
    invocation,
    adapter,
    shared,
    relations,
    compiler: remembering(compiler, code),
    ...(sample && { sample }),
    effects: {
      now: () => effects.now(),
      random: () => effects.random(),
      sleep,
      report(event) {
        // The summary names files.
        if (event.kind === 'run-started') code.begin();
        else if (event.kind === 'run-finished') code.end();
        reporter.run(event);
      },
      writeCompiled({ unique_id: id }, sql, part) {
        if (part === undefined) code.keep(id, code.lastOf(id, sql));
        else code.write('compiled', id, sql, part);
      },
      readStart,
      readFiles: async (use) => {
        const { withFileReader } = await import('../../adapters/duckdb/file-reader.ts');
        return withFileReader(use);
      },
    },
  };
  return {
    context,
    compiler,
    compiled: code.compiled,
    keep: (node, compiled) => code.keep(node.unique_id, compiled),
    end: () => code.end(),
  };
}

/**
 * A compiler that knows of each node's last SQL which ephemeral models are in it. Which of what is compiled is the
 * node's own SQL, only the run can tell: unit tests compile their model over other inputs.
 */
function remembering(compiler: Compiler, code: CodeFolder): NodeCompiler {
  return {
    async compile(node, connection: Connection, overrides) {
      const compiled = await compiler.compile(node, connection, overrides);
      code.remember(node.unique_id, compiled);
      return compiled;
    },
    sourceRelation: (source) => compiler.sourceRelation(source),
    lookups: (node) => compiler.lookups(node),
    relation: (node) => compiler.relation(node),
    forAuthor: (diagnostic, node) => compiler.forAuthor(diagnostic, node),
    statementPlace: (error, node) => compiler.statementPlace(error, node),
  };
}

/** `graph` in templates. */
export function templateGraph(manifest: Manifest): Value {
  const section = (map: ReadonlyMap<string, unknown>): JsonObject => Object.fromEntries(map) as JsonObject;
  return fromJson({
    exposures: section(manifest.exposures),
    groups: section(manifest.groups),
    metrics: section(manifest.metrics),
    nodes: section(manifest.nodes),
    sources: section(manifest.sources),
    semantic_models: section(manifest.semanticModels),
    saved_queries: section(manifest.savedQueries),
    functions: section(manifest.functions),
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

async function readStart(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
