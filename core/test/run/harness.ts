import { readFileSync } from 'node:fs';
import { createHash, randomUUID } from 'node:crypto';
import { type Adapter, RelationCache } from '../../src/adapter/index.ts';
import { withFileReader } from '../../src/adapters/duckdb/file-reader.ts';
import { createDuckDbAdapter } from '../../src/adapters/duckdb/index.ts';
import { Compiler } from '../../src/compile/index.ts';
import type { Json, JsonObject } from '../../src/config/index.ts';
import type { Invocation, RuntimeShared } from '../../src/context/index.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { fromJson } from '../../src/jinja/index.ts';
import { buildManifest } from '../../src/manifest/index.ts';
import { targetDict, varsFor, type Workspace } from '../../src/project/index.ts';
import { planRun, type RunContext, type RunEvent, runNodes, type RunnableNode, type RunResult } from '../../src/run/index.ts';
import { filesOf, openWorkspace, sha256 } from '../parse/workspace.ts';

export interface RunOptions {
  readonly vars?: JsonObject;
  /** Names in capitals: `FULL_REFRESH`. */
  readonly flags?: JsonObject;
  readonly threads?: number;
  readonly failFast?: boolean;
  readonly select?: (node: RunnableNode) => boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly startedAtMs?: number;
  /** Sees the adapter before it is opened. */
  readonly onAdapter?: (adapter: Adapter) => void;
}

export interface ProjectRun {
  readonly results: readonly RunResult[];
  readonly events: readonly RunEvent[];
  /** What `log()`, `print()` and warnings said. */
  readonly said: readonly string[];
  /** Compiled and executed SQL by unique id. */
  readonly compiled: ReadonlyMap<string, string>;
  readonly executed: ReadonlyMap<string, string>;
}

/** Builds a project on disk as `bk-build build` does, with DuckDB, and closes the database again. */
export async function runProject(folder: string, options: RunOptions = {}): Promise<ProjectRun> {
  const { value: workspace, diagnostics } = openWorkspace(folder, { cliVars: options.vars ?? {} });
  refuse(diagnostics);
  const { value: adapter, diagnostics: targetFaults } = createDuckDbAdapter(workspace!.target, folder);
  refuse(targetFaults);
  options.onAdapter?.(adapter);
  const said: string[] = [];
  const built = buildManifest(workspace!, filesOf(workspace!), {
    sha256,
    createInvocation: (macros) => createInvocation(workspace!, macros, adapter, said, options),
  });
  refuse(built.diagnostics);
  const { manifest, invocation } = built.value;
  const record = { events: [] as RunEvent[], said, compiled: new Map<string, string>(), executed: new Map<string, string>() };
  const { select = () => true, threads = 4, failFast = false } = options;
  const all = [...manifest.nodes.values(), ...manifest.functions.values(), ...manifest.unitTests.values()];
  const selected = all.filter((node) => select(node)).map((node) => node.unique_id);
  const plan = planRun(manifest, selected, { testEdges: true, runsHooks: true, threads, failFast });
  const relations = new RelationCache(invocation);
  const shared: RuntimeShared = {
    invocation,
    relations,
    graph: () => fromJson({ nodes: Object.fromEntries(manifest.nodes), sources: Object.fromEntries(manifest.sources) } as never),
    selectedResources: plan.nodes.map(({ node }) => node.unique_id),
    writeRun: (id, sql) => void record.executed.set(id, sql),
  };
  const context: RunContext = {
    manifest,
    invocation,
    adapter,
    shared,
    relations,
    compiler: new Compiler({ manifest, shared, projects: workspace!.projects, readSource: (file) => readFileSync(`${folder}/${file}`, 'utf8') }),
    effects: {
      now: () => performance.timeOrigin + performance.now(),
      random: () => 0.5,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      report: (event) => {
        record.events.push(event);
        options.onEvent?.(event);
      },
      writeCompiled: (node, sql) => void record.compiled.set(node.unique_id, sql),
      readStart: async (path) => readFileSync(path, 'utf8').slice(0, 1 << 20),
      readFiles: withFileReader,
    },
  };
  try {
    await adapter.open();
    return { ...record, results: await runNodes(plan, context, options.signal) };
  } finally {
    await adapter.close();
  }
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => JSON.stringify(error)).join('\n'));
}

function createInvocation(
  workspace: Workspace,
  macros: Invocation['macros'],
  adapter: Invocation['adapter'],
  said: string[],
  { flags = {}, startedAtMs }: RunOptions,
): Invocation {
  const variables = new Map<string, ReadonlyMap<string, Json>>();
  return {
    id: randomUUID(),
    startedAtMs: startedAtMs ?? Date.now(),
    nowMs: () => Date.now(),
    command: 'build',
    args: {},
    flags: { FULL_REFRESH: false, STORE_FAILURES: false, ...flags },
    projectName: workspace.root.name,
    target: targetDict(workspace.target),
    quoting: workspace.root.quoting,
    packageVersions: new Map(),
    adapter,
    macros,
    varsFor(packageName) {
      let known = variables.get(packageName);
      if (!known) variables.set(packageName, (known = varsFor(workspace, packageName)));
      return known;
    },
    env: (name) => process.env[name],
    envNames: () => [],
    md5: (text) => createHash('md5').update(text).digest('hex'),
    emit: (event) => void said.push(event.kind === 'warning' ? event.diagnostic.message : event.message),
  };
}
