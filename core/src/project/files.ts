import { stripSpace } from '../jinja/index.ts';
import type { FileSystem, Project, ProjectFile } from './project.ts';
import { ignoreRules } from './ignore.ts';

/** Larger seeds are told apart by name and size, as dbt does. */
const maxSeedBytes = 1024 * 1024;

const kinds = /\.(sql|py|csv|ya?ml|md)$/i;

/** Every file of a project below its resource paths, read. A file that lies below two paths is listed under the longer. */
export function readProjectFiles(project: Project, files: FileSystem): ProjectFile[] {
  const isIgnored = ignoreRules(files.readText(`${project.root}/.dbtignore`) ?? '');
  const { models, seeds, snapshots, analyses, tests, macros, docs } = project.paths;
  const searchPaths = [
    ...new Set([...models, ...seeds, ...snapshots, ...analyses, ...tests, ...macros, ...docs]),
  ];
  // A path within another is read first, so that its files are not taken for the outer one's.
  searchPaths.sort((a, b) => b.length - a.length);
  const seen = new Set<string>();
  const found: ProjectFile[] = [];
  for (const searchPath of searchPaths) {
    for (const below of files.listFiles(`${project.root}/${searchPath}`)) {
      const path = searchPath === '.' ? below : `${searchPath}/${below}`;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (seen.has(path) || !kinds.test(name) || /^[.#~]/.test(name) || isIgnored(path)) continue;
      seen.add(path);
      found.push(readProjectFile(project, searchPath, path, files));
    }
  }
  return found;
}

function readProjectFile(project: Project, searchPath: string, path: string, files: FileSystem): ProjectFile {
  const file = `${project.root}/${path}`;
  const seedBytes = path.endsWith('.csv') ? files.sizeOf(file) : 0;
  if (seedBytes > maxSeedBytes) {
    return {
      project,
      path,
      searchPath,
      text: '',
      checksum: files.sha256(`${path}:${seedBytes}`),
      isTooLarge: true,
    };
  }
  const written = files.readText(file) ?? '';
  const text = written.startsWith('\ufeff') ? written.slice(1) : written;
  return { project, path, searchPath, text, checksum: files.sha256(stripSpace(written)) };
}
