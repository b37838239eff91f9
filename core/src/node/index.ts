export { nodeFileSystem } from './file-system.ts';
export { writeFileAtomically } from './write-file.ts';
