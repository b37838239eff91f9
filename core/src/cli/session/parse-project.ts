import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, parseYaml } from '../../config/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import {
  modelDeprecations,
  normalizeSelectors,
  readSelectors,
  type Selectors,
  type SelectorSource,
  unpinnedRefs,
} from '../../graph/index.ts';
import { buildManifest, type BuiltManifest, type CacheStore, type Manifest } from '../../manifest/index.ts';
import { Crc32, nodeFileSystem, writeFileAtomically } from '../../node/index.ts';
import { type ProjectFile, readProjectFiles, targetDict } from '../../project/index.ts';
import { fileScope, renderData } from '../../project/render.ts';
import { builtInMacros } from '../built-in-macros.ts';
import { packageVersion } from '../package-root.ts';
import { createInvocation } from './invocation.ts';
import { openProject, type OpenProject } from './open-project.ts';
import type { CommandCall } from './command-call.ts';
import { queryComment } from './query-comment.ts';
import { readAhead } from './read-ahead.ts';
import { settle } from './warning-policy.ts';

/** The bundle is named after its text; sources that are run as they are have no name. */
declare const bundleId: string;

/** What other code has cached is not read. */
const cacheVersion = `${packageVersion()} ${typeof bundleId === 'undefined' ? 'sources' : bundleId}`;

/** A project that is read whole. */
export interface ParsedProject extends OpenProject, BuiltManifest {
  readonly files: readonly ProjectFile[];
  readonly selectors: Selectors;
  /** What keeps single nodes from being built; told once it is known which are wanted. */
  readonly ofNodes: readonly Diagnostic[];
}

/**
 * Reads all of the project's files into a manifest.
 * @throws UserError with all that is wrong with them
 */
export async function parseProject(call: CommandCall): Promise<ParsedProject> {
  const project = parseOpened(await openProject(call));
  settleNodes(project, () => false);
  return project;
}

/**
 * Tells what keeps single nodes from being built.
 * @throws UserError when one of these nodes is wanted
 */
export function settleNodes(
  { call, ofNodes, warnings }: ParsedProject,
  isWanted: (uniqueId: string) => boolean,
): void {
  const found = ofNodes.map((diagnostic): Diagnostic =>
    isWanted(diagnostic.ofNode!) ? { ...diagnostic, severity: 'error' } : diagnostic,
  );
  settle(found, warnings, (diagnostic) => call.reporter.diagnostic(diagnostic));
}

/** Like `parseProject`, of a project that is open; what is wrong with single nodes is left to `settleNodes`. */
export function parseOpened(project: OpenProject): ParsedProject {
  const { call, flags, targetPath, warnings, workspace } = project;
  const tell = (diagnostic: Diagnostic): void => call.reporter.diagnostic(diagnostic);
  const source = selectorSource(project, tell);
  const selectors = readSelectors(source, flags.values.indirect_selection);
  settle(selectors.diagnostics, warnings, tell);

  const files = workspace.projects.flatMap((item) => readProjectFiles(item, nodeFileSystem));
  const built = buildManifest(workspace, files, {
    createInvocation: (macros) => createInvocation(project, macros),
    sha256: (text) => nodeFileSystem.sha256(text),
    selectors: normalizeSelectors(source.entries),
    knownMacros: builtInMacros(call.effects.builtInCode),
    readAhead,
    ...(flags.values.partial_parse && {
      cache: {
        store: cacheStore(join(targetPath, 'bk-build')),
        version: cacheVersion,
        createChecksum: () => new Crc32(),
        ...(call.memory && { memory: call.memory }),
      },
    }),
  });
  const { manifest } = built.value;
  call.reporter.learn({
    readSource: (file) => readFrom(project.root, file),
    placeOf: (id) => manifest.places.get(id),
    compiledPath: () => undefined,
  });
  const isOfNode = ({ ofNode }: Diagnostic): boolean => ofNode !== undefined;
  // Where the project is not whole, all that is wrong is told in one go.
  const isWhole = built.diagnostics.every(({ severity }) => severity !== 'error');
  const ofProject = built.diagnostics.filter((diagnostic) => !isWhole || !isOfNode(diagnostic));
  settle([...ofProject, ...modelDeprecations(manifest, call.startedAtMs)], warnings, tell);
  tellUnpinned(manifest, call);
  const dress = queryComment(workspace.root, workspace.target, manifest, built.value.invocation);
  project.adapter.use({ ...project.adapter.hooks, ...(dress && { dress }) });
  return {
    ...project,
    ...built.value,
    files,
    selectors: selectors.value,
    ofNodes: built.diagnostics.filter(isOfNode),
  };
}

function tellUnpinned(manifest: Manifest, { reporter }: CommandCall): void {
  for (const { model, newest, node } of unpinnedRefs(manifest)) {
    const text = `${node.name} refers to ${model.name} without a version and gets v${model.version}; v${newest} will be meant once it is the latest`;
    reporter.info('UnpinnedRefNewVersionAvailable', 'I064', text, {
      ref_node_name: model.name,
      ref_node_package: model.package_name,
      ref_node_version: String(model.version),
      ref_max_version: String(newest),
    });
  }
}

function readFrom(root: string, file: string): string | undefined {
  const path = file.startsWith('/') ? file : join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** selectors.yml beside the project file, rendered. */
function selectorSource(
  { call, root, workspace }: OpenProject,
  tell: (diagnostic: Diagnostic) => void,
): SelectorSource {
  const file = 'selectors.yml';
  const text = nodeFileSystem.readText(join(root, file));
  if (text === undefined) return { entries: [] };
  const { diagnostics, value: document } = parseYaml(text, file);
  settle(diagnostics, { apply: (diagnostic) => diagnostic }, tell);
  const names = {
    env: (name: string) => call.effects.env[name],
    vars: { ...workspace.root.vars, ...workspace.cliVars },
    target: targetDict(workspace.target),
  };
  const faults: Diagnostic[] = [];
  const rendered = renderData(
    document.value,
    fileScope(names),
    (path) => document.span(path),
    () => false,
    (diagnostic) => void faults.push(diagnostic),
  );
  settle(faults, { apply: (diagnostic) => diagnostic }, tell);
  const list =
    typeof rendered === 'object' && rendered !== null && 'selectors' in rendered ? rendered['selectors'] : [];
  return {
    entries: Array.isArray(list) ? (list as readonly Json[]) : [],
    span: (path) => document.span(['selectors', ...path]),
    keySpan: (path) => document.keySpan(['selectors', ...path]),
  };
}

/** The parse cache, in the target folder. What cannot be read or written is as if it were not there. */
function cacheStore(folder: string): CacheStore {
  return {
    read(name) {
      try {
        return readFileSync(join(folder, name));
      } catch {
        return undefined;
      }
    },
    write(name, parts) {
      try {
        writeFileAtomically(join(folder, name), parts, { isCache: true });
      } catch {
        // Without a cache the next parse is slower, nothing else.
      }
    },
  };
}
