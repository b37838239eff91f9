import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { RelationCache } from '../../src/adapter/index.ts';
import { createDuckDbAdapter } from '../../src/adapters/duckdb/index.ts';
import { Compiler } from '../../src/compile/index.ts';
import type { Json, JsonObject } from '../../src/config/index.ts';
import type { Invocation, RuntimeShared } from '../../src/context/index.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { fromJson } from '../../src/jinja/index.ts';
import { buildManifest, type Manifest, type Node, type OperationNode } from '../../src/manifest/index.ts';
import { targetDict, varsFor, type Workspace } from '../../src/project/index.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { RunResult } from '../../src/run/results.ts';
import type { RunContext } from '../../src/run/run-context.ts';
import { type PlannedNode, runNodes, type RunPlan } from '../../src/run/run-nodes.ts';
import { isRunnable } from '../../src/run/runners/index.ts';
import type { RunnableNode } from '../../src/run/runners/runner.ts';
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
  const said: string[] = [];
  const built = buildManifest(workspace!, filesOf(workspace!), {
    sha256,
    createInvocation: (macros) => createInvocation(workspace!, macros, adapter, said, options),
  });
  refuse(built.diagnostics);
  const { manifest, invocation } = built.value;
  const record = { events: [] as RunEvent[], said, compiled: new Map<string, string>(), executed: new Map<string, string>() };
  const plan = planOf(manifest, options);
  const relations = new RelationCache(invocation);
  const shared: RuntimeShared = {
    invocation,
    relations,
    graph: () => fromJson({ nodes: Object.fromEntries(manifest.nodes), sources: Object.fromEntries(manifest.sources) } as never),
    selectedResources: plan.nodes.map(({ node }) => node.unique_id),
    schemas: [],
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

/** Everything that is selected, tests after what they test and before what reads it. */
function planOf(manifest: Manifest, { select = () => true, threads = 4, failFast = false }: RunOptions): RunPlan {
  const nodes = [...manifest.nodes.values(), ...manifest.unitTests.values()].filter(
    (node): node is RunnableNode => isRunnable(node.resource_type) && node.resource_type !== 'operation' && select(node),
  );
  const testsOf = new Map<string, string[]>();
  for (const node of nodes) {
    const tested = node.resource_type === 'test' ? node.depends_on.nodes : [];
    for (const id of tested) testsOf.set(id, [...(testsOf.get(id) ?? []), node.unique_id]);
  }
  const planned = nodes.map((node): PlannedNode => {
    if (node.resource_type === 'unit_test') return { node, waitsFor: [], priority: 0 };
    const parents = node.depends_on.nodes;
    const unitTests = nodes.filter((other) => other.resource_type === 'unit_test' && other.depends_on.nodes[0] === node.unique_id);
    const isTest = node.resource_type === 'test';
    const tests = isTest ? [] : parents.flatMap((id) => (testsOf.get(id) ?? []).filter((test) => isBefore(test, parents)));
    return { node, waitsFor: [...parents, ...tests, ...(isTest ? [] : unitTests.map(({ unique_id: id }) => id))], priority: 0 };
  });
  return { nodes: planned, onRunStart: hooks(manifest, 'on-run-start'), onRunEnd: hooks(manifest, 'on-run-end'), threads, failFast };

  /** A test of several nodes holds up only what reads all of them. */
  function isBefore(test: string, parents: readonly string[]): boolean {
    return (manifest.nodes.get(test) as Node).depends_on.nodes.every((id) => parents.includes(id));
  }
}

function hooks(manifest: Manifest, tag: string): OperationNode[] {
  return [...manifest.nodes.values()]
    .filter((node): node is OperationNode => node.resource_type === 'operation' && node.tags.includes(tag))
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
}
