import type { Json, JsonObject } from '../../config/json.ts';
import type { ConfigSection, Project } from '../../project/project.ts';
import { listOf, mergeConfig } from './merge.ts';
import { type ConfiguredType, configShapes, type ConfigShape, isMapping, textOf } from './shapes.ts';
import { ConfigTree, withHookNames } from './tree.ts';

const sections: Readonly<Record<ConfiguredType, ConfigSection | undefined>> = {
  model: 'models',
  analysis: 'models',
  operation: 'models',
  seed: 'seeds',
  function: 'functions',
  snapshot: 'snapshots',
  test: 'tests',
  source: 'sources',
  exposure: 'exposures',
  unit_test: 'unit_tests',
  metric: 'metrics',
  semantic_model: 'semantic-models',
  saved_query: 'saved-queries',
  group: undefined,
};

export interface ConfigRequest {
  readonly type: ConfiguredType;
  readonly project: Project;
  readonly fqn: readonly string[];
  /** What the resource's property file says. */
  readonly properties?: JsonObject | undefined;
  /** What the resource's own file says, all its `config()` calls merged. */
  readonly calls?: JsonObject | undefined;
}

export interface ResolvedConfig {
  /** Complete: defaults where nobody said anything. Shared between resources with nothing of their own. */
  readonly config: JsonObject;
  /** Only what somebody said, the nearest winning, nothing merged: the manifest's `unrendered_config`. */
  readonly unrendered: JsonObject;
  /** The tags of `config` in the order in which dbt gives them to the node: those of its property file last. */
  readonly tags: readonly Json[];
}

/**
 * The configuration of every resource. From the weakest to the strongest: the own project's tree, outer levels first;
 * the property file; the file itself; the root project's tree, where the resource is a package's.
 */
export class ConfigResolver {
  readonly #root: Project;
  readonly #trees = new Map<Project, Map<ConfigSection, ConfigTree>>();
  readonly #ofTree = new Map<ConfigTree, Map<ConfiguredType, ResolvedConfig>>();

  constructor(root: Project) {
    this.#root = root;
  }

  resolve({ type, project, fqn, properties, calls }: ConfigRequest): ResolvedConfig {
    const shape: ConfigShape = configShapes[type];
    const own = this.#treeOf(project, type).levels(fqn);
    const base = this.#fromTree(type, own);
    const isPackage = project !== this.#root;
    if (!properties && !calls && !isPackage) return base;
    const above = isPackage ? this.#treeOf(this.#root, type).levels(fqn) : [];
    const stronger = [calls ?? {}, ...above.map((level) => level.settings)];
    const partials = [properties ?? {}, ...stronger];
    if (partials.every(isEmpty)) return base;
    return {
      config: normalized(
        partials.reduce(
          (config, partial) => mergeConfig(config, withHookNames(partial), shape.rules),
          base.config,
        ),
        shape,
      ),
      unrendered: Object.assign(
        {},
        base.unrendered,
        properties,
        calls,
        ...above.map((level) => level.writtenSettings),
      ) as JsonObject,
      tags: [base.config, ...stronger, properties ?? {}].flatMap(({ tags }) => listOf(tags)),
    };
  }

  /** A project's section; it knows which of its paths resources have gone through. */
  tree(project: Project, section: ConfigSection): ConfigTree {
    let ofProject = this.#trees.get(project);
    if (!ofProject) this.#trees.set(project, (ofProject = new Map()));
    let tree = ofProject.get(section);
    if (!tree)
      ofProject.set(
        section,
        (tree = new ConfigTree(project.configs[section], project.writtenConfigs[section])),
      );
    return tree;
  }

  #treeOf(project: Project, type: ConfiguredType): ConfigTree {
    const section = sections[type];
    return section ? this.tree(project, section) : noTree;
  }

  #fromTree(type: ConfiguredType, levels: readonly ConfigTree[]): ResolvedConfig {
    const deepest = levels.at(-1)!;
    let byType = this.#ofTree.get(deepest);
    if (!byType) this.#ofTree.set(deepest, (byType = new Map()));
    let resolved = byType.get(type);
    if (!resolved) {
      const shape: ConfigShape = configShapes[type];
      const { defaults, rules } = shape;
      const config = normalized(
        levels.reduce((config, level) => mergeConfig(config, level.settings, rules), defaults),
        shape,
      );
      resolved = {
        config,
        tags: listOf(config['tags']),
        unrendered: notOfTree.has(type)
          ? {}
          : (Object.assign({}, ...levels.map((level) => level.writtenSettings)) as JsonObject),
      };
      byType.set(type, resolved);
    }
    return resolved;
  }
}

const noTree = new ConfigTree({});

/** Types whose `unrendered_config` is, in dbt's manifest, only what stands with the resource itself. */
const notOfTree: ReadonlySet<ConfiguredType> = new Set(['semantic_model', 'saved_query']);

const isEmpty = (config: JsonObject): boolean => {
  for (const _ in config) return false;
  return true;
};

/** Hooks as mappings, names of meta columns complete, `static_analysis: off` as the word that YAML takes for false. */
function normalized(config: JsonObject, { defaults }: ConfigShape): JsonObject {
  const before = config['pre-hook'];
  const after = config['post-hook'];
  const analysis = config['static_analysis'];
  const columns = config['snapshot_meta_column_names'];
  const allColumns = defaults['snapshot_meta_column_names'];
  const result: Record<string, Json> = { ...config };
  if (Array.isArray(before) && before.length > 0) result['pre-hook'] = before.map(hook);
  if (Array.isArray(after) && after.length > 0) result['post-hook'] = after.map(hook);
  if (typeof analysis === 'boolean') result['static_analysis'] = analysis ? 'on' : 'off';
  if (isMapping(columns) && isMapping(allColumns))
    result['snapshot_meta_column_names'] = { ...allColumns, ...columns };
  return result;
}

/** A hook is SQL, a mapping with `sql`, or such a mapping written as JSON in a string. */
function hook(written: Json): Json {
  if (isMapping(written)) return { sql: '', transaction: true, index: null, ...written };
  const text = textOf(written);
  if (text.trimStart().startsWith('{')) {
    try {
      const parsed = JSON.parse(text) as Json;
      if (isMapping(parsed)) return hook(parsed);
    } catch {
      // SQL or a template that starts with a brace is no JSON.
    }
  }
  return { sql: text, transaction: true, index: null };
}

/** All `config()` calls of one file as one mapping. */
export function mergeCalls(
  calls: readonly { readonly values: JsonObject }[],
  rules: ConfigShape['rules'],
): JsonObject | undefined {
  if (calls.length < 2) return calls[0]?.values;
  let merged: JsonObject = {};
  for (const { values } of calls) merged = mergeCall(merged, values, rules);
  return merged;
}

/** Like `mergeConfig`, but a `+` of grants stays for the merge with what the project files say. */
function mergeCall(merged: JsonObject, values: JsonObject, rules: ConfigShape['rules']): JsonObject {
  const grants = values['grants'];
  const known = merged['grants'];
  if (!isMapping(grants) || !isMapping(known)) return mergeConfig(merged, values, rules);
  const both: Record<string, Json> = { ...known };
  for (const [key, grantees] of Object.entries(grants)) {
    both[key] = [...(key.startsWith('+') ? listOf(both[key]) : []), ...listOf(grantees)];
  }
  return { ...mergeConfig(merged, values, rules), grants: both };
}
