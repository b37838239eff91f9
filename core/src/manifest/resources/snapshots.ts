import type { JsonObject } from '../../config/json.ts';
import { configIncomplete, resourceInvalid } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured } from '../files/parsed-file.ts';
import type { Entry } from '../properties/entry.ts';
import { parseRelationExpression } from './relation-expression.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SnapshotNode } from '../nodes.ts';
import { fileStart, spanOf } from '../place.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

const pattern: SnapshotNode = nodePattern('snapshot');

export function buildSnapshot(context: LinkContext, declared: DeclaredNode): Draft<SnapshotNode> {
  const draft = buildCompilable<SnapshotNode>(context, declared, {
    blank: () => ({ ...pattern }),
    isRelation: () => true,
    fixedName: ({ target_database: database, target_schema: schema }) => ({
      ...(typeof database === 'string' && database !== '' && { database }),
      ...(typeof schema === 'string' && schema !== '' && { schema }),
    }),
  });
  const problem = draft.isEnabled ? incomplete(draft.node.config as unknown as JsonObject) : undefined;
  if (problem)
    context.report(configIncomplete(`snapshot "${declared.name}"`, problem, spanOf(declared.place)));
  return draft;
}

/** What a snapshot cannot do without. Strategies other than the two are the project's own, with their own needs. */
function incomplete(config: JsonObject): string | undefined {
  const { strategy, unique_key: uniqueKey, check_cols: columns, updated_at: updatedAt } = config;
  if (!strategy || !uniqueKey || (Array.isArray(uniqueKey) && uniqueKey.length === 0)) {
    return `it needs ${strategy ? 'a unique_key' : 'a strategy ("timestamp" or "check") and a unique_key'}`;
  }
  if (strategy === 'timestamp') {
    if (!updatedAt)
      return 'the strategy "timestamp" needs updated_at, the column that says when a row changed';
    if (Array.isArray(columns) ? columns.length > 0 : columns)
      return 'the strategy "timestamp" takes no check_cols';
  }
  if (strategy === 'check') {
    if (!columns || (Array.isArray(columns) && columns.length === 0)) {
      return 'the strategy "check" needs check_cols, a list of columns or "all"';
    }
    if (typeof columns === 'string' && columns !== 'all')
      return `check_cols must be "all" or a list, not "${columns}"`;
  }
  return undefined;
}

/** A snapshot that a property file declares: of a whole relation, named under `relation`. */
export function declareYamlSnapshot(project: Project, entry: Entry): DeclaredNode | undefined {
  if (!entry.has('relation')) return undefined;
  const name = entry.requiredText('name', 'a snapshot');
  const relation = entry.text('relation');
  if (name === undefined || relation === null) return undefined;
  const target = parseRelationExpression(relation, entry.place('relation'));
  if (!target) {
    entry.report(
      resourceInvalid(
        `snapshot "${name}"`,
        `its relation "${relation}" is no ref() or source()`,
        entry.span('relation'),
      ),
    );
    return undefined;
  }
  const { path, relativePath, checksum } = entry.source;
  return {
    type: 'snapshot',
    project,
    name,
    uniqueId: `snapshot.${project.name}.${name}`,
    path: `${relativePath}/${name}.sql`,
    originalPath: path,
    fqn: [project.name, ...folders(relativePath), name],
    parsed: {
      ...nothingCaptured,
      refs: target.kind === 'ref' ? [target.ref] : [],
      sources: target.kind === 'source' ? [target.source] : [],
      name,
      rawCode: `select * from {{ ${relation} }}`,
      language: 'sql',
      checksum: { name: 'sha256', checksum },
      at: fileStart(entry.source.file),
    },
    place: entry.place(),
  };
}
