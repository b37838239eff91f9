import { type Diagnostic, unitTestInvalid } from '../../diagnostics/index.ts';
import type { Json } from '../../config/json.ts';
import { isMapping } from '../config/shapes.ts';
import type { ModelNode, Node, UnitTestNode } from '../nodes.ts';
import { parseRelationExpression } from '../resources/relation-expression.ts';
import type { UnitTestDraft } from '../resources/unit-tests.ts';
import { versionKey } from './lookup.ts';
import type { References } from './references.ts';

/** The id of the macro whose use makes a model incremental in the eyes of a unit test. */
const isIncremental = /^macro\.[^.]+\.is_incremental$/;

/**
 * Ties a unit test to its model: one draft for each version of the model that it is about, or itself where the model
 * has none. It counts as disabled where its model is.
 *
 * @param models All models, enabled ones, by package and name.
 */
export function linkUnitTest(
  draft: UnitTestDraft,
  references: References,
  versionsOf: (model: ModelNode) => readonly ModelNode[],
  report: (diagnostic: Diagnostic) => void,
): readonly UnitTestDraft[] {
  const { node, entry } = draft;
  const fail = (problem: string, key: string, hint?: string): readonly UnitTestDraft[] => {
    report(unitTestInvalid(node.name, problem, entry.span(key), hint));
    return [];
  };
  const [name, version] = node.model.split(/\s+/) as [string, string?];
  const key = version === undefined ? name : versionKey(name, version.replace(/^v/, ''));
  const tested = references.nodeNamed(key, node.package_name);
  if (tested?.node.resource_type !== 'model') {
    return fail(`there is no model "${node.model}" in the project "${node.package_name}"`, 'model');
  }
  if (!tested.isEnabled) return [{ ...draft, isEnabled: false }];
  if (!draft.isEnabled) return [draft];
  const model = tested.node;
  const problem = incrementalProblem(node, model);
  if (problem) return fail(problem, 'model');
  checkInputs(draft, references, report);
  if (model.version === null) {
    if (node.versions !== null) return fail(`the model "${model.name}" has no versions`, 'versions');
    return [tied(draft, model, node.unique_id)];
  }
  const wanted = versionsOf(model).filter(({ version }) => isWanted(node.versions, version!));
  if (wanted.length === 0) return fail(`the model "${model.name}" has none of its versions`, 'versions');
  return wanted.map((model) => tied(draft, model, `${node.unique_id}_v${model.version}`));
}

function tied(draft: UnitTestDraft, model: ModelNode, uniqueId: string): UnitTestDraft {
  return {
    ...draft,
    node: {
      ...draft.node,
      unique_id: uniqueId,
      depends_on: { macros: [], nodes: [model.unique_id] },
      schema: model.schema,
      version: model.version,
    },
  };
}

function isWanted(versions: Json, version: string | number): boolean {
  if (!isMapping(versions)) return true;
  const { include, exclude } = versions;
  const has = (list: Json): boolean => Array.isArray(list) && list.map(String).includes(String(version));
  return include !== null ? has(include!) : exclude === null || !has(exclude!);
}

/** A model that asks `is_incremental()` must be told what to answer, and what it reads as `this` when it is. */
function incrementalProblem(test: UnitTestNode, model: ModelNode): string | undefined {
  if (!model.depends_on.macros.some((id) => isIncremental.test(id))) return undefined;
  const answer = test.overrides?.macros['is_incremental'];
  if (typeof answer !== 'boolean') {
    return `the model "${model.name}" asks is_incremental(), so that overrides.macros.is_incremental must be true or false`;
  }
  const hasThis = test.given.some(({ input }) => input.trim() === 'this');
  return answer && !hasThis ? 'with is_incremental true it needs an input "this"' : undefined;
}

function checkInputs(
  { node, entry }: UnitTestDraft,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const [index, { input }] of node.given.entries()) {
    const target = parseRelationExpression(input, entry.place('given', index, 'input'));
    if (!target) continue;
    const from = node as unknown as Node;
    const found =
      target.kind === 'ref' ? references.ref(target.ref, from) : references.source(target.source, from);
    if ('diagnostic' in found && found.diagnostic.code !== 'REF_ACCESS_DENIED') report(found.diagnostic);
  }
}
