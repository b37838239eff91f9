import type { Diagnostic } from '../diagnostic.ts';

/** What went wrong in a function that a template called; the call's place and macros are added where it is thrown. */
export type CallFault = Omit<Diagnostic, 'at' | 'trace' | 'severity'>;

export function wrongArguments(name: string, problem: string): CallFault {
  return { code: 'WRONG_ARGUMENTS', message: `Cannot call ${name}(): ${problem}` };
}

export function envVarMissing(name: string): CallFault {
  return {
    code: 'ENV_VAR_MISSING',
    message: `Cannot read the environment variable "${name}": it is not set and has no default`,
    hint: `Set ${name}, or give a default: env_var('${name}', '…')`,
  };
}

export function secretOutsideProfile(name: string): CallFault {
  return {
    code: 'SECRET_ENV_VAR',
    message: `Cannot read "${name}" here: secret variables are for profiles.yml and packages.yml only`,
    hint: 'Use a name that does not start with DBT_ENV_SECRET_',
  };
}

export function varMissing(name: string, known: readonly string[]): CallFault {
  return {
    code: 'VAR_NOT_FOUND',
    message: `Cannot read var("${name}"): the project does not set it and the call gives no default`,
    hint:
      known.length > 0
        ? `Variables that are set: ${known.join(', ')}`
        : 'Set it under vars: in the project file, or with --vars',
  };
}

export function configMissing(name: string, node: string): CallFault {
  return {
    code: 'CONFIG_MISSING',
    message: `"${node}" must set the config "${name}"`,
    hint: `Add ${name} to its config()`,
  };
}

export function raisedByTemplate(
  kind: 'COMPILER_ERROR' | 'DATABASE_ERROR' | 'CONTRACT_ERROR',
  message: string,
): CallFault {
  return { code: kind, message };
}

export function dispatchFailed(
  name: string,
  namespace: string | undefined,
  tried: readonly string[],
): CallFault {
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  return {
    code: 'DISPATCH_FAILED',
    message: `Cannot dispatch macro "${name}"${where}: none of ${tried.join(', ')} exists`,
  };
}

export function notStrictlyIterable(name: string, found: string): CallFault {
  return {
    code: 'NOT_ITERABLE',
    message: `Cannot call ${name}(): the value of type ${found} cannot be iterated`,
  };
}

export function resultLoadedTwice(name: string): CallFault {
  return {
    code: 'RESULT_ALREADY_LOADED',
    message: `Cannot load the result "${name}" a second time: load_result() gives a statement's result once`,
    hint: 'Keep the first answer in a variable',
  };
}

export function needsDatabase(name: string): CallFault {
  return {
    code: 'NO_CONNECTION',
    message: `Cannot call ${name}() here: this template is not given a connection`,
  };
}

export function strategyUnknown(strategy: string, supported: readonly string[]): CallFault {
  return {
    code: 'INCREMENTAL_STRATEGY_UNKNOWN',
    message: `The incremental strategy "${strategy}" is not supported`,
    hint: `Use one of ${supported.join(', ')}, or define a macro get_incremental_${strategy}_sql`,
  };
}

export function snapshotTargetInvalid(relation: string, missing: readonly string[]): CallFault {
  return {
    code: 'SNAPSHOT_TARGET_INVALID',
    message: `Snapshot target is missing configured columns (missing "${missing.join('", "')}"): ${relation} is not a table that this snapshot can go on with`,
    hint: 'Point the snapshot elsewhere, or drop the table if it may be built anew',
  };
}

export function regexInvalid(pattern: string, problem: string): CallFault {
  return { code: 'REGEX_INVALID', message: `Cannot compile the pattern "${pattern}": ${problem}` };
}

/** An operation has no SQL of its own into which an ephemeral model could be put. */
export function ephemeralInOperation(name: string): CallFault {
  return {
    code: 'EPHEMERAL_IN_OPERATION',
    message: `Cannot use ref("${name}") in an operation: the model is ephemeral, so there is nothing to query`,
    hint: 'Materialize it as a view or a table',
  };
}
