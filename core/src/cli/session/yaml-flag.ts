import { type JsonObject, parseYaml } from '../../config/index.ts';
import { flagValueInvalid, UserError } from '../../diagnostics/index.ts';

/**
 * The mapping that a flag's YAML holds; nothing at all is an empty one.
 * @throws UserError when it is something else
 */
export function readYamlFlag(flag: string, text: string): JsonObject {
  const { diagnostics, value: document } = parseYaml(text, flag);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  const { value } = document;
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UserError(flagValueInvalid(flag, text, 'a YAML mapping, such as {key: value}'));
  }
  return value as JsonObject;
}
