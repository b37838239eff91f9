import type { ProjectFile } from '../../project/project.ts';
import { folders, relativePath, stem, withoutExtension } from '../files/kinds.ts';
import type { ParsedNode } from '../files/parsed-file.ts';
import type { CompilableType, DeclaredNode } from './declared-node.ts';

/** How a kind of node derives its names from the file that declares it. */
interface NamingRule {
  readonly path: (relative: string, name: string) => string;
  readonly fqn: (relative: string, name: string) => readonly string[];
}

const inFolders: NamingRule['fqn'] = (relative, name) => [...folders(relative), name];

const rules: Readonly<Record<Exclude<CompilableType, 'operation'>, NamingRule>> = {
  model: { path: (relative) => relative, fqn: inFolders },
  seed: { path: (relative) => relative, fqn: inFolders },
  function: { path: (relative) => relative, fqn: inFolders },
  // Several snapshots may stand in one file, so that the file is a level of its own.
  snapshot: {
    path: (relative) => relative,
    fqn: (relative, name) => [...withoutExtension(relative).split('/'), name],
  },
  analysis: {
    path: (relative) => `analysis/${relative}`,
    fqn: (relative, name) => ['analysis', ...inFolders(relative, name)],
  },
  test: { path: (relative, name) => [...folders(relative), `${name}.sql`].join('/'), fqn: inFolders },
};

/** A node that a file declares, named as dbt names it. */
export function declareNode(
  type: Exclude<CompilableType, 'operation'>,
  file: ProjectFile,
  parsed: ParsedNode,
): DeclaredNode {
  const relative = relativePath(file);
  const { name } = parsed;
  const { project } = file;
  return {
    type,
    project,
    name,
    uniqueId: `${type}.${project.name}.${name}`,
    path: rules[type].path(relative, name),
    originalPath: file.path,
    fqn: [project.name, ...rules[type].fqn(relative, name)],
    parsed,
    place: parsed.at,
  };
}

/** The name of the node that a file is, where it is one. */
export const nodeNameOf = (file: ProjectFile): string => stem(file.path);
