export type { Json, JsonObject } from './json.ts';
export { type KeyPath, parseYaml, type YamlDocument, type YamlOptions } from './yaml.ts';
