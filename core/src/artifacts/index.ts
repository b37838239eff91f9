export { artifactMetadata, type ArtifactOrigin, customEnv, isoTime } from './metadata.ts';
export { codePath } from './paths.ts';
export { type ArtifactKind, schemaUrl, schemaVersions } from './read-artifact.ts';
export { readManifest } from './read-manifest.ts';
export { type EarlierRun, readRunResults } from './read-run-results.ts';
export { readSources } from './read-sources.ts';
export { type CatalogArtifact, writeCatalog } from './write-catalog.ts';
export { artifactNode, type CompiledCode, type ManifestArtifact, writeManifest } from './write-manifest.ts';
export { type RunResultsArtifact, writeRunResults } from './write-run-results.ts';
