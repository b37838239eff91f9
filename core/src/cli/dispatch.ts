import type { Command } from './commands/command.ts';
import { aliases, commands } from './commands/index.ts';
import { type CliEffects, exitCodes } from './effects.ts';
import { globalFlags } from './flags/global.ts';
import { type Given, parseLine, refuseCommand, takeArgument } from './flags/parse.ts';
import { flagsOf, resolveFlags } from './flags/resolve.ts';
import { commandHelp, groupHelp, mainHelp } from './help.ts';
import { versionEntry } from './reporter/entry.ts';
import { resourceEntry } from './reporter/resource-report.ts';
import { describeError } from './reporter/describe-error.ts';
import { Reporter } from './reporter/reporter.ts';
import { checkEventTimes, refuseConflicts } from './session/flag-checks.ts';
import type { CommandCall } from './session/command-call.ts';
import { tellVersion } from './version.ts';

/**
 * Runs one command line: finds the command, reads its flags and runs it. Of the process nothing is touched but files and
 * what `effects` brings, so that any number of calls may run at a time.
 *
 * @param argv The words behind the program's name.
 * @returns the exit code, one of `exitCodes`
 */
export async function dispatch(argv: readonly string[], effects: CliEffects): Promise<number> {
  const invocationId = effects.randomId();
  const early = new Reporter({ effects, invocationId, keepsStdoutClean: true });
  early.configure(resolveFlags({}, new Map(), () => undefined));
  try {
    const before = parseLine(argv, globalFlags, undefined, true);
    const [word, ...behind] = before.rest;
    if (before.asksVersion) return tellVersion(effects);
    if (word === undefined) {
      effects.stdout.write(`${mainHelp()}\n`);
      return before.asksHelp || argv.length === 0 ? exitCodes.success : exitCodes.error;
    }
    const { name, words } = findCommand(word, behind);
    const group = commandsBelow(word);
    if (group.length > 0 && ['--help', '-h'].includes(behind[0] ?? '')) {
      effects.stdout.write(`${groupHelp(word, group)}\n`);
      return exitCodes.success;
    }
    const command = await loadCommand(name);
    const known = flagsOf(command.flags);
    const after = parseLine(words, known, name);
    if (after.asksVersion) return tellVersion(effects);
    if (before.asksHelp || after.asksHelp) {
      effects.stdout.write(`${commandHelp(name, command)}\n`);
      return exitCodes.success;
    }
    const argument = takeArgument(after.rest, name, command.argument);
    const given: Given = new Map([...before.given, ...after.given]);
    const flags = resolveFlags(known, given, (variable) => effects.env[variable]);
    refuseConflicts(flags);
    checkEventTimes(flags);
    const flagWords = [...argv.slice(0, argv.length - before.rest.length), ...words];
    const line = { known, given, words: flagWords };
    return await runCommand(command, { command: name, argument, flags, line, effects, invocationId });
  } catch (error) {
    return tellError(error, early);
  }
}

async function runCommand(
  command: Command,
  call: Omit<CommandCall, 'reporter' | 'signal' | 'startedAtMs'>,
): Promise<number> {
  const { effects, flags, invocationId } = call;
  const reporter = new Reporter({
    effects,
    invocationId,
    keepsStdoutClean: command.answersOnStdout === true,
  });
  reporter.configure(flags);
  reporter.tell(versionEntry());
  const startedAtMs = Math.floor(effects.now());
  let exitCode: number = exitCodes.error;
  try {
    exitCode = await withInterrupts(effects, (signal) =>
      command.run({ ...call, reporter, signal, startedAtMs }),
    );
  } catch (error) {
    exitCode = tellError(error, reporter);
  } finally {
    tellResources(call, reporter, effects.now() - startedAtMs, exitCode === exitCodes.success);
    reporter.close();
  }
  return exitCode;
}

function tellResources(
  { command, effects, flags }: Pick<CommandCall, 'command' | 'effects' | 'flags'>,
  reporter: Reporter,
  elapsedMs: number,
  isSuccess: boolean,
): void {
  const usage = effects.resourceUsage?.();
  if (!usage) return;
  const isWanted = flags.values.show_resource_report;
  reporter.tell(resourceEntry({ command, isSuccess, elapsedMs, usage, isWanted }));
}

/** Some commands are two words: `docs generate`. */
function findCommand(
  word: string,
  behind: readonly string[],
): { readonly name: string; readonly words: readonly string[] } {
  const [second, ...words] = behind;
  const both = `${word} ${second}`;
  const name = aliases[both] ?? both;
  const isGroup = commandsBelow(word).length > 0;
  if (second !== undefined && isGroup) return { name, words };
  return { name: aliases[word] ?? word, words: behind };
}

/** The commands of two words that begin with this one. */
const commandsBelow = (word: string): readonly string[] =>
  Object.keys(commands).filter((name) => name.startsWith(`${word} `));

async function loadCommand(name: string): Promise<Command> {
  const entry = commands[name];
  if (!entry) return refuseCommand(name, Object.keys(commands));
  return entry.load();
}

/** Ctrl-C cancels; a second one leaves at once. */
async function withInterrupts(
  effects: CliEffects,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const abort = new AbortController();
  const stop = effects.onInterrupt(() => {
    if (abort.signal.aborted) effects.forceExit(exitCodes.interrupted);
    else abort.abort();
  });
  try {
    return await run(abort.signal);
  } finally {
    stop();
  }
}

function tellError(error: unknown, reporter: Reporter): number {
  for (const diagnostic of describeError(error)) reporter.fatal(diagnostic);
  return exitCodes.error;
}
