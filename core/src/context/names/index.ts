import type { Value } from '../../jinja/index.ts';
import type { Invocation } from '../invocation.ts';
import { collections } from './collections.ts';
import { environment } from './environment.ts';
import { exceptions } from './exceptions.ts';
import type { NameGroup } from './group.ts';
import { modules } from './modules/index.ts';
import { output } from './output.ts';
import { serialization } from './serialization.ts';
import { validation } from './validation.ts';

/** Names that every template sees, in property files too. */
export const commonNames: NameGroup<Invocation> = {
  ...collections,
  ...environment,
  ...exceptions,
  ...modules,
  ...output,
  ...serialization,
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
