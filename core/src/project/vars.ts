import type { Json, JsonObject } from '../config/json.ts';
import type { Workspace } from './project.ts';
import { isMapping } from './shape.ts';

/**
 * The variables that a package's templates see. Later ones win: the package's own, then those it keeps under its own
 * name, then the root project's, then what the root keeps under the package's name, then the command line's.
 */
export function varsFor(
  { root, projects, cliVars }: Workspace,
  packageName: string,
): ReadonlyMap<string, Json> {
  const variables = new Map<string, Json>();
  const add = (vars: JsonObject): void => {
    const own = vars[packageName];
    for (const [name, value] of Object.entries(vars)) variables.set(name, value);
    if (isMapping(own)) for (const [name, value] of Object.entries(own)) variables.set(name, value);
  };
  const project = projects.find(({ name }) => name === packageName);
  if (project && project !== root) add(project.vars);
  add(root.vars);
  for (const [name, value] of Object.entries(cliVars)) variables.set(name, value);
  return variables;
}
