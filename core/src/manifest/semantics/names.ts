import type { Subject } from './shapes.ts';
import { isGranularity } from './words.ts';

const reserved: Readonly<Record<string, string>> = {
  metric_time: 'it stands for the time of whatever metric is asked for',
  mf_internal_uuid: 'queries of the semantic layer make a column of that name',
};

/** What is wrong with a name of the semantic layer; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (!/^[a-z](?:(?!__)[a-z0-9_])*[a-z0-9]$/.test(name)) {
    return `the name "${name}" needs at least two lower case letters, digits and single underscores, a letter first and no underscore last`;
  }
  if (isGranularity(name)) return `the name "${name}" is that of a granularity`;
  const reason = reserved[name];
  return reason && `the name "${name}" is reserved: ${reason}`;
}

/** Reports a name that nothing may have, at the place of its key. */
export function checkName(
  subject: Pick<Subject<unknown>, 'fault'>,
  name: string,
  ...keys: Parameters<Subject<unknown>['fault']> extends [string, ...infer Keys] ? Keys : never
): void {
  const problem = nameProblem(name);
  if (problem) subject.fault(problem, ...keys);
}
