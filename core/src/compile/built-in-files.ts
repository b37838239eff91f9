import type { Project } from '../project/index.ts';

/** Whether a file, as spans name it, is of one of the projects that bk-build brings. */
export function builtInFiles(projects: readonly Project[]): (file: string) => boolean {
  const root = projects[0]?.root ?? '';
  const folders = projects
    .filter(({ isInternal }) => isInternal)
    .map((project) => `${nameBelow(project.root, root)}/`);
  return (file) => folders.some((folder) => file.startsWith(folder));
}

/** A folder as spans name it: relative where it lies below the root project. */
function nameBelow(folder: string, root: string): string {
  return folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder;
}
