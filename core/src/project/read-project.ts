import type { Json, JsonObject } from '../config/json.ts';
import { type KeyPath, parseYaml } from '../config/index.ts';
import { dbtVersion } from '../context/names/environment.ts';
import {
  type Checked,
  type Diagnostic,
  keyMissing,
  keyUnknown,
  nameInvalid,
  nameReserved,
  nearest,
  projectEmpty,
  projectKeyDeprecated,
  projectNotFound,
  severalProjectFiles,
  type Span,
  valueWrong,
  versionRangeInvalid,
  versionUnsatisfied,
} from '../diagnostics/index.ts';
import { type FileNames, fileScope, renderData } from './render.ts';
import { describeValue, isMapping, ShapeReader } from './shape.ts';
import type { ConfigSection, FileSystem, Project, ProjectPaths } from './project.ts';
import { satisfies } from './versions.ts';

/** dbt's project file. */
const dbtFile = 'dbt_project.yml';
/** bk-build's own: `shop.config.yaml`. */
const ownFile = /^[\w.-]+\.config\.ya?ml$/;

const sections = {
  models: 'models',
  seeds: 'seeds',
  snapshots: 'snapshots',
  tests: 'data_tests',
  sources: 'sources',
  exposures: 'exposures',
  unit_tests: 'unit_tests',
  metrics: 'metrics',
  'semantic-models': 'semantic-models',
  'saved-queries': 'saved-queries',
  functions: 'functions',
  analyses: 'analyses',
} as const satisfies Record<ConfigSection, string>;

/** Keys of a project file in dbt's manner. */
const dbtKeys = new Set([
  ...Object.keys(sections),
  'data_tests',
  ...`name version config-version profile project-root model-paths seed-paths snapshot-paths analysis-paths test-paths macro-paths
  docs-paths asset-paths function-paths source-paths data-paths target-path log-path packages-install-path modules-path clean-targets
  quoting dispatch on-run-start on-run-end query-comment require-dbt-version flags vars restrict-access dbt-cloud selectors packages lint
  query_comment`.split(/\s+/),
]);

/** Names of built-in projects and of what templates see: a project cannot have them. */
export const reservedNames: ReadonlySet<string> = new Set(
  `dbt dbt_duckdb dbt_trino _sql_results adapter api column config context database env env_var exceptions execute flags fromjson
  fromyaml graph invocation_id load_agate_table load_result log model modules post_hooks pre_hooks ref render return
  run_started_at schema source sql sql_now store_result store_raw_result target this tojson toyaml
  try_or_compiler_error var write`.split(/\s+/),
);

/** What bk-build's own file has beside them. */
const ownKeys = new Set([...dbtKeys, 'target', 'targets']);

export interface ReadProjectOptions {
  readonly root: string;
  readonly files: FileSystem;
  readonly names: FileNames;
  /** A name for the folder in messages about a file that is missing. */
  readonly shownRoot?: string;
  readonly isInternal?: boolean;
  readonly checksVersion?: boolean;
}

/** A project's file, found and parsed but not yet rendered: the profile it names may be needed for that. */
export interface RawProject {
  readonly file: string;
  readonly isOwnFormat: boolean;
  readonly data: JsonObject;
  readonly document: ReturnType<typeof parseYaml>['value'];
}

/** What stands in for a project file that cannot be read: a profile can be looked at without one. */
export const noProject: RawProject = {
  file: dbtFile,
  isOwnFormat: false,
  data: {},
  document: parseYaml('', dbtFile).value,
};

