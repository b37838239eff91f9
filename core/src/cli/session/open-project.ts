import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { JsonObject } from '../../config/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import { type Diagnostic, stateIsTarget } from '../../diagnostics/index.ts';
import {
  type FileNames,
  findProject,
  loadWorkspace,
  type Project,
  readProject,
  type Workspace,
} from '../../project/index.ts';
import { createAdapter, impliedNames } from '../adapters.ts';
import type { CliEffects } from '../effects.ts';
import { resolveFlags } from '../flags/resolve.ts';
import type { Flags, FlagValues } from '../flags/values.ts';
import { builtInProjects } from '../package-root.ts';
import { textEntry } from '../reporter/entry.ts';
import type { Reporter } from '../reporter/reporter.ts';
import type { CommandCall } from './command-call.ts';
import { flagDeprecations, misspeltFlags } from './flag-checks.ts';
import { DressingAdapter } from './statements.ts';
import { settle, type WarningPolicy, warningPolicy } from './warning-policy.ts';
import { readYamlFlag } from './yaml-flag.ts';

/** A project that could be read, with the flags as it has them too. */
export interface OpenProject {
  readonly call: CommandCall;
  readonly root: string;
  readonly workspace: Workspace;
  readonly flags: Flags;
  readonly warnings: WarningPolicy;
  readonly adapter: DressingAdapter;
  readonly targetPath: string;
}

/**
 * Reads the project file, the profile and the packages, and sets the reporter up as they say.
 * @throws UserError with all that is wrong with them
 */
export async function openProject(call: CommandCall): Promise<OpenProject> {
  const { effects, line, reporter } = call;
  const early = call.flags.values;
  const root = projectDir(early, effects);
  const cliVars = readYamlFlag('--vars', early.vars);
  reporter.learn({
    readSource: (file) => readSource(root, file),
    placeOf: () => undefined,
    compiledPath: () => undefined,
  });
  const loaded = loadWorkspace({ ...loadOptions(early, effects), projectDir: root, cliVars });
  const flags = loaded.value
    ? resolveFlags(line.known, line.given, (name) => effects.env[name], loaded.value.root.flags)
    : call.flags;
  reporter.configure(flags);
  const warnings = warningPolicy(flags.values);
  const ofFlags = [
    ...flagDeprecations(call, flags),
    ...(loaded.value ? misspeltFlags(loaded.value.root) : []),
  ];
  settle([...ofFlags, ...loaded.diagnostics], warnings, (diagnostic) => reporter.diagnostic(diagnostic));
  const workspace = loaded.value!;
  const { value: adapter, diagnostics } = await createAdapter(workspace.target, root);
  settle(diagnostics, warnings, (diagnostic) => reporter.diagnostic(diagnostic));
  logTo(call, root, flags, workspace.root);
  const targetPath = resolve(root, workspace.root.paths.target);
  const { state } = flags.values;
  if (state !== undefined && resolve(root, state) === targetPath) reporter.diagnostic(stateIsTarget(state));
  return {
    call,
    root,
    workspace,
    flags,
    warnings,
    adapter: new DressingAdapter(adapter, tracesStatements(flags) ? { tell: tellStatement(reporter) } : {}),
    targetPath,
  };
}

/** The root project's own file, for commands that need neither a profile nor packages. */
export interface OpenRoot {
  readonly root: string;
  readonly project: Project;
  /** What the project's file was rendered with. */
  readonly names: FileNames;
  readonly flags: Flags;
  readonly warnings: WarningPolicy;
}

/**
 * Reads the project file alone, and sets the reporter up as it says. There is no target; variables without a value are
 * None.
 * @throws UserError with all that is wrong with it
 */
export function openRoot(call: CommandCall): OpenRoot {
  const { effects, line, reporter } = call;
  const early = call.flags.values;
  const root = projectDir(early, effects);
  reporter.learn({
    readSource: (file) => readSource(root, file),
    placeOf: () => undefined,
    compiledPath: () => undefined,
  });
  const names: FileNames = {
    env: (name) => effects.env[name],
    vars: readYamlFlag('--vars', early.vars),
    target: {},
    missingVars: 'none',
  };
  const found = findProject(root, root, nodeFileSystem);
  const checksVersion = early.version_check;
  const read = found.value && readProject(found.value, { root, files: nodeFileSystem, names, checksVersion });
  const flags = read
    ? resolveFlags(line.known, line.given, (name) => effects.env[name], read.value.flags)
    : call.flags;
  reporter.configure(flags);
  const warnings = warningPolicy(flags.values);
  const tell = (diagnostic: Diagnostic): void => reporter.diagnostic(diagnostic);
  settle([...found.diagnostics, ...(read?.diagnostics ?? [])], warnings, tell);
  const project = read!.value;
  logTo(call, root, flags, project);
  return { root, project, names, flags, warnings };
}

