import type { Json, JsonObject } from '../../config/json.ts';
import { isMapping } from './shapes.ts';

/**
 * One section of a project file (`models:`), as levels along a resource's fqn. A key with `+`, or with a value that
 * is no mapping, is a setting; every other mapping is a folder, package or resource below.
 */
export class ConfigTree {
  readonly #source: JsonObject;
  readonly #written: JsonObject;
  readonly #children = new Map<string, ConfigTree | null>();
  #settings: JsonObject | undefined;

  /** @param written The same before its templates were rendered. */
  constructor(source: JsonObject, written: JsonObject = source) {
    this.#source = source;
    this.#written = written;
  }

  /** What this level itself sets, without `+`; hooks spelled with a dash. */
  get settings(): JsonObject {
    return (this.#settings ??= settingsOf(this.#source));
  }

  /** The settings as the file has them, templates and all. */
  get writtenSettings(): JsonObject {
    return this.#written === this.#source ? this.settings : settingsOf(this.#written);
  }

  /** This level and the ones below it that the fqn goes through, outermost first. */
  levels(fqn: readonly string[]): readonly ConfigTree[] {
    const levels: ConfigTree[] = [this];
    for (const name of fqn) {
      const next = levels.at(-1)!.#child(name);
      if (!next) break;
      levels.push(next);
    }
    return levels;
  }

  /** The paths below this level that set something and that no fqn has gone through. */
  *unusedPaths(path: readonly string[] = []): Iterable<readonly string[]> {
    for (const [key, below] of Object.entries(this.#source)) {
      if (!isMapping(below) || key.startsWith('+')) continue;
      const child = this.#children.get(key);
      if (child) yield* child.unusedPaths([...path, key]);
      else yield* settingPaths(below, [...path, key]);
    }
  }

  #child(name: string): ConfigTree | null {
    let child = this.#children.get(name);
    if (child === undefined) {
      const below = Object.hasOwn(this.#source, name) ? this.#source[name] : undefined;
      const written = Object.hasOwn(this.#written, name) ? this.#written[name] : undefined;
      child = isMapping(below) ? new ConfigTree(below, isMapping(written) ? written : below) : null;
      this.#children.set(name, child);
    }
    return child;
  }
}

function settingsOf(source: JsonObject): JsonObject {
  const settings: Record<string, Json> = {};
  for (const [key, value] of Object.entries(source)) {
    if (key.startsWith('+')) settings[key.slice(1).trim()] = value;
    else if (!isMapping(value)) settings[key] = value;
  }
  return withHookNames(settings);
}

/** `pre_hook` and `post_hook` in the spelling that configs are kept in. */
export function withHookNames(config: JsonObject): JsonObject {
  if (!('pre_hook' in config) && !('post_hook' in config)) return config;
  const { pre_hook: before, post_hook: after, ...rest } = config;
  return {
    ...rest,
    ...(before !== undefined && { 'pre-hook': before }),
    ...(after !== undefined && { 'post-hook': after }),
  };
}

function* settingPaths(source: JsonObject, path: readonly string[]): Iterable<readonly string[]> {
  let isSetting = false;
  for (const [key, value] of Object.entries(source)) {
    if (isMapping(value) && !key.startsWith('+')) yield* settingPaths(value, [...path, key]);
    else isSetting = true;
  }
  if (isSetting) yield path;
}