/** Finds and parses the project file of a folder. */
export function findProject(
  root: string,
  shownRoot: string,
  files: FileSystem,
): Checked<RawProject | undefined> {
  const nothing = (diagnostic: Diagnostic): Checked<undefined> => ({
    value: undefined,
    diagnostics: [diagnostic],
  });
  const own = files
    .listNames(root)
    .filter((name) => ownFile.test(name))
    .filter((name) => looksLikeProject(files.readText(`${root}/${name}`)));
  const found = files.exists(`${root}/${dbtFile}`) ? [dbtFile, ...own] : own;
  if (found.length > 1) return nothing(severalProjectFiles(shownRoot, found));
  const [file] = found;
  if (file === undefined) return nothing(projectNotFound(shownRoot, [dbtFile, '<name>.config.yaml']));
  const isOwnFormat = file !== dbtFile;
  const { value: document, diagnostics } = parseYaml(files.readText(`${root}/${file}`) ?? '', file, {
    duplicateKeys: isOwnFormat ? 'error' : 'warning',
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return { value: undefined, diagnostics };
  if (document.value === null) return nothing(projectEmpty(file));
  if (!isMapping(document.value))
    return nothing(
      valueWrong('the project file', 'a mapping of keys', describeValue(document.value), document.span([])),
    );
  return { value: { file, isOwnFormat, data: document.value, document }, diagnostics };
}

/** Other tools have files of that name too; a project's has a name and says something about models or targets. */
function looksLikeProject(text: string | undefined): boolean {
  return text !== undefined && (text.trim() === '' || /^(name|targets|model-paths|models)\s*:/m.test(text));
}

/** Renders and checks a project's file. */
export function readProject(raw: RawProject, options: ReadProjectOptions): Checked<Project> {
  const { file, document, isOwnFormat } = raw;
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const data = renderData(
    raw.data,
    fileScope(options.names),
    (path) => document.span(path),
    keepsTemplates,
    report,
  ) as JsonObject;
  checkKeys(raw, report);
  const read = new ShapeReader(data, document, report);
  const name = read.text('name');
  if (name === undefined)
    report(keyMissing('name', { file, line: 1, column: 1, endLine: 1, endColumn: 1 }, 'name: my_project'));
  else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) report(nameInvalid(name, document.span(['name'])));
  else if (!options.isInternal && reservedNames.has(name))
    report(nameReserved(name, document.span(['name'])));
  const required = read.texts('require-dbt-version') ?? [];
  if (options.checksVersion !== false && required.length > 0) {
    const { holds, unreadable } = satisfies(dbtVersion, required);
    // The place is looked up only where there is something to tell: that parses the file once more.
    const at = (): Span | undefined => document.span(['require-dbt-version']);
    if (unreadable !== undefined) report(versionRangeInvalid(unreadable, at()));
    else if (!holds) report(versionUnsatisfied(required, dbtVersion, at()));
  }
  const paths = readPaths(read, options.names);
  if (!isOwnFormat) reportOldKeys(data, (key) => document.keySpan([key]), report);
  const project: Project = {
    name: name ?? 'unnamed',
    version: read.text('version') ?? null,
    root: options.root,
    file,
    isInternal: options.isInternal ?? false,
    paths,
    vars: read.mapping('vars') ?? {},
    configs: readConfigs((key) => read.mapping(key)),
    writtenConfigs: readConfigs((key) => (isMapping(raw.data[key]) ? raw.data[key] : undefined)),
    quoting: read.flags('quoting', quotingParts),
    dispatch: readDispatch(read, (path) => document.span(path), report),
    onRunStart: read.texts('on-run-start') ?? [],
    onRunEnd: read.texts('on-run-end') ?? [],
    queryComment: data['query-comment'] ?? null,
    flags: read.mapping('flags') ?? {},
    requireDbtVersion: required,
    cleanTargets: read.texts('clean-targets') ?? [paths.target],
    restrictAccess: read.flag('restrict-access') ?? false,
    raw: data,
    isOwnFormat,
    span: (path) => document.span(path),
  };
  return { value: project, diagnostics };
}

/** What is rendered when its node is known: hooks, variables and comments on queries. */
function keepsTemplates(path: KeyPath): boolean {
  const [first] = path;
  if (first === 'vars' || first === 'on-run-start' || first === 'on-run-end' || first === 'query-comment')
    return true;
  const last = String(path.at(-1) ?? '').replace(/^\+/, '');
  return /^(pre|post)[-_]hook$/.test(last);
}

function checkKeys(
  { data, document, isOwnFormat }: RawProject,
  report: (diagnostic: Diagnostic) => void,
): void {
  const known = isOwnFormat ? ownKeys : dbtKeys;
  for (const key of Object.keys(data)) {
    if (known.has(key)) continue;
    report(keyUnknown(key, document.keySpan([key]), nearest(key, known), isOwnFormat ? 'error' : 'warning'));
  }
}

function readPaths(read: ShapeReader, { env }: FileNames): ProjectPaths {
  const folders = (keys: readonly string[], fallback: readonly string[]): readonly string[] => {
    const given = keys.map((key) => read.texts(key)).find((value) => value !== undefined);
    return (given ?? fallback).map(tidyPath);
  };
  const models = folders(['model-paths', 'source-paths'], ['models']);
  const seeds = folders(['seed-paths', 'data-paths'], ['seeds']);
  const snapshots = folders(['snapshot-paths'], ['snapshots']);
  const analyses = folders(['analysis-paths'], ['analyses']);
  const tests = folders(['test-paths'], ['tests']);
  const macros = folders(['macro-paths'], ['macros']);
  const functions = folders(['function-paths'], ['functions']);
  return {
    models,
    seeds,
    snapshots,
    analyses,
    tests,
    macros,
    functions,
    docs: folders(
      ['docs-paths'],
      [...new Set([...models, ...seeds, ...snapshots, ...analyses, ...macros, ...tests, ...functions])],
    ),
    assets: folders(['asset-paths'], []),
    target: tidyPath(read.text('target-path') ?? 'target'),
    logs: tidyPath(read.text('log-path') ?? 'logs'),
    packages: tidyPath(
      env('DBT_PACKAGES_INSTALL_PATH') ||
        (read.text('packages-install-path') ?? read.text('modules-path') ?? 'dbt_packages'),
    ),
  };
}

/** Keys that have other names by now, or flags in their place; the usual values are no news. */
function reportOldKeys(
  data: JsonObject,
  locate: (key: string) => Span | undefined,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const [key, name, instead, usual] of oldKeys) {
    if (data[key] !== undefined && data[key] !== null && data[key] !== usual)
      report(projectKeyDeprecated(name, key, instead, locate(key)));
  }
}

