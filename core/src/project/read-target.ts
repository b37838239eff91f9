import type { Json, JsonObject } from '../config/json.ts';
import { type KeyPath, parseYaml, type YamlDocument } from '../config/index.ts';
import {
  type Checked,
  type Diagnostic,
  keyMissing,
  profileConfigDeprecated,
  profileNotFound,
  profileUnnamed,
  targetNotFound,
} from '../diagnostics/index.ts';
import type { LoadOptions, Target } from './project.ts';
import type { RawProject } from './read-project.ts';
import { fileScope, renderData } from './render.ts';
import { isMapping, ShapeReader } from './shape.ts';

const defaultThreads = 4;

/** Outputs to choose from, with their place. */
interface Outputs {
  readonly profileName: string;
  readonly document: YamlDocument;
  /** Flags that stand beside the profiles, as they did before the project file had a place for them. */
  readonly flags?: JsonObject;
  /** The path of the mapping that holds the outputs. */
  readonly path: KeyPath;
  readonly outputs: JsonObject;
  /** The one to use when the command line names none. */
  readonly chosen: Json | undefined;
  readonly chosenPath: KeyPath;
}

/** The target to build into: of the project file itself, or of the profile that it names. */
export function readTarget(project: RawProject, options: LoadOptions): Checked<Target | undefined> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const found =
    project.isOwnFormat && project.data['targets'] !== undefined
      ? ownOutputs(project)
      : profileOutputs(project, options, report);
  const value = found && choose(found, options, report);
  return { value, diagnostics };
}

function ownOutputs({ data, document }: RawProject): Outputs {
  const outputs = data['targets'];
  return {
    profileName: String(data['name'] ?? ''),
    document,
    path: ['targets'],
    outputs: isMapping(outputs) ? outputs : {},
    chosen: data['target'],
    chosenPath: ['target'],
  };
}

function profileOutputs(
  project: RawProject,
  options: LoadOptions,
  report: (diagnostic: Diagnostic) => void,
): Outputs | undefined {
  const scope = fileScope({ env: options.env, vars: options.cliVars });
  const wanted =
    options.profile ?? renderOne(project.data['profile'], project.document, ['profile'], scope, report);
  if (typeof wanted !== 'string') {
    report(profileUnnamed(project.file));
    return undefined;
  }
  const searched: string[] = [];
  const known: string[] = [];
  for (const folder of options.profilesDirs) {
    const file = `${folder}/profiles.yml`;
    const text = options.files.readText(file);
    if (text === undefined) continue;
    searched.push(file);
    const { value: document, diagnostics } = parseYaml(text, file);
    diagnostics.forEach(report);
    if (!isMapping(document.value)) continue;
    known.push(...Object.keys(document.value).filter((name) => name !== 'config'));
    const profile = document.value[wanted];
    if (!isMapping(profile)) continue;
    const outputs = profile['outputs'];
    if (!isMapping(outputs)) {
      const at = document.keySpan([wanted]) ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
      report(keyMissing('outputs', at, 'outputs: {dev: {type: duckdb, path: dev.duckdb}}'));
      return undefined;
    }
    return {
      profileName: wanted,
      document,
      path: [wanted, 'outputs'],
      flags: readFlags(document, report),
      outputs,
      chosen: profile['target'],
      chosenPath: [wanted, 'target'],
    };
  }
  report(
    profileNotFound(
      wanted,
      { folders: options.profilesDirs, files: searched },
      known,
      project.document.span(['profile']),
    ),
  );
  return undefined;
}

function readFlags(document: YamlDocument, report: (diagnostic: Diagnostic) => void): JsonObject {
  const flags = isMapping(document.value) ? document.value['config'] : undefined;
  if (!isMapping(flags) || Object.keys(flags).length === 0) return {};
  report(profileConfigDeprecated(document.keySpan(['config'])));
  return flags;
}

function choose(
  found: Outputs,
  options: LoadOptions,
  report: (diagnostic: Diagnostic) => void,
): Target | undefined {
  const { document, outputs, path } = found;
  const scope = fileScope({ env: options.env, vars: options.cliVars, mayReadSecrets: true });
  const name =
    options.target ??
    renderOne(found.chosen, document, found.chosenPath, scope, report) ??
    (Object.keys(outputs).length === 1 ? Object.keys(outputs)[0] : 'default');
  const chosen = outputs[String(name)];
  if (!isMapping(chosen)) {
    report(
      targetNotFound(
        String(name),
        found.profileName,
        Object.keys(outputs),
        document.span(found.chosenPath) ?? document.span(path),
      ),
    );
    return undefined;
  }
  const at: KeyPath = [...path, String(name)];
  const span: Target['span'] = (inner) => document.span([...at, ...inner]);
  const output = renderData(
    chosen,
    scope,
    (inner) => span(inner),
    () => false,
    report,
  ) as JsonObject;
  const shifted: YamlDocument = {
    value: output,
    span: (inner) => span(inner),
    keySpan: (inner) => document.keySpan([...at, ...inner]),
    timestamp: (inner) => document.timestamp([...at, ...inner]),
    isFloat: (inner) => document.isFloat([...at, ...inner]),
  };
  const read = new ShapeReader(output, shifted, report);
  const type = read.text('type');
  if (type === undefined) {
    report(keyMissing('type', document.keySpan(at) ?? document.span(path)!, 'type: duckdb'));
    return undefined;
  }
  const implied = options.impliedNames(type, output);
  return {
    profileName: found.profileName,
    name: String(name),
    type,
    database: read.text('database') ?? implied.database,
    schema: read.text('schema') ?? implied.schema,
    threads: options.threads ?? read.count('threads') ?? defaultThreads,
    output,
    flags: found.flags ?? {},
    span,
    keySpan: (inner) => shifted.keySpan(inner),
  };
}

function renderOne(
  value: Json | undefined,
  document: YamlDocument,
  path: KeyPath,
  scope: ReturnType<typeof fileScope>,
  report: (diagnostic: Diagnostic) => void,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  return renderData(
    value,
    scope,
    () => document.span(path),
    () => false,
    report,
  );
}
