import { buildDag, type Dag, parseSelection, select, type Selection } from '../../graph/index.ts';
import { findResource, type ResourceType } from '../../manifest/index.ts';
import type { FlagValues } from '../flags/values.ts';
import type { ParsedProject } from './parse-project.ts';
import { readState } from './state.ts';
import { settle } from './warning-policy.ts';

/** What the flags select. */
export interface Selected {
  readonly ids: readonly string[];
  readonly dag: Dag;
}

/** Types a command takes without `--resource-type`, and those that it can be asked for besides. */
export interface TypeChoice {
  readonly initial: readonly ResourceType[];
  readonly all?: readonly ResourceType[];
}

/**
 * The resources that the flags select.
 * @throws UserError when a criterion means nothing, or a warning counts as an error
 */
export function selectResources(
  project: ParsedProject,
  types: TypeChoice,
  options: { readonly includeEmpty?: boolean } = {},
): Selected {
  const { call, flags, manifest, warnings } = project;
  const dag = buildDag(manifest);
  if (call.retried) return { ids: stillThere(project, call.retried.ids), dag };
  const { diagnostics, value } = select(selectionOf(project), {
    manifest,
    dag,
    resourceTypes: wantedTypes(flags.values, types),
    previous: readState(project),
    nowMs: call.startedAtMs,
    ...options,
  });
  settle(diagnostics, warnings, (diagnostic) => call.reporter.diagnostic(diagnostic));
  return { ids: value, dag };
}

function stillThere({ manifest }: ParsedProject, ids: ReadonlySet<string>): readonly string[] {
  return [...ids].filter((id) => findResource(manifest, id) !== undefined);
}

/** `--selector`, else `--select` and `--exclude`, else the selector with `default: true`, else everything. */
function selectionOf({ call, flags, selectors }: ParsedProject): Selection {
  const { exclude, indirect_selection: indirect, models, select, selector } = flags.values;
  if (selector !== undefined) return selectors.get(selector);
  const included = select.length > 0 ? select : models;
  if (included.length === 0 && exclude.length === 0 && selectors.defaultName !== undefined) {
    call.reporter.info('DefaultSelector', 'Q023', `Using default selector ${selectors.defaultName}`);
    return selectors.get(selectors.defaultName);
  }
  return parseSelection(included, exclude, indirect);
}

function wantedTypes(values: FlagValues, { all, initial }: TypeChoice): ReadonlySet<ResourceType> {
  const { exclude_resource_types: excluded, models, resource_types: asked } = values;
  if (models.length > 0) return new Set(['model']);
  const wanted = new Set<string>(asked.length === 0 ? initial : []);
  for (const type of asked) {
    if (type === 'all') for (const every of all ?? initial) wanted.add(every);
    else if (type === 'default') for (const every of initial) wanted.add(every);
    else wanted.add(type);
  }
  for (const type of excluded) wanted.delete(type);
  return wanted as ReadonlySet<ResourceType>;
}
