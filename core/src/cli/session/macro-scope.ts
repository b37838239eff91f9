import type { Connection } from '../../adapter/index.ts';
import type { JsonObject } from '../../config/index.ts';
import { createRuntimeScope, type RuntimeScope } from '../../context/runtime-scope.ts';
import type { Execution } from './execution.ts';
import { inlineNode } from './inline-node.ts';
import type { ParsedProject } from './parse-project.ts';

/** A scope from which macros can be called that belong to no node; they may refer to anything. */
export function macroScope(
  project: ParsedProject,
  { compiler, context }: Execution,
  connection: Connection,
  packageName: string = project.manifest.rootPackage,
): RuntimeScope {
  const node = inlineNode(project, '');
  return createRuntimeScope(context.shared, {
    uniqueId: node.unique_id,
    packageName,
    resourceType: 'macro',
    model: node as unknown as JsonObject,
    config: {},
    relation: null,
    lookups: compiler.lookups(node),
    connection,
  });
}
