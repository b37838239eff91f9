import type { Json } from '../../config/json.ts';
import type { GraphNode } from '../../manifest/index.ts';
import type { SelectorMethod } from './method.ts';

/** A config's value, or one of a list: `config.materialized:table`, `config.meta.owner:sales`, `config.tags:daily`. */
export const config: SelectorMethod = ({ args, value }) => {
  const ignoresCase = args.length === 1 && args[0] === 'severity';
  const equals = ignoresCase ? sameIgnoringCase(value) : sameValue(value);
  return (node) => {
    if (!hasSearchedConfig(node)) return false;
    const own = descend(node.config as Json, args);
    if (own === undefined) return false;
    return Array.isArray(own) ? own.some(equals) : equals(own as Json);
  };
};

/** Only configs of nodes and sources are searched. */
function hasSearchedConfig(node: GraphNode): boolean {
  return !['exposure', 'unit_test', 'metric', 'semantic_model', 'saved_query'].includes(node.resource_type);
}

function descend(config: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = config;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const own: Readonly<Record<string, Json>> = value as Readonly<Record<string, Json>>;
    const key: string = step === 'pre_hook' || step === 'post_hook' ? step.replace('_', '-') : step;
    if (!Object.hasOwn(own, key)) return undefined;
    value = own[key];
  }
  return value;
}

/** `true` and `false` are found by their words, in any case. */
function sameValue(wanted: Json): (own: Json) => boolean {
  const word = textOf(wanted).toLowerCase();
  return (own) => own === wanted || (typeof own === 'boolean' && String(own) === word);
}

function sameIgnoringCase(wanted: Json): (own: Json) => boolean {
  const word = textOf(wanted).toLowerCase();
  return (own) => textOf(own).toLowerCase() === word;
}

function textOf(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