const oldKeys: readonly (readonly [key: string, name: string, instead: string, usual?: string])[] = [
  ['source-paths', 'ConfigSourcePathDeprecation', 'model-paths'],
  ['data-paths', 'ConfigDataPathDeprecation', 'seed-paths'],
  ['modules-path', 'PackageInstallPathDeprecation', 'packages-install-path'],
  ['log-path', 'ConfigLogPathDeprecation', '--log-path or DBT_LOG_PATH', 'logs'],
  ['target-path', 'ConfigTargetPathDeprecation', '--target-path or DBT_TARGET_PATH', 'target'],
];

/** With `/`, without `./` before and `/` behind. */
function tidyPath(path: string): string {
  return (
    path
      .replaceAll('\\', '/')
      .replace(/^(\.\/)+/, '')
      .replace(/\/+$/, '') || '.'
  );
}

function readConfigs(mapping: (key: string) => JsonObject | undefined): Project['configs'] {
  const configs = {} as Record<ConfigSection, JsonObject>;
  for (const section of Object.keys(sections) as ConfigSection[]) {
    const other = sections[section];
    configs[section] = { ...mapping(section), ...(other === section ? {} : mapping(other)) };
  }
  return configs;
}

const quotingParts = ['database', 'schema', 'identifier', 'snowflake_ignore_case'] as const;

function readDispatch(
  read: ShapeReader,
  locate: Project['span'],
  report: (diagnostic: Diagnostic) => void,
): Project['dispatch'] {
  return read.mappings('dispatch').flatMap((entry, index) => {
    const { macro_namespace: namespace, search_order: order } = entry;
    if (typeof namespace === 'string' && Array.isArray(order))
      return [{ macro_namespace: namespace, search_order: (order as readonly Json[]).map(String) }];
    const expected = 'a "macro_namespace" and a list "search_order"';
    const found = Object.keys(entry).join(', ');
    report(valueWrong(`dispatch.${index}`, expected, found, locate(['dispatch', index])));
    return [];
  });
}
