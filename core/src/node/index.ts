export { Crc32 } from './checksum.ts';
export { fileServer, hostNames, type ServedFiles } from './file-server.ts';
export { nodeFileSystem } from './file-system.ts';
export { openBrowser } from './open-browser.ts';
export { writeFileAtomically } from './write-file.ts';
export { type Watch, watchFile, watchFolder, type WatchOptions } from './watch-folder.ts';
