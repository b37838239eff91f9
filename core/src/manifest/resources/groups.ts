import { resourceInvalid } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { folders } from '../files/kinds.ts';
import type { LinkContext } from '../link/context.ts';
import type { GroupNode } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { Entry } from '../properties/entry.ts';

export function buildGroup(
  context: LinkContext,
  project: Project,
  entry: Entry,
): { readonly node: GroupNode; readonly place: Place } | undefined {
  const name = entry.requiredText('name', 'a group');
  if (name === undefined) return undefined;
  const owner = entry.child('owner');
  if (!owner || (!owner.has('name') && !owner.has('email'))) {
    entry.report(
      resourceInvalid(`group "${name}"`, 'it needs an owner with a name or an email', entry.span('owner')),
    );
  }
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(relativePath), name];
  const properties = entry.mapping('config') ?? {};
  const node: GroupNode = {
    name,
    resource_type: 'group',
    package_name: project.name,
    path: relativePath,
    original_file_path: path,
    unique_id: `group.${project.name}.${name}`,
    owner: { email: null, name: null, ...owner?.value },
    description: entry.text('description'),
    config: context.configs.resolve({ type: 'group', project, fqn, properties }).config,
  };
  return { node, place: entry.place() };
}
