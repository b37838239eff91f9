import type { CompileOverrides } from '../../compile/index.ts';
import type { CompilableNode } from '../../manifest/index.ts';
import type { CompiledSql } from '../run-context.ts';
import type { NodeRun, RunnableNode } from './runner.ts';

/** Compiles a node for its run, and keeps its SQL. */
export async function compileRun(
  run: NodeRun<RunnableNode & CompilableNode>,
  overrides?: CompileOverrides,
): Promise<CompiledSql> {
  const { node, context, connection } = run;
  const compiled = await context.compiler.compile(node, connection, overrides);
  run.keep(compiled);
  context.effects.writeCompiled(node, compiled.sql);
  return compiled;
}
