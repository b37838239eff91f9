export { lockFile, lockText, readLock, stateFile } from './lock.ts';
export { type PackageList, readPackages } from './read-packages.ts';
export {
  fetchFromHub,
  fetchPackage,
  newestInHub,
  readMetadata,
  type ResolvedPackage,
  resolvePackages,
} from './resolve.ts';
export type { GitCheckout, GitRequest, PackageRoot, PackageSources } from './sources.ts';
export { describePackage, type PinnedPackage } from './spec.ts';
