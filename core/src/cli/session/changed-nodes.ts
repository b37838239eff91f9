import { parentsOf } from '../../graph/index.ts';
import {
  type CompilableNode,
  entryText,
  type FunctionNode,
  type Manifest,
  type Node,
} from '../../manifest/index.ts';

export type CodeNode = Node | FunctionNode;

/** Types whose SQL is looked at when they are saved. */
export const watchedTypes = ['model', 'seed', 'snapshot', 'function', 'analysis', 'test'] as const;

const watched: ReadonlySet<string> = new Set(watchedTypes);

/**
 * The nodes whose SQL may be different now: those that changed themselves or by a macro, those that read an ephemeral
 * model that did, and those that read what has another name now.
 */
export function changedNodes(before: Manifest, after: Manifest): ReadonlySet<string> {
  const changed = new Set<string>();
  const macros = changedMacros(before, after);
  for (const node of codeNodes(after)) {
    const former = findNode(before, node.unique_id);
    const isOther = former !== node && (!former || !isSame(former, node));
    if (isOther || node.depends_on.macros.some((id) => macros.has(id))) changed.add(node.unique_id);
  }
  addReaders(changed, before, after);
  return changed;
}

export function* codeNodes({ functions, nodes }: Manifest): Iterable<CodeNode> {
  for (const node of nodes.values()) if (watched.has(node.resource_type)) yield node;
  yield* functions.values();
}

const findNode = ({ functions, nodes }: Manifest, id: string): CodeNode | undefined =>
  nodes.get(id) ?? functions.get(id);

/** Whether two readings of a node say the same, whenever it was read. */
const isSame = (a: CompilableNode, b: CompilableNode): boolean =>
  a.raw_code === b.raw_code && timelessText(a) === timelessText(b);

const timelessText = (node: CompilableNode): string =>
  entryText(node).replace(`"created_at":${node.created_at}`, '');

/** Macros whose text changed, came or went, and those that call them. */
function changedMacros(before: Manifest, after: Manifest): ReadonlySet<string> {
  const changed = new Set<string>();
  if (before.macros === after.macros) return changed;
  for (const id of new Set([...before.macros.keys(), ...after.macros.keys()]))
    if (before.macros.get(id)?.macro_sql !== after.macros.get(id)?.macro_sql) changed.add(id);
  if (changed.size === 0) return changed;
  const callers = new Map<string, string[]>();
  for (const { depends_on: dependsOn, unique_id: id } of after.macros.values()) {
    for (const called of dependsOn.macros) {
      const known = callers.get(called);
      if (known) known.push(id);
      else callers.set(called, [id]);
    }
  }
  // A set's iteration visits what is added meanwhile.
  for (const id of changed) for (const caller of callers.get(id) ?? []) changed.add(caller);
  return changed;
}

/** Adds the nodes whose SQL holds the SQL or the name of what changed. */
function addReaders(changed: Set<string>, before: Manifest, after: Manifest): void {
  const told = [...changed].filter((id) => isTold(id, before, after));
  for (const [id, source] of after.sources)
    if (before.sources.get(id)?.relation_name !== source.relation_name) told.push(id);
  if (told.length === 0) return;
  const readers = readersOf(after);
  for (const id of told) {
    for (const reader of readers.get(id) ?? []) {
      if (changed.has(reader)) continue;
      changed.add(reader);
      if (isTold(reader, before, after)) told.push(reader);
    }
  }
}

/** Whether a node's readers hold its SQL, or another name than before. */
function isTold(id: string, before: Manifest, after: Manifest): boolean {
  const node = findNode(after, id);
  const former = findNode(before, id);
  if (!node) return false;
  const { config, relation_name: name } = node;
  return (
    config.materialized === 'ephemeral' ||
    former?.config.materialized !== config.materialized ||
    former.relation_name !== name
  );
}

function readersOf(manifest: Manifest): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const node of codeNodes(manifest)) {
    for (const parent of parentsOf(node)) {
      const known = readers.get(parent);
      if (known) known.push(node.unique_id);
      else readers.set(parent, [node.unique_id]);
    }
  }
  return readers;
}
