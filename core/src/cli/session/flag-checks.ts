import {
  type Diagnostic,
  eventTimesIncomplete,
  eventTimesReversed,
  flagsConflict,
  modelsFlagDeprecated,
  nearest,
  projectFlagUnknown,
  UserError,
  warnErrorKeysDeprecated,
} from '../../diagnostics/index.ts';
import type { Project } from '../../project/index.ts';
import { readUtcTime } from '../../run/batches.ts';
import { globalFlags } from '../flags/global.ts';
import { sharedFlags } from '../flags/shared.ts';
import type { FlagName, Flags } from '../flags/values.ts';
import type { CommandCall } from './command-call.ts';
import { readYamlFlag } from './yaml-flag.ts';

/** Flags that exclude each other where both are asked for: one of them would have no effect. */
const conflicts: readonly (readonly [FlagName, FlagName])[] = [
  ['warn_error', 'warn_error_options'],
  ['select', 'inline'],
  ['selector', 'inline'],
  ['select', 'inline_direct'],
  ['selector', 'inline_direct'],
  ['inline', 'inline_direct'],
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

/**
 * Both ends of the event time that is built are given, or none.
 * @throws UserError when one is missing, or they are the wrong way round
 */
export function checkEventTimes({ values }: Flags): void {
  const { event_time_end: end, event_time_start: start } = values;
  if (start === undefined && end === undefined) return;
  if (start === undefined || end === undefined)
    throw new UserError(eventTimesIncomplete(start === undefined));
  if (readUtcTime(start)! >= readUtcTime(end)!) throw new UserError(eventTimesReversed(start, end));
}

/** Switches of dbt's behaviour that stand under `flags:` alone. */
const behaviours =
  `require_batched_execution_for_custom_microbatch_strategy require_event_names_in_deprecations
  require_explicit_package_overrides_for_builtin_materializations require_resource_names_without_spaces
  source_freshness_run_project_hooks skip_nodes_if_on_run_start_fails state_modified_compare_more_unrendered_values
  state_modified_compare_vars require_yaml_configuration_for_mf_time_spines require_nested_cumulative_type_params
  validate_macro_args require_all_warnings_handled_by_warn_error require_generic_test_arguments_property
  require_unique_project_resource_names require_ref_searches_node_package_before_root use_materialization_v2
  enable_iceberg_materializations restrict_direct_pg_catalog_access`.split(/\s+/);

/** Keys under `flags:` of the project file that are much like a flag, but none. Others may be an adapter's. */
export function misspeltFlags(project: Project): readonly Diagnostic[] {
  const known = [...Object.keys(globalFlags), ...Object.keys(sharedFlags), ...behaviours];
  return Object.keys(project.flags).flatMap((key) => {
    const similar = known.includes(key) ? undefined : nearest(key, known);
    return similar === undefined ? [] : [projectFlagUnknown(key, similar, project.span(['flags', key]))];
  });
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
