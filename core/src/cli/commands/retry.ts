import type { Json, JsonObject } from '../../config/index.ts';
import { nothingToRetry, retryImpossible, UserError } from '../../diagnostics/index.ts';
import { parseBatches } from '../../run/index.ts';
import type { EarlierRun } from '../../artifacts/index.ts';
import { exitCodes } from '../effects.ts';
import type { FlagSet, Given } from '../flags/parse.ts';
import { flagsOf, resolveFlags } from '../flags/resolve.ts';
import type { CommandCall, Retried } from '../session/command-call.ts';
import { openRoot } from '../session/open-project.ts';
import { readEarlierRun } from '../session/state.ts';
import type { Command, CommandEntry } from './command.ts';

/** Flags that are those of this call, whatever the earlier one had. */
const ownFlags = new Set([
  'log_path',
  'profiles_dir',
  'project_dir',
  'target_path',
  'state',
  'defer_state',
  'warn_error',
]);
/** Flags that this call may give anew. */
const overridable = new Set(['vars', 'threads']);

const failed = new Set(['error', 'fail', 'skipped', 'runtime error', 'partial success']);

/** @param commands All commands, this one among them. */
export function retryOf(commands: Readonly<Record<string, CommandEntry>>): Command {
  return {
    description:
      'Does once more what failed or was skipped in the last invocation, and nothing else: with its command, its selection and its flags. Of microbatch models only the failed batches are built. --vars and --threads may be given anew; --state names the folder with the run_results.json to go by, which is target otherwise.',
    flags: [],
    examples: [
      ['bk-build retry', 'what failed in the last build, run, test, …'],
      ['bk-build retry --threads 1', 'one after another'],
      ['bk-build retry --state artifacts/nightly', 'of another invocation'],
    ],
    run: (call) => retry(call, commands),
  };
}

async function retry(call: CommandCall, commands: Readonly<Record<string, CommandEntry>>): Promise<number> {
  const earlier = readEarlierRun(openRoot(call));
  const { macro, which } = earlier.args;
  const name = typeof which === 'string' && Object.hasOwn(commands, which) ? which : undefined;
  if (name === undefined || name === 'retry') throw new UserError(retryImpossible(String(which as string)));
  const retried = failuresOf(earlier, call.flags.values.warn_error);
  if (retried.ids.size === 0) {
    call.reporter.diagnostic(nothingToRetry());
    return exitCodes.success;
  }
  const command = await commands[name]!.load();
  const known = flagsOf(command.flags);
  const given = givenBefore(earlier.args, known, call.line.given);
  const flags = resolveFlags(known, given, (variable) => call.effects.env[variable]);
  return command.run({
    ...call,
    command: name,
    argument: typeof macro === 'string' ? macro : undefined,
    flags,
    line: { known, given, words: call.line.words },
    retried,
  });
}

function failuresOf({ results }: EarlierRun, isWarningFailure: boolean): Retried {
  const batches = new Map<string, NonNullable<ReturnType<typeof parseBatches>>>();
  const ids = new Set<string>();
  for (const { batch_results: batchResults, status, unique_id: id } of results) {
    if (id.startsWith('operation.') || !(failed.has(status) || (isWarningFailure && status === 'warn')))
      continue;
    ids.add(id);
    const found = parseBatches(batchResults);
    if (found && found.successful.length > 0) batches.set(id, found);
  }
  return { ids, batches };
}

/** The earlier call's flags as if they were written now, with what may be different this time. */
function givenBefore(args: JsonObject, known: FlagSet, now: Given): Given {
  const given = new Map<string, { readonly name: string; readonly words: readonly string[] }>();
  for (const [key, flag] of Object.entries(known)) {
    const current = now.get(key);
    if (ownFlags.has(key) || (overridable.has(key) && current)) {
      if (current) given.set(key, current);
      continue;
    }
    const value = args[key === 'list_output' ? 'output' : key];
    if (value !== undefined && value !== null)
      given.set(key, { name: flag.names[0]!, words: wordsOf(value) });
  }
  return given;
}

function wordsOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => String(item as string));
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}
