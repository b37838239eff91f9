import {
  type Diagnostic,
  flagsConflict,
  modelsFlagDeprecated,
  UserError,
  warnErrorKeysDeprecated,
} from '../../diagnostics/index.ts';
import type { FlagName, Flags } from '../flags/values.ts';
import type { CommandCall } from './command-call.ts';
import { readYamlFlag } from './yaml-flag.ts';

/** Flags that exclude each other where both are asked for: one of them would have no effect. */
const conflicts: readonly (readonly [FlagName, FlagName])[] = [
  ['warn_error', 'warn_error_options'],
  ['select', 'inline'],
  ['selector', 'inline'],
];

/** @throws UserError when flags exclude each other */
export function refuseConflicts(flags: Flags): void {
  for (const [first, second] of conflicts) {
    const areGiven = [first, second].every((name) =>
      ['command line', 'environment'].includes(flags.originOf(name)),
    );
    if (areGiven) throw new UserError(flagsConflict(flagOf(first), flagOf(second)));
  }
}

function flagOf(name: FlagName): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** What of the command line dbt has deprecated. */
export function flagDeprecations({ command, line }: CommandCall, flags: Flags): readonly Diagnostic[] {
  const selected = line.given.get('select')?.name;
  const options = readYamlFlag('--warn-error-options', flags.values.warn_error_options);
  return [
    // `ls` has a flag --models of its own.
    ...(selected !== undefined && /^(--models?|-m)$/.test(selected) && command !== 'ls'
      ? [modelsFlagDeprecated(selected)]
      : []),
    ...('include' in options || 'exclude' in options ? [warnErrorKeysDeprecated()] : []),
  ];
}
