import { Dict, fromJson, type Value } from '../../jinja/index.ts';
import { native } from '../call.ts';
import type { Invocation } from '../invocation.ts';

/** The project as `builtins.ref.config` gives it: its names, the call's flags and variables, the packages' versions. */
export function projectConfig(invocation: Invocation): Value {
  const { args, packageVersions, projectName, target } = invocation;
  const dependencies = [...packageVersions].map(([name, version]): [Value, Value] => [
    name,
    new Dict([
      ['project_name', name],
      ['version', version],
    ]),
  ]);
  const variables = [...invocation.varsFor(projectName)];
  return new Dict([
    ['project_name', projectName],
    ['profile_name', fromJson(target['profile_name'] ?? null)],
    ['target_name', fromJson(target['name'] ?? null)],
    ['threads', fromJson(target['threads'] ?? null)],
    ['args', fromJson(args)],
    ['cli_vars', fromJson(args['vars'] ?? {})],
    ['vars', new ProjectVars(variables.map(([name, value]): [Value, Value] => [name, fromJson(value)]))],
    ['dependencies', new Dict(dependencies)],
  ]);
}

/** Variables with the `to_dict()` that dbt's have. */
class ProjectVars extends Dict {
  override getAttribute(name: string): Value | undefined {
    return name === 'to_dict' ? native('to_dict', [], () => this) : super.getAttribute(name);
  }
}
