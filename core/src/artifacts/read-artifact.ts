import type { Json, JsonObject } from '../config/json.ts';
import { artifactUnreadable, artifactVersionUnknown, UserError } from '../diagnostics/index.ts';

export type ArtifactKind = 'manifest' | 'run-results' | 'catalog' | 'sources';

/** The version of each artifact's schema that is written and read. */
export const schemaVersions: Readonly<Record<ArtifactKind, number>> = {
  manifest: 12,
  'run-results': 6,
  catalog: 1,
  sources: 3,
};

export function schemaUrl(kind: ArtifactKind): string {
  return `https://schemas.getdbt.com/dbt/${kind}/v${schemaVersions[kind]}.json`;
}

/**
 * An artifact's document.
 * @param file Its name in messages.
 * @throws UserError when the text is not JSON, or not this artifact in the version that is read
 */
export function readArtifact(kind: ArtifactKind, text: string, file: string): JsonObject {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch (error) {
    const problem = text.trim() === '' ? 'it is empty' : 'it is not JSON, or only a part of it';
    throw new UserError(artifactUnreadable(file, problem), { cause: error });
  }
  if (!isObject(document) || !isObject(document['metadata'])) {
    throw new UserError(artifactUnreadable(file, 'it is no dbt artifact'));
  }
  const found = document['metadata']['dbt_schema_version'];
  if (found !== schemaUrl(kind)) {
    throw new UserError(
      artifactVersionUnknown(file, typeof found === 'string' ? found : 'none', schemaUrl(kind)),
    );
  }
  return document;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
