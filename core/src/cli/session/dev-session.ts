import { buildDag } from '../../graph/index.ts';
import { type Diagnostic, place } from '../../diagnostics/index.ts';
import { type Manifest, type Node, ParseMemory } from '../../manifest/index.ts';
import type { ProjectFile } from '../../project/index.ts';
import { exitCodes } from '../effects.ts';
import { describeError } from '../reporter/describe-error.ts';
import { formatSeconds, plural } from '../reporter/format.ts';
import { Reporter } from '../reporter/reporter.ts';
import { changedNodes, codeNodes, watchedTypes } from './changed-nodes.ts';
import type { CommandCall } from './command-call.ts';
import { compileNodes } from './compile-selected.ts';
import { openProject } from './open-project.ts';
import { parseOpened, type ParsedProject, settleNodes } from './parse-project.ts';
import { type RunKind, runNodesOf } from './run-selected.ts';
import { selectResources } from './selection.ts';

/** What was said of the project when it was last whole. */
interface Known {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, string>;
  /** What all nodes hang on: project files, target, variables. */
  readonly surroundings: string;
}

const mostNames = 3;
const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

const buildKind: RunKind = {
  initial: ['model', 'seed', 'snapshot', 'function', 'test', 'unit_test'],
  testEdges: true,
  runsHooks: true,
};

/**
 * Looks at a project again and again. Each look is an invocation of its own, with its own id and its own clock; only
 * what was parsed is kept from one to the next, and what was told.
 */
export class DevSession {
  readonly #call: CommandCall;
  readonly #memory = new ParseMemory();
  #known: Known | undefined;
  /** Nodes that did not compile: they are tried again with every save, until they do. */
  #failed: ReadonlySet<string> = new Set();
  /** Whether the last look found the project faulty. */
  #isFaulty = false;
  #told: ReadonlySet<string> = new Set();

  constructor(call: CommandCall) {
    this.#call = call;
  }

  /**
   * Reads the project, compiles or builds what is different since the look before, and tells what came of it. What is
   * wrong is told and never thrown. The first look compiles nothing.
   *
   * @returns the project; undefined while it is faulty.
   */
  async look(): Promise<ParsedProject | undefined> {
    const { effects, flags } = this.#call;
    const startedAtMs = effects.now();
    const told = new Set<string>();
    const invocationId = effects.randomId();
    const reporter = new Reporter({
      effects,
      invocationId,
      keepsStdoutClean: false,
      isTold: (warning) => {
        const text = textOf(warning);
        told.add(text);
        return this.#told.has(text);
      },
    });
    reporter.configure(flags);
    const command = flags.values.build_on_save ? 'build' : 'compile';
    const call: CommandCall = {
      ...this.#call,
      command,
      reporter,
      memory: this.#memory,
      invocationId,
      startedAtMs: Math.floor(startedAtMs),
    };
    try {
      return await this.#lookFor(call, startedAtMs);
    } catch (error) {
      this.#clear();
      for (const diagnostic of describeError(error)) reporter.diagnostic(diagnostic);
      if (!call.signal.aborted) tell(call, 'The project cannot be read; waiting for a change');
      this.#isFaulty = true;
      return undefined;
    } finally {
      this.#told = told;
      reporter.close();
    }
  }

