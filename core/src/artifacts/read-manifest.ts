import type { Json, JsonObject } from '../config/json.ts';
import type { GraphNode, Manifest } from '../manifest/index.ts';
import { isObject, readArtifact } from './read-artifact.ts';

/**
 * A manifest.json of dbt or bk-build as a manifest: what an earlier invocation knew. Places in files are not in it.
 * @throws UserError when the text is no manifest in the version that is read
 */
export function readManifest(text: string, file: string): Manifest {
  const document = readArtifact('manifest', text, file);
  const metadata = document['metadata'] as JsonObject;
  const disabled = objectOf(document['disabled']);
  return {
    rootPackage: typeof metadata['project_name'] === 'string' ? metadata['project_name'] : '',
    nodes: section(document, 'nodes'),
    sources: section(document, 'sources'),
    exposures: section(document, 'exposures'),
    unitTests: section(document, 'unit_tests'),
    metrics: section(document, 'metrics'),
    semanticModels: section(document, 'semantic_models'),
    savedQueries: section(document, 'saved_queries'),
    functions: section(document, 'functions'),
    groups: section(document, 'groups'),
    macros: section(document, 'macros'),
    docs: section(document, 'docs'),
    disabled: new Map(Object.entries(disabled) as unknown as [string, readonly GraphNode[]][]),
    selectors: section(document, 'selectors'),
    places: new Map(),
  };
}

function section<Resource>(document: JsonObject, name: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(objectOf(document[name])) as unknown as [string, Resource][]);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
