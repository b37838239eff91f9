import type { Value } from '../../jinja/index.ts';
import type { Invocation } from '../invocation.ts';
import { collections } from './collections.ts';
import { dbtVersion, environment } from './environment.ts';
import { exceptions } from './exceptions.ts';
import type { NameGroup } from './group.ts';
import { modules } from './modules/index.ts';
import { output } from './output.ts';
import { serialization } from './serialization.ts';
import { validation } from './validation.ts';

/** Names that need nothing of an invocation: project and profile files are read before there is one. */
export const pureNames: NameGroup<Pick<Invocation, 'nowMs' | 'withinTime'>> = {
  ...collections,
  ...modules,
  ...serialization,
  dbt_version: () => dbtVersion,
};

/** Names that every template sees, in property files too. */
export const commonNames: NameGroup<Invocation> = {
  ...pureNames,
  ...environment,
  ...exceptions,
  ...output,
  ...validation,
};

/** The value a group gives to a name, or undefined when the group does not have it. */
export function nameFrom<Environment>(
  group: NameGroup<Environment>,
  name: string,
  environment: Environment,
): Value | undefined {
  return Object.hasOwn(group, name) ? group[name]!(environment) : undefined;
}
