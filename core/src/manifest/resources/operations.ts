import type { Project } from '../../project/project.ts';
import type { Span } from '../../diagnostics/index.ts';
import { fileStart } from '../place.ts';
import type { ParsedTemplate } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { OperationNode } from '../nodes.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

export type RunHook = 'on-run-start' | 'on-run-end';

/** A project's `on-run-start` and `on-run-end`, each entry an operation of its own. */
export function declareOperations(
  project: Project,
  file: string,
  sha256: (text: string) => string,
  parse: (sql: string, name: string, at: Span) => ParsedTemplate,
): readonly DeclaredNode[] {
  const hooks: readonly (readonly [RunHook, readonly string[]])[] = [
    ['on-run-start', project.onRunStart],
    ['on-run-end', project.onRunEnd],
  ];
  return hooks.flatMap(([hook, statements]) =>
    statements.map((sql, index): DeclaredNode => {
      const name = `${project.name}-${hook}-${index}`;
      const at = project.span([hook, index]) ?? project.span([hook]) ?? fileStart(file);
      return {
        type: 'operation',
        project,
        name,
        uniqueId: `operation.${project.name}.${name}`,
        path: `hooks/${name}.sql`,
        originalPath: `./${project.file}`,
        fqn: [project.name, 'hooks', name],
        parsed: {
          ...parse(sql, name, at),
          name,
          rawCode: sql,
          language: 'sql',
          checksum: { name: 'sha256', checksum: sha256(sql) },
          at,
        },
        place: at,
      };
    }),
  );
}

const pattern: OperationNode = { ...nodePattern('operation'), index: null };

export function buildOperation(context: LinkContext, declared: DeclaredNode): Draft<OperationNode> {
  const [, hook, index] = /-(on-run-(?:start|end))-(\d+)$/.exec(declared.name)!;
  return buildCompilable<OperationNode>(context, declared, {
    blank: () => ({ ...pattern, index: Number(index) }),
    tags: [hook!],
    isRelation: () => false,
  });
}
