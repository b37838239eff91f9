export { readProjectFiles } from './files.ts';
export { loadWorkspace, targetDict } from './load-workspace.ts';
export type {
  ConfigSection,
  FileSystem,
  ImpliedNames,
  LoadOptions,
  Project,
  ProjectFile,
  ProjectPaths,
  Target,
  Workspace,
} from './project.ts';
export { packagesFolder } from './packages/load-packages.ts';
export { findProject, noProject, type RawProject, readProject, reservedNames } from './read-project.ts';
export { readTarget } from './read-target.ts';
export type { FileNames } from './render.ts';
export { varsFor } from './vars.ts';
