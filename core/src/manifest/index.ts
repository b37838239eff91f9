export * from './nodes.ts';
export { findResource, type Manifest } from './manifest.ts';
export { type BuildOptions, buildManifest, type BuiltManifest } from './build.ts';
