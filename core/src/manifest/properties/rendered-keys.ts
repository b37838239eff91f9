import type { KeyPath } from '../../config/index.ts';
import type { ResourceKey } from './resource-keys.ts';

/** Rendered when tests are built, when descriptions are put together, or when the node runs. */
const later = ['tests', 'data_tests', 'description', 'loaded_at_query'];
const laterConfig = ['pre_hook', 'post_hook', 'pre-hook', 'post-hook', 'loaded_at_query'];
const withDescriptions = ['columns', 'dimensions', 'measures', 'entities'];

/**
 * Whether the string under a path of keys of an entry is rendered when the property file is read.
 * @see dbt docs, "When does dbt render Jinja in YAML"
 */
export function isRendered(key: ResourceKey, path: KeyPath): boolean {
  switch (key) {
    case 'sources':
      if (isAny(path[0], ['description', 'loaded_at_query'])) return false;
      if (path[0] === 'config' && path[1] === 'loaded_at_query') return false;
      return path[0] !== 'tables' || !isLater(path.slice(2));
    case 'macros':
    case 'functions':
      return !isLater(path[0] === 'arguments' ? path.slice(1) : path);
    case 'metrics':
      return path.at(-1) !== 'filter' && path.at(-2) !== 'filter' && !isLater(path);
    case 'saved_queries':
      return !(path[0] === 'query_params' && path[1] === 'where') && !isLater(path);
    case 'models':
      return !(path[0] === 'metrics' && path[2] === 'filter') && !isLater(path);
    case 'seeds':
    case 'snapshots':
    case 'analyses':
    case 'data_tests':
    case 'exposures':
    case 'unit_tests':
    case 'groups':
    case 'semantic_models':
    default:
      return !isLater(path);
  }
}

function isLater(path: KeyPath): boolean {
  if (isAny(path[0], later)) return true;
  if (path.length === 2 && isAny(path[1], later)) return true;
  if (path[0] === 'config' && isAny(path[1], laterConfig)) return true;
  if (path[0] === 'versions' && path.some((key) => isAny(key, ['tests', 'data_tests', 'description'])))
    return true;
  return isAny(path[0], withDescriptions) && isAny(path[2], later);
}

const isAny = (key: string | number | undefined, keys: readonly string[]): boolean =>
  typeof key === 'string' && keys.includes(key);
