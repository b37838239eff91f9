import type { Report } from './report.ts';
import type { Generation, Statement } from './warehouse.ts';

/** Whether the tests behind something pass. */
export interface Checks {
  readonly passed: number;
  /** Names of tests that failed or could not be run. */
  readonly failed: readonly string[];
  /** Tests that have not been run since what they test was built. */
  readonly outdated: number;
}

/** How something on the page is computed. */
export interface Provenance {
  readonly title: string;
  readonly about: string;
  readonly statements: readonly { readonly name: string; readonly sql: string }[];
  readonly models: readonly ModelText[];
  readonly checks: Checks;
}

interface ModelText {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly sql: string;
}

/** A node of the project as it was when it was published. */
interface PublishedNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly path: string;
  readonly sql: string;
  readonly dependsOn: readonly string[];
  readonly status: string | null;
  /** Sorts by time; null before the first run. */
  readonly ranAt: string | null;
}

export async function readNodes(generation: Generation): Promise<readonly PublishedNode[]> {
  const columns = await generation.query({
    sql: `SELECT unique_id, name, resource_type, description, path, COALESCE(compiled_sql, source_sql, '') AS sql,
  TO_JSON(depends_on) AS depends_on, status, CAST(ran_at AS VARCHAR) AS ran_at
FROM publication.nodes`,
    parameters: {},
  });
  const text = (name: string, row: number): string => String(columns[name]?.[row] ?? '');
  return (columns['unique_id'] ?? []).map((id, row) => ({
    id: String(id),
    name: text('name', row),
    type: text('resource_type', row),
    description: text('description', row),
    path: text('path', row),
    sql: text('sql', row),
    dependsOn: JSON.parse(text('depends_on', row) || '[]') as string[],
    status: (columns['status']?.[row] ?? null) as string | null,
    ranAt: (columns['ran_at']?.[row] ?? null) as string | null,
  }));
}

export async function explain(
  report: Report,
  statements: Readonly<Record<string, Statement>>,
  generation: Generation,
): Promise<Provenance> {
  const nodes = await readNodes(generation);
  return {
    title: report.title,
    about: report.about,
    statements: Object.entries(statements).map(([name, statement]) => ({ name, sql: withValues(statement) })),
    models: report.models.flatMap((name) => {
      const node = nodes.find((candidate) => candidate.name === name && candidate.type !== 'test');
      return node ? [{ name, path: node.path, description: node.description, sql: node.sql }] : [];
    }),
    checks: checksOf(report.models, nodes),
  };
}

/** The tests of models, and of everything that these are made of. */
export function checksOf(models: readonly string[], nodes: readonly PublishedNode[]): Checks {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const behind = new Set<string>();
  const follow = (node: PublishedNode | undefined): void => {
    if (!node || behind.has(node.id)) return;
    behind.add(node.id);
    for (const id of node.dependsOn) follow(byId.get(id));
  };
  for (const node of nodes) if (models.includes(node.name) && node.type !== 'test') follow(node);

  const tests = nodes.filter(
    ({ type, dependsOn }) => type === 'test' && dependsOn.some((id) => behind.has(id)),
  );
  const isOutdated = ({ ranAt, dependsOn }: PublishedNode): boolean =>
    ranAt === null || dependsOn.some((id) => (byId.get(id)?.ranAt ?? '') > ranAt);
  const current = tests.filter((test) => !isOutdated(test));
  const passed = current.filter(({ status }) => status === 'pass' || status === 'warn');
  return {
    passed: passed.length,
    failed: current.filter((test) => !passed.includes(test)).map(({ name }) => name),
    outdated: tests.length - current.length,
  };
}

/** A statement to be run elsewhere: its values are written out. Only for reading; the dashboard itself binds them. */
function withValues({ sql, parameters }: Statement): string {
  return sql.replaceAll(/\$(\w+)/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
    return `[${value.join(', ')}]`;
  });
}
