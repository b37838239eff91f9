import type { Project, ProjectFile } from '../../project/project.ts';

/** A file's name in diagnostics: relative to the root project's folder, wherever its own project lies. */
export function shownName(file: Pick<ProjectFile, 'project' | 'path'>, root: Project): string {
  const { project, path } = file;
  if (project === root || project.root === root.root) return path;
  const base = root.root.endsWith('/') ? root.root : `${root.root}/`;
  return project.root.startsWith(base)
    ? `${project.root.slice(base.length)}/${path}`
    : `${project.root}/${path}`;
}
