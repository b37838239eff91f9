import type { Diagnostic } from '../diagnostic.ts';

const fault = (code: string, message: string, hint?: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  ...(hint !== undefined && { hint }),
});

export function deltaTableMissing(table: string): Diagnostic {
  return fault(
    'DELTA_TABLE_MISSING',
    `"${table}" is not a Delta table: it has no _delta_log`,
    "Check the path; relative paths start in the project's folder",
  );
}

export function deltaTableExists(table: string): Diagnostic {
  return fault(
    'DELTA_TABLE_EXISTS',
    `Cannot create the Delta table "${table}": it exists`,
    'Append to it or overwrite it',
  );
}

export function deltaVersionMissing(
  table: string,
  version: number,
  oldest: number,
  newest: number,
): Diagnostic {
  return fault(
    'DELTA_VERSION_MISSING',
    oldest === newest
      ? `"${table}" has no version ${version}: it can be read at version ${newest} only`
      : `"${table}" has no version ${version}: it can be read from version ${oldest} to ${newest}`,
  );
}

export function deltaTimeMissing(table: string, time: string, oldest: string): Diagnostic {
  return fault(
    'DELTA_TIME_MISSING',
    `"${table}" cannot be read as of ${time}: its oldest readable version is of ${oldest}`,
  );
}

export function deltaLogGap(table: string, version: number): Diagnostic {
  return fault(
    'DELTA_LOG_GAP',
    `The log of "${table}" is broken: version ${version} is missing`,
    'Restore the file; nothing was read, since a later version may undo what the missing one did',
  );
}

/** A line of the log that is not what it should be; `line` counts from 1. */
export function deltaLogCorrupt(
  table: string,
  file: string,
  line: number | undefined,
  problem: string,
): Diagnostic {
  const place = line === undefined ? file : `_delta_log/${file}:${line}`;
  return fault(
    'DELTA_LOG_CORRUPT',
    `The log of "${table}" is broken: ${place} ${problem}`,
    'Restore the file from a copy; the table was not read',
  );
}

export function deltaCheckpointIncomplete(table: string, version: number, problem: string): Diagnostic {
  return fault(
    'DELTA_CHECKPOINT',
    `The checkpoint of version ${version} of "${table}" cannot be read: ${problem}`,
    'Restore it, or the commits before it',
  );
}

export function deltaFeatureUnknown(
  table: string,
  kind: 'reader' | 'writer',
  features: readonly string[],
): Diagnostic {
  return fault(
    'DELTA_FEATURE_UNKNOWN',
    `"${table}" needs ${kind} feature${features.length > 1 ? 's' : ''} that bk-build does not know: ${features.join(', ')}`,
    'Read it with the engine that wrote it, or drop the feature there',
  );
}

export function deltaFileMissing(table: string, file: string): Diagnostic {
  return fault(
    'DELTA_FILE_MISSING',
    `A data file of "${table}" is missing: ${file}`,
    'Restore it, or go back to a version before it: VACUUM may have removed it',
  );
}

export function deltaSchemaDiffers(table: string, problem: string): Diagnostic {
  return fault(
    'DELTA_SCHEMA_DIFFERS',
    `Cannot write to "${table}": ${problem}`,
    'Write the same columns, or allow new ones with mergeSchema',
  );
}

export function deltaTypeUnsupported(column: string, type: string, hint: string): Diagnostic {
  return fault('DELTA_TYPE', `Delta has no type for the column "${column}" of type ${type}`, hint);
}

export function deltaConflict(table: string, problem: string): Diagnostic {
  return fault(
    'DELTA_CONFLICT',
    `Cannot commit to "${table}": ${problem}`,
    'Read the table again, then repeat the change',
  );
}

export function deltaCommitFailed(table: string, problem: string): Diagnostic {
  return fault(
    'DELTA_COMMIT_FAILED',
    `Cannot commit to "${table}": ${problem}; its former version stands`,
    'Check the permissions of its folder and the space on its disk, then repeat the change',
  );
}

export function deltaVectorCorrupt(table: string, problem: string): Diagnostic {
  return fault('DELTA_DELETION_VECTOR', `A deletion vector of "${table}" cannot be read: ${problem}`);
}

export function deltaTypeDiffers(table: string, column: string, stored: string): Diagnostic {
  return fault(
    'DELTA_TYPE_DIFFERS',
    `A data file of "${table}" cannot be read: it keeps the column "${column}" as ${stored}, which is not what the table's schema says`,
  );
}

export function deltaFileIdsMissing(table: string, file: string): Diagnostic {
  return fault(
    'DELTA_FILE_IDS_MISSING',
    `A data file of "${table}" cannot be read: the table finds columns by number, and ${file} does not number them`,
    'Rewrite the file with the engine that wrote it',
  );
}

export function deltaAppendOnly(table: string): Diagnostic {
  return fault(
    'DELTA_APPEND_ONLY',
    `Cannot overwrite "${table}": its property delta.appendOnly is true`,
    'Append to it, or write another table',
  );
}

export function deltaPartitionOutside(table: string, column: string, value: string | null): Diagnostic {
  return fault(
    'DELTA_PARTITION_OUTSIDE',
    `Cannot write to "${table}": a row has ${column} = ${value ?? 'null'}, which is not among the partitions to replace`,
    'Leave such rows out of the query, or replace their partition too',
  );
}

export function deltaCheckpointFailed(table: string, version: number, problem: string): Diagnostic {
  return {
    code: 'DELTA_CHECKPOINT_FAILED',
    severity: 'warning',
    message: `Version ${version} of "${table}" is committed, but no checkpoint of it was written: ${problem}`,
    hint: 'Nothing is lost, reading is slower only: a later commit writes the next one',
  };
}

export function deltaScanArgument(name: string, value: string): Diagnostic {
  return fault(
    'DELTA_SCAN_ARGUMENT',
    `Cannot read delta_scan(…): its ${name} is "${value}"`,
    `Write it as '2024-01-31' or '2024-01-31 12:00:00'; without a zone it is UTC`,
  );
}

export function deltaStorageFailed(table: string, problem: string): Diagnostic {
  return fault(
    'DELTA_STORAGE',
    `Cannot read or write "${table}": ${problem}`,
    'Check the permissions of its folder and the space on its disk; nothing was changed',
  );
}

export function deltaFileUnreadable(table: string, problem: string): Diagnostic {
  return fault(
    'DELTA_FILE_UNREADABLE',
    `A data file of "${table}" cannot be read: ${problem}`,
    'Restore it from a copy, or go back to a version before it',
  );
}

export function deltaPropertyUnsupported(table: string, name: string): Diagnostic {
  return fault(
    'DELTA_PROPERTY',
    `Cannot create "${table}" with the property ${name}: it needs a table feature that is not written here`,
    'Leave the property out',
  );
}
