import type { Json, JsonObject } from '../../config/json.ts';
import {
  type Diagnostic,
  propertyFileNotMapping,
  propertyWrongType,
  UserError,
} from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { hasTemplate } from '../../jinja/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { Place } from '../place.ts';
import type { KeyPath } from '../../config/index.ts';
import type { PropertySource } from '../place.ts';
import { Entry, type EntryServices } from './entry.ts';
import { type ResourceKey, resourceKeys } from './resource-keys.ts';
import { isRendered } from './rendered-keys.ts';

const otherKeys = ['version', 'anchors'];

/** All entries of one property file, their strings rendered but for those that are rendered later. */
export interface PropertyFile {
  readonly project: Project;
  readonly entries: ReadonlyMap<ResourceKey, readonly Entry[]>;
}

export interface PropertyServices extends EntryServices {
  /** Renders a string; anything may come of it. Throws UserError. */
  render(text: string, place: Place): Json;
}

export function readPropertyFile(
  project: Project,
  source: PropertySource,
  value: Json,
  services: PropertyServices,
): PropertyFile {
  const report = (diagnostic: Diagnostic): void => services.report(diagnostic);
  const entries = new Map<ResourceKey, readonly Entry[]>();
  if (value === null) return { project, entries };
  if (!isMapping(value)) {
    report(propertyFileNotMapping(source.file, value, source.span([])));
    return { project, entries };
  }
  const file = new Entry(source, [], value, services);
  file.expectKeys([...resourceKeys, ...otherKeys]);
  for (const key of resourceKeys) {
    if (!file.has(key)) continue;
    const rendered = file.list(key).flatMap((item, index) => {
      if (isMapping(item)) return [renderedEntry(source, key, index, item, services)];
      report(propertyWrongType(`${key}[${index}]`, 'a mapping', item, source.span([key, index])));
      return [];
    });
    entries.set(key, rendered);
  }
  return { project, entries };
}

function renderedEntry(
  source: PropertySource,
  key: ResourceKey,
  index: number,
  item: JsonObject,
  services: PropertyServices,
): Entry {
  const base = [key, index];
  const renderText = (text: string, path: KeyPath): Json => {
    if (!isRendered(key, path)) return text;
    // Rendering takes the last line end away, even where there is nothing to render.
    if (!hasTemplate(text)) return text.slice(0, -1);
    try {
      return services.render(text, { source, path: [...base, ...path] });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const diagnostic of error.diagnostics) services.report(diagnostic);
      return text;
    }
  };
  return new Entry(source, base, mapStrings(item, renderText, []) as JsonObject, services);
}

/**
 * The value with its template strings replaced; parts without any are shared.
 *
 * @param path Where the value stands; of the values within, it is written over.
 */
function mapStrings(
  value: Json,
  replace: (text: string, path: KeyPath) => Json,
  path: (string | number)[],
): Json {
  if (typeof value === 'string')
    return hasTemplate(value) || value.endsWith('\n') ? replace(value, [...path]) : value;
  const within = (key: string | number, item: Json): Json => {
    path.push(key);
    const mapped = mapStrings(item, replace, path);
    path.pop();
    return mapped;
  };
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const mapped = items.map((item, index) => within(index, item));
    return mapped.some((item, index) => item !== items[index]) ? mapped : items;
  }
  if (!isMapping(value)) return value;
  let changed: Record<string, Json> | undefined;
  for (const [key, item] of Object.entries(value)) {
    const mapped = within(key, item);
    if (mapped !== item) (changed ??= { ...value })[key] = mapped;
  }
  return changed ?? value;
}
