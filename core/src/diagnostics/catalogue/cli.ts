import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

function fault(code: string, message: string, hint?: string): Diagnostic {
  return { code, severity: 'error', message, ...(hint !== undefined && { hint }) };
}

export function artifactUnreadable(file: string, problem: string): Diagnostic {
  return fault(
    'ARTIFACT_UNREADABLE',
    `Cannot read ${file}: ${problem}`,
    'Make it anew with the command that writes it',
  );
}

export function artifactVersionUnknown(file: string, found: string, expected: string): Diagnostic {
  return fault(
    'ARTIFACT_VERSION_UNKNOWN',
    `Cannot read ${file}: its schema is ${found}, needed is ${expected}`,
    'Make it anew with a version of bk-build or dbt that writes this schema',
  );
}

export function stateMissing(folder: string): Diagnostic {
  return fault(
    'STATE_MISSING',
    `Cannot read the state in "${folder}": there is no manifest.json`,
    'Point --state at the target folder of an earlier invocation',
  );
}

/** What is compared with is overwritten by what is compared. */
export function stateIsTarget(state: string): Diagnostic {
  return {
    code: 'STATE_IS_TARGET',
    severity: 'warning',
    message: `The state and target directories are the same: '${state}'. This invocation overwrites what it compares with`,
    hint: 'Copy the artifacts to a folder of their own, and point --state at it',
  };
}

export function commandUnknown(name: string, known: readonly string[]): Diagnostic {
  const similar = nearest(name, known);
  return fault(
    'COMMAND_UNKNOWN',
    `There is no command "${name}"`,
    similar === undefined ? `Commands: ${known.join(', ')}` : `Did you mean "${similar}"?`,
  );
}

export function flagUnknown(flag: string, command: string | undefined, known: readonly string[]): Diagnostic {
  const similar = flag.startsWith('--') ? nearest(flag, known) : undefined;
  const where = command === undefined ? '' : ` of ${command}`;
  return fault(
    'FLAG_UNKNOWN',
    `There is no flag ${flag}${where}`,
    similar === undefined
      ? `See bk-build ${command === undefined ? '' : `${command} `}--help`
      : `Did you mean ${similar}?`,
  );
}

export function flagValueMissing(flag: string): Diagnostic {
  return fault('FLAG_VALUE_MISSING', `The flag ${flag} needs a value`);
}

export function flagValueInvalid(
  flag: string,
  value: string,
  expected: string,
  known: readonly string[] = [],
): Diagnostic {
  const similar = nearest(value, known);
  return fault(
    'FLAG_VALUE_INVALID',
    `Cannot take "${value}" for ${flag}: expected ${expected}`,
    similar === undefined ? undefined : `Did you mean "${similar}"?`,
  );
}

export function flagTakesNoValue(flag: string): Diagnostic {
  return fault('FLAG_TAKES_NO_VALUE', `The flag ${flag} takes no value`);
}

/** @param taken What the command does take, as help has it. */
export function argumentUnexpected(argument: string, command: string, taken?: string): Diagnostic {
  return fault(
    'ARGUMENT_UNEXPECTED',
    `The command ${command} takes no ${taken === undefined ? 'argument' : 'further argument'} "${argument}"`,
    taken === undefined
      ? `To select something, write: bk-build ${command} --select ${argument}`
      : `Write: bk-build ${command} ${taken}`,
  );
}

export function argumentMissing(argument: string, command: string): Diagnostic {
  return fault(
    'ARGUMENT_MISSING',
    `The command ${command} needs ${argument}`,
    `Write: bk-build ${command} ${argument}`,
  );
}

export function flagsConflict(first: string, second: string, hint?: string): Diagnostic {
  return fault('FLAGS_CONFLICT', `The flags ${first} and ${second} exclude each other`, hint);
}

export function flagsMissing(flags: readonly string[], command: string): Diagnostic {
  return fault('FLAG_MISSING', `The command ${command} needs ${flags.join(' or ')}`);
}

export function eventTimesIncomplete(isStartMissing: boolean): Diagnostic {
  const [missing, given] = isStartMissing ? ['start', 'end'] : ['end', 'start'];
  return fault('EVENT_TIMES_INCOMPLETE', `--event-time-${given} needs --event-time-${missing} beside it`);
}

export function eventTimesReversed(start: string, end: string): Diagnostic {
  return fault(
    'EVENT_TIMES_REVERSED',
    `The --event-time-start ${start} is not before the --event-time-end ${end}`,
    'The end is exclusive: a single day ends with the next',
  );
}

export function adapterUnknown(type: string, known: readonly string[], at: Span | undefined): Diagnostic {
  const similar = nearest(type, known);
  return {
    ...fault(
      'ADAPTER_UNKNOWN',
      `There is no adapter for the type "${type}"`,
      similar === undefined ? `Adapters: ${known.join(', ')}` : `Did you mean "${similar}"?`,
    ),
    ...(at && { at }),
  };
}

