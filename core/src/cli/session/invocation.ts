import { hash } from 'node:crypto';
import { Script } from 'node:vm';
import { builtInFiles } from '../../compile/built-in-files.ts';
import type { Json, JsonObject } from '../../config/index.ts';
import type { Invocation } from '../../context/index.ts';
import { forAuthor, UserError } from '../../diagnostics/index.ts';
import { targetDict, varsFor } from '../../project/index.ts';
import { flagArguments, type OpenProject } from './open-project.ts';

/** What all templates of the call share. */
export function createInvocation(project: OpenProject, macros: Invocation['macros']): Invocation {
  const { adapter, call, warnings, workspace } = project;
  const { effects, reporter } = call;
  const variables = new Map<string, ReadonlyMap<string, Json>>();
  const isBuiltIn = builtInFiles(workspace.projects);
  return {
    id: call.invocationId,
    startedAtMs: call.startedAtMs,
    nowMs: () => Math.floor(effects.now()),
    command: call.command,
    args: flagArguments(project, workspace.cliVars),
    flags: templateFlags(project),
    projectName: workspace.root.name,
    target: targetDict(workspace.target),
    quoting: workspace.root.quoting,
    packageVersions: new Map(
      workspace.projects.filter(({ isInternal }) => !isInternal).map(({ name, version }) => [name, version]),
    ),
    adapter,
    macros,
    varsFor(packageName) {
      let known = variables.get(packageName);
      if (!known) variables.set(packageName, (known = varsFor(workspace, packageName)));
      return known;
    },
    env: (name) => effects.env[name],
    envNames: () => Object.keys(effects.env),
    md5: (text) => hash('md5', text),
    withinTime,
    emit(event) {
      if (event.kind !== 'warning') return reporter.template(event);
      const diagnostic = warnings.apply(forAuthor(event.diagnostic, isBuiltIn));
      if (diagnostic?.severity === 'error') throw new UserError(diagnostic);
      if (diagnostic) reporter.template({ kind: 'warning', diagnostic });
    },
  };
}

const mostMs = 5_000;

/** Only the virtual machine can stop an expression that goes on for ever. */
function withinTime<T>(work: () => T): T | undefined {
  try {
    return new Script('work()').runInNewContext({ work }, { timeout: mostMs }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}

/** `flags.NAME`: the command line's, and what the project switches of dbt's behaviour. */
function templateFlags({ call, flags, workspace }: OpenProject): JsonObject {
  const found: Record<string, Json> = {};
  const put = (name: string, value: Json): void => void (found[name.toUpperCase()] = value);
  for (const [name, value] of Object.entries(workspace.root.flags)) put(name, value);
  for (const [name, value] of Object.entries(flags.values)) {
    if (name === 'list_output') continue;
    put(name, value === undefined ? null : Array.isArray(value) ? [...(value as string[])] : (value as Json));
  }
  put('invocation_command', `bk-build ${call.command} ${call.line.words.join(' ')}`.trim());
  return found;
}
