import type { JsonObject } from '../../config/json.ts';
import type { Span } from '../../diagnostics/index.ts';
import type { Manifest, ModelNode, Node } from '../../manifest/index.ts';
import { outputColumns } from './query-rules.ts';
import { liesIn, type ProjectRule, type QueryRule } from './rule.ts';

/** Columns that no property file describes. */
export const undocumentedColumn: QueryRule = {
  looksAt: 'query',
  summary: 'every column of a model has a description',
  severity: 'warning',
  options: { folders: ['models'] },
  shorthand: 'folders',
  *check(query, options) {
    const { locate, node } = query;
    if (node.resource_type !== 'model' || !liesIn(node.original_file_path, options['folders'])) return;
    const described = new Map(
      Object.values(node.columns).map(({ description, name }) => [
        name.toLowerCase(),
        description.trim() !== '',
      ]),
    );
    for (const { at, name } of outputColumns(query) ?? []) {
      const place = name === '' || described.get(name.toLowerCase()) ? undefined : locate(at);
      if (!place) continue;
      yield {
        message: `The column "${name}" of "${node.name}" has no description`,
        hint: 'Describe it under columns: in its property file',
        at: place,
      };
    }
  },
};

/** Models that nobody explains. */
export const missingDescription: ProjectRule = {
  looksAt: 'project',
  summary: 'every model has a description',
  severity: 'warning',
  options: { folders: ['models'] },
  shorthand: 'folders',
  *check(manifest, options) {
    for (const model of ownModels(manifest, options)) {
      if (model.description.trim() !== '') continue;
      yield {
        message: `The model "${model.name}" has no description`,
        hint: 'Say in its property file what a row of it is',
        at: placeOf(manifest, model),
      };
    }
  },
};

/** Models without a column, or columns, that tell their rows apart. */
export const missingKeyTest: ProjectRule = {
  looksAt: 'project',
  summary: 'every model has a test of its key',
  severity: 'warning',
  options: { folders: ['marts'] },
  shorthand: 'folders',
  *check(manifest, options) {
    for (const model of ownModels(manifest, options)) {
      if (model.primary_key.length > 0 || hasUniqueTest(model, manifest)) continue;
      yield {
        message: `No test holds that rows of "${model.name}" differ`,
        hint: 'Give its key column the tests unique and not_null',
        at: placeOf(manifest, model),
      };
    }
  },
};

function hasUniqueTest({ unique_id: id }: ModelNode, { nodes }: Manifest): boolean {
  return [...nodes.values()].some(
    (node) =>
      node.resource_type === 'test' &&
      node.depends_on.nodes.includes(id) &&
      /unique/.test(node.test_metadata?.name ?? ''),
  );
}

/** Names of models that say which layer they are of. */
export const namingConvention: ProjectRule = {
  looksAt: 'project',
  summary: 'names of models match a pattern that their folder sets',
  severity: 'error',
  options: { folders: { staging: '^stg_', intermediate: '^int_', marts: '^(dim|fct|fact|mart|rpt|agg)_' } },
  shorthand: 'folders',
  refuse({ folders }) {
    for (const pattern of Object.values((folders ?? {}) as JsonObject)) {
      if (!isPattern(String(pattern as string)))
        return `"${String(pattern as string)}" is no regular expression`;
    }
    return undefined;
  },
  *check(manifest, options) {
    const patterns = Object.entries(options['folders'] as JsonObject);
    for (const model of ownModels(manifest, {})) {
      // Of nested folders the innermost one that has a pattern counts.
      const [, pattern] = patterns
        .filter(([folder]) => liesIn(model.original_file_path, [folder]))
        .toSorted(([a], [b]) => position(model, b) - position(model, a))[0] ?? [undefined, undefined];
      if (pattern === undefined || new RegExp(String(pattern as string)).test(model.name)) continue;
      yield {
        message: `The name "${model.name}" does not match ${String(pattern as string)}, as its folder asks for`,
        hint: 'Rename the file, or move it',
        at: fileStart(model),
      };
    }
  },
};

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const position = ({ original_file_path: path }: Node, folder: string): number =>
  `/${path}`.lastIndexOf(`/${folder}/`);

/** Macros that nothing calls. */
export const unusedMacro: ProjectRule = {
  looksAt: 'project',
  summary: 'every macro is called',
  severity: 'warning',
  options: { allowed: [] },
  shorthand: 'allowed',
  *check(manifest, options) {
    const used = new Set<string>();
    for (const { depends_on: needs } of [...manifest.nodes.values(), ...manifest.macros.values()])
      for (const id of needs.macros) used.add(id);
    const others = new Set(
      [...manifest.macros.values()].flatMap(({ name, package_name: of }) =>
        of === manifest.rootPackage ? [] : [name],
      ),
    );
    for (const macro of manifest.macros.values()) {
      if (macro.package_name !== manifest.rootPackage || used.has(macro.unique_id)) continue;
      // What replaces a macro of dbt or of a package is called from there.
      if (others.has(macro.name) || /__/.test(macro.name) || /^(materialization|test)_/.test(macro.name))
        continue;
      const at = manifest.places.get(macro.unique_id);
      if (!at || (options['allowed'] as readonly string[]).includes(macro.name)) continue;
      yield {
        message: `Nothing calls the macro "${macro.name}"`,
        hint: 'Remove it; or, if it is called by run-operation, list it under allowed:',
        at,
      };
    }
  },
};

/** Sources that nothing reads. */
export const unusedSource: ProjectRule = {
  looksAt: 'project',
  summary: 'every source is read',
  severity: 'warning',
  options: {},
  *check(manifest) {
    const read = new Set(
      [...manifest.nodes.values()].flatMap((node) =>
        node.resource_type === 'test' ? [] : node.depends_on.nodes,
      ),
    );
    for (const source of manifest.sources.values()) {
      const at = manifest.places.get(source.unique_id);
      if (source.package_name !== manifest.rootPackage || read.has(source.unique_id) || !at) continue;
      yield {
        message: `Nothing reads the source "${source.source_name}.${source.name}"`,
        hint: 'Remove it, or build on it',
        at,
      };
    }
  },
};

function ownModels({ nodes, rootPackage }: Manifest, options: JsonObject): readonly ModelNode[] {
  return [...nodes.values()].filter(
    (node): node is ModelNode =>
      node.resource_type === 'model' &&
      node.package_name === rootPackage &&
      (options['folders'] === undefined || liesIn(node.original_file_path, options['folders'])),
  );
}

/** Where the property file has the model, or else the beginning of its own file. */
function placeOf({ places }: Manifest, model: ModelNode): Span {
  return places.get(model.unique_id) ?? fileStart(model);
}

function fileStart({ original_file_path: file }: Node): Span {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
