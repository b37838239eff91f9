export { type InstalledPackage, installPackages, isInstalled } from './install.ts';
export { packageSources } from './sources.ts';
