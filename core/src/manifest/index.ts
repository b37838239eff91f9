export * from './nodes.ts';
export { findResource, type Manifest } from './manifest.ts';
export { type BuildOptions, buildManifest, type BuiltManifest } from './build.ts';
export { parseRelationExpression, type RelationExpression } from './resources/relation-expression.ts';