export function cleanTargetRefused(path: string, reason: string, at: Span | undefined): Diagnostic {
  return {
    ...fault('CLEAN_TARGET_REFUSED', `Will not delete "${path}": ${reason}`, 'Take it out of clean-targets'),
    ...(at && { at }),
  };
}

export function nothingSelected(): Diagnostic {
  return {
    code: 'NOTHING_SELECTED',
    severity: 'warning',
    message: 'Nothing is selected, so there is nothing to do',
  };
}

/** A node that cannot be shown, because it is no query. */
export function notShowable(name: string, type: string): Diagnostic {
  return fault(
    'NOT_SHOWABLE',
    `Cannot show "${name}": a ${type.replace('_', ' ')} is no query`,
    `Build it, then show its rows with: bk-build show --inline "select * from {{ ref('${name}') }}"`,
  );
}

/** The operating system refused something; `code` is its name for that, such as ENOSPC. */
export function systemRefused(path: string, code: string, words: string): Diagnostic {
  const problems: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the disk is used up',
    EACCES: 'permission is denied',
    EPERM: 'permission is denied',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'a part of the path is a file, not a folder',
    EEXIST: 'a file is there, where a folder is needed',
    EISDIR: 'it is a folder',
    EMFILE: 'too many files are open',
    EIO: 'the disk failed',
    ENAMETOOLONG: 'the name is too long',
  };
  return fault('FILE_REFUSED', `Cannot write or read "${path}": ${problems[code] ?? words}`);
}

export function questionCancelled(): Diagnostic {
  return fault('CANCELLED', 'Cancelled: the question was not answered');
}

export function projectExists(folder: string): Diagnostic {
  return fault(
    'PROJECT_EXISTS',
    `Cannot make a project in "${folder}": there is something of that name already`,
    'Choose another name, or run bk-build init within a project to set up its profile',
  );
}

export function projectNameMissing(): Diagnostic {
  return fault(
    'PROJECT_NAME_MISSING',
    'Cannot make a project without a name, and there is no terminal to ask at',
    'Name it: bk-build init my_project',
  );
}

export function profileChosenInProject(): Diagnostic {
  return fault(
    'FLAGS_CONFLICT',
    'Cannot choose a profile for a project that exists',
    'Change "profile:" in its project file instead',
  );
}

/** A profile that is there already, where nobody can be asked whether it may go. */
export function profileExists(name: string, file: string): Diagnostic {
  return fault(
    'PROFILE_EXISTS',
    `Will not overwrite the profile "${name}" in ${file}`,
    'Remove it there first',
  );
}

export function templateAnswerMissing(key: string): Diagnostic {
  return fault(
    'PROFILE_ANSWER_MISSING',
    `Cannot write the profile: profile_template.yml has no default for "${key}", and there is no terminal to ask at`,
    'Give the prompt a default there, run init at a terminal, or pass --skip-profile-setup',
  );
}

/** `--defer`, or `clone`, without an earlier manifest. */
export function stateRequired(): Diagnostic {
  return fault(
    'STATE_REQUIRED',
    '--state or --defer-state are required for deferral, but neither was provided',
    'Give the folder that holds the manifest.json of the other environment',
  );
}

export function nothingRunBefore(folder: string): Diagnostic {
  return fault(
    'NOTHING_RUN_BEFORE',
    `There is no run_results.json in "${folder}" to go by`,
    'Run a command first, or give the folder of an earlier invocation by --state',
  );
}

export function retryImpossible(command: string): Diagnostic {
  return fault(
    'RETRY_IMPOSSIBLE',
    `Cannot retry the earlier command "${command}": it is none that can be done once more`,
    'Retry after a command such as build, run or test, or name the folder of one by --state',
  );
}

export function nothingToRetry(): Diagnostic {
  return {
    code: 'NOTHING_TO_RETRY',
    severity: 'warning',
    message: 'Nothing to do: nothing failed in the last invocation',
  };
}

/** @param path The page that `docs serve` would show first. */
export function docsMissing(path: string): Diagnostic {
  return fault(
    'DOCS_MISSING',
    `There is no documentation to serve: "${path}" is missing`,
    'Make it with bk-build docs generate',
  );
}

/** @param code The system's: EADDRINUSE, EACCES, … */
export function cannotListen(host: string, port: number, code: string): Diagnostic {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'something else listens there',
    EACCES: 'the system does not allow it',
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'there is no such host',
  };
  const reason = reasons[code] ?? code;
  return fault(
    'CANNOT_LISTEN',
    `Cannot listen on ${host}, port ${port}: ${reason}`,
    'Choose another one with --port; 0 takes one that is free',
  );
}

/** The system does not tell of changes, for want of watchers or on some file systems. */
export function watchRefused(reason: string): Diagnostic {
  return {
    code: 'WATCH_REFUSED',
    severity: 'warning',
    message: `The system does not tell of changes (${reason}): files are looked at twice a second instead`,
    hint: 'On Linux, fs.inotify.max_user_watches sets how many folders can be watched',
  };
}
