export { type InstalledPackage, installPackages, isInstalled, recoverInstallation } from './install.ts';
export { packageSources } from './sources.ts';
