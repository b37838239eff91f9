export type { Json, JsonObject } from './json.ts';
export { parseYaml, type YamlDocument, type YamlOptions } from './yaml.ts';
export type { KeyPath } from './yaml-places.ts';