function logTo({ reporter }: CommandCall, root: string, flags: Flags, project: Project): void {
  const { log_path: logPath, log_level_file: logLevel } = flags.values;
  if (logLevel !== 'none') reporter.logTo(resolve(root, logPath ?? project.paths.logs));
}

/** What reading a profile takes from the flags. */
export function loadOptions(
  values: FlagValues,
  effects: CliEffects,
): Omit<Parameters<typeof loadWorkspace>[0], 'projectDir' | 'cliVars'> {
  const { profile, target, target_path: targetPath, threads, version_check: checksVersion } = values;
  return {
    profilesDirs: profilesDirs(values, effects),
    ...(profile !== undefined && { profile }),
    ...(target !== undefined && { target }),
    ...(threads !== undefined && { threads }),
    ...(targetPath !== undefined && { targetPath }),
    checksVersion,
    env: (name) => effects.env[name],
    files: nodeFileSystem,
    internalProjects: builtInProjects,
    impliedNames,
  };
}

/** Where profiles.yml is looked for. */
export function profilesDirs(values: FlagValues, effects: CliEffects): readonly string[] {
  const { profiles_dir: given } = values;
  if (given !== undefined) return [resolve(effects.cwd, given)];
  return [effects.cwd, projectDir(values, effects), join(effects.homeDir, '.dbt')];
}

/** The folder given, or the nearest one from here upwards that has a project file; this one when none has. */
export function projectDir({ project_dir: given }: FlagValues, { cwd }: CliEffects): string {
  if (given !== undefined) return resolve(cwd, given);
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (hasProjectFile(folder)) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}

function hasProjectFile(folder: string): boolean {
  if (existsSync(join(folder, 'dbt_project.yml'))) return true;
  try {
    return readdirSync(folder).some((name) => /^[\w.-]+\.config\.ya?ml$/.test(name));
  } catch {
    return false;
  }
}

/** The text of a file by its name in diagnostics: relative to the project, or absolute. */
export function readSource(root: string, file: string): string | undefined {
  try {
    return nodeFileSystem.readText(resolve(root, file));
  } catch {
    return undefined;
  }
}

/** The flags as a dictionary: what `invocation_args_dict` and run_results.json hold. */
export function flagArguments({ flags, call }: OpenProject, cliVars: JsonObject): JsonObject {
  const args: Record<string, JsonObject[string]> = {};
  for (const [name, value] of Object.entries(flags.values)) {
    if (!(name in call.line.known) || value === undefined) continue;
    if (value === false && flags.originOf(name as keyof FlagValues) === 'default') continue;
    const key = name === 'list_output' ? 'output' : name;
    args[key] = Array.isArray(value)
      ? [...(value as readonly string[])]
      : (value as string | number | boolean);
  }
  const command = ['bk-build', call.command, ...call.line.words].join(' ');
  const macro = call.argument === undefined ? {} : { macro: call.argument };
  return { ...args, ...macro, vars: cliVars, which: call.command, invocation_command: command };
}

/**
 * Whether statements are told: they are many, so that it takes a wish for them. The log file has them only when its level
 * is asked for, since its own level is debug from the start.
 */
function tracesStatements({ originOf, values }: Flags): boolean {
  const { debug, log_level: level, log_level_file: levelInFile } = values;
  return debug || level === 'debug' || (levelInFile === 'debug' && originOf('log_level_file') !== 'default');
}

function tellStatement(reporter: Reporter): (sql: string, connectionName: string) => void {
  return (sql, connectionName) =>
    reporter.tell(
      textEntry('SQLQuery', 'E016', 'debug', `On ${connectionName}: ${sql}`, {
        conn_name: connectionName,
        sql,
      }),
    );
}
