export * from './nodes.ts';
export { findResource, type Manifest } from './manifest.ts';
export { buildManifest } from './build.ts';
export type { BuildOptions, BuiltManifest } from './build-options.ts';
export type { CacheStore } from './cache/envelope.ts';
export { digestFiles, type MacroDigests } from './cache/macro-digests.ts';
export { ParseMemory } from './cache/parse-memory.ts';
export { externalLocation } from './resources/external-location.ts';
export { parseRelationExpression, type RelationExpression } from './resources/relation-expression.ts';