  async #lookFor(call: CommandCall, startedAtMs: number): Promise<ParsedProject> {
    const project = parseOpened(await openProject(call));
    const before = this.#known;
    const now = knownOf(project);
    if (!before) {
      this.#known = now;
      this.#isFaulty = false;
      tell(call, `Watching ${describeManifest(project.manifest)}; Ctrl-C ends`);
      return project;
    }
    const edited = editedFiles(before, now);
    const wasFaulty = this.#isFaulty;
    if (edited.length === 0 && before.surroundings === now.surroundings && !wasFaulty) return project;
    this.#clear();
    const ids = this.#wanted(project, before, now);
    settleNodes(project, (id) => ids.has(id));
    this.#known = now;
    this.#isFaulty = false;
    const what = edited.length > 0 ? namesOf(edited) : 'The project';
    if (ids.size === 0) {
      const end = wasFaulty && edited.length === 0 ? 'is whole again' : 'changed: nothing to compile';
      tell(call, `${what} ${end} (${since(startedAtMs, call)})`);
    } else if (call.flags.values.build_on_save) await this.#build(project, ids);
    else await this.#compile(project, ids, what, startedAtMs);
    return project;
  }

  /** What changed or failed before, of what the flags select. */
  #wanted(project: ParsedProject, before: Known, now: Known): ReadonlySet<string> {
    const { manifest } = now;
    const isOther = before.surroundings !== now.surroundings;
    const all = [...codeNodes(manifest)].map(({ unique_id: id }) => id);
    const changed = isOther ? new Set(all) : changedNodes(before.manifest, manifest);
    const known = new Set(all);
    const wanted = [...changed, ...[...this.#failed].filter((id) => known.has(id))];
    const { exclude, select, selector } = project.flags.values;
    if (select.length === 0 && exclude.length === 0 && selector === undefined) return new Set(wanted);
    const { ids } = selectResources(project, {
      initial: watchedTypes,
    });
    const selected = new Set(ids);
    return new Set(wanted.filter((id) => selected.has(id)));
  }

  async #compile(
    project: ParsedProject,
    ids: ReadonlySet<string>,
    what: string,
    startedAtMs: number,
  ): Promise<void> {
    const { call } = project;
    const nodes = inOrder(project.manifest, ids);
    const compiled = new Set<string>();
    await compileNodes(project, nodes, async ({ node }) => void compiled.add(node.unique_id));
    if (call.signal.aborted) return;
    const failed = nodes.filter((node) => !compiled.has(node.unique_id));
    this.#failed = new Set(failed.map(({ unique_id: id }) => id));
    const names = namesOf(nodes.map(({ name }) => name));
    const result =
      failed.length > 0
        ? `${plural(failed.length, 'error')} in ${namesOf(failed.map(({ name }) => name))}`
        : `compiled ${nodes.length > mostNames ? plural(nodes.length, 'node') : names}`;
    tell(call, `${what} changed: ${result} (${since(startedAtMs, call)})`);
  }

  /** Builds nodes and runs their tests. */
  async #build(project: ParsedProject, ids: ReadonlySet<string>): Promise<void> {
    const { manifest } = project;
    const all = new Set(ids);
    for (const node of [...manifest.nodes.values(), ...manifest.unitTests.values()]) {
      if (node.resource_type !== 'test' && node.resource_type !== 'unit_test') continue;
      if (node.depends_on.nodes.some((id) => ids.has(id))) all.add(node.unique_id);
    }
    const code = await runNodesOf(project, { ids: [...all], dag: buildDag(manifest) }, buildKind);
    this.#failed = code === exitCodes.failure ? ids : new Set();
  }

  #clear(): void {
    const { effects, flags } = this.#call;
    const { clear, log_format: format, quiet } = flags.values;
    if (clear && effects.stdout.isTerminal && format !== 'json' && !quiet) effects.stdout.write(clearScreen);
  }
}

function knownOf({ files, manifest, workspace }: ParsedProject): Known {
  const { cliVars, projects, target } = workspace;
  const surroundings = JSON.stringify([
    target.name,
    target.output,
    cliVars,
    projects.map(({ name, raw }) => [name, raw]),
  ]);
  return { manifest, files: new Map(files.map((file) => [pathOf(file), file.text])), surroundings };
}

const pathOf = ({ path, project }: ProjectFile): string => `${project.root}/${path}`;

/** The names of files that came, went or have another text. */
function editedFiles(before: Known, now: Known): readonly string[] {
  const paths = new Set<string>();
  for (const [path, text] of now.files) if (before.files.get(path) !== text) paths.add(path);
  for (const path of before.files.keys()) if (!now.files.has(path)) paths.add(path);
  return [...paths].map((path) => path.slice(path.lastIndexOf('/') + 1));
}

/** In the DAG's order, so that an ephemeral model's own failure is told first. */
function inOrder(manifest: Manifest, ids: ReadonlySet<string>): readonly Node[] {
  const sorted = ids.size === 1 ? [...ids] : buildDag(manifest).topologicalOrder();
  return sorted
    .filter((id) => ids.has(id))
    .map((id) => manifest.nodes.get(id) ?? manifest.functions.get(id))
    .filter((node) => node !== undefined);
}

function describeManifest(manifest: Manifest): string {
  const counts = new Map<string, number>();
  for (const { resource_type: type } of codeNodes(manifest)) counts.set(type, (counts.get(type) ?? 0) + 1);
  const parts = watchedTypes.flatMap((type) => {
    const count = counts.get(type) ?? 0;
    return count === 0
      ? []
      : [count === 1 || type !== 'analysis' ? plural(count, type) : `${count} analyses`];
  });
  return parts.length === 0 ? 'a project without nodes' : parts.join(', ').replace(/, ([^,]+)$/, ' and $1');
}

/** `a`, `a and b`, `a, b, c and 4 more`. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, mostNames);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.join(', ').replace(/, ([^,]+)$/, ' and $1');
}

const since = (startedAtMs: number, { effects }: CommandCall): string =>
  formatSeconds((effects.now() - startedAtMs) / 1000);

const tell = ({ reporter }: CommandCall, text: string): void => reporter.info('Note', 'Z050', text);

const textOf = ({ at, code, message }: Diagnostic): string => `${code}|${at ? place(at) : ''}|${message}`;
