import type { Project } from '../../project/project.ts';
import type { MacroBlock } from '../../jinja/index.ts';
import type { Invocation } from '../../context/invocation.ts';
import { type Diagnostic, duplicatePatch, patchWithoutNode } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { MacroReach } from '../files/macro-reach.ts';
import type { Mutable } from '../link/context.ts';
import type { MacroNode } from '../nodes.ts';
import { type Place, spanOf } from '../place.ts';
import type { Entry } from '../properties/entry.ts';
import { docsOf, patchPath } from './compilable.ts';

export interface MacroDraft {
  readonly node: Mutable<MacroNode>;
  readonly block: MacroBlock;
  readonly place: Place;
}

export function buildMacro(
  project: Project,
  path: string,
  block: MacroBlock,
  invocation: Invocation,
): MacroDraft {
  const { span } = block;
  return {
    node: {
      name: block.name,
      resource_type: 'macro',
      package_name: project.name,
      path,
      original_file_path: path,
      unique_id: `macro.${project.name}.${block.name}`,
      macro_sql: block.text,
      depends_on: { macros: [] },
      description: '',
      meta: {},
      docs: { show: true, node_color: null },
      config: { meta: {}, docs: { show: true, node_color: null } },
      patch_path: null,
      arguments: [],
      created_at: invocation.startedAtMs / 1000,
      supported_languages: block.kind === 'materialization' ? (block.supportedLanguages ?? ['sql']) : null,
    },
    block,
    place: span,
  };
}

/** Fills `depends_on` of every macro: what its text calls, directly or by dispatch. */
export function linkMacros(macros: readonly MacroDraft[], reach: MacroReach): void {
  for (const { node, block } of macros) {
    const ids = block.calls.flatMap((call) => {
      const called = reach.called(call, node.package_name);
      return called === undefined || called === 'unknown' || called.name === node.name
        ? []
        : [called.uniqueId];
    });
    if (ids.length > 0) node.depends_on = { macros: [...new Set(ids)] };
  }
}

/** Gives macros what property files say of them. */
export function describeMacros(
  macros: ReadonlyMap<string, MacroDraft>,
  entries: readonly (readonly [Project, Entry])[],
  report: (diagnostic: Diagnostic) => void,
): void {
  const described = new Map<string, Entry>();
  for (const [project, entry] of entries) {
    const name = entry.requiredText('name', 'a macro');
    if (name === undefined) continue;
    const macro = macros.get(`macro.${project.name}.${name}`);
    if (!macro) {
      const known = [...macros.values()].flatMap(({ node }) =>
        node.package_name === project.name ? [node.name] : [],
      );
      report(patchWithoutNode('macro', name, known, entry.span()));
      continue;
    }
    const before = described.get(macro.node.unique_id);
    if (before) report(duplicatePatch('macro', name, spanOf(before.place()), entry.span()));
    else describe(macro.node, entry);
    described.set(macro.node.unique_id, entry);
  }
}

function describe(node: Mutable<MacroNode>, entry: Entry): void {
  const config = entry.mapping('config') ?? {};
  const meta = { ...entry.mapping('meta'), ...(isMapping(config['meta']) ? config['meta'] : {}) };
  const docs = docsOf(config['docs'] ?? entry.get('docs'));
  node.description = entry.description().text;
  node.meta = meta;
  node.docs = docs;
  node.config = { meta, docs };
  node.patch_path = patchPath({ entry });
  node.arguments = entry.entries('arguments').map((argument) => ({
    name: argument.requiredText('name', 'an argument') ?? '',
    type: argument.text('type'),
    description: argument.description().text,
  }));
}
