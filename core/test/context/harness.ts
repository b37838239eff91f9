import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Connection, RelationCache } from '../../src/adapter/index.ts';
import { createDuckDbAdapter } from '../../src/adapters/duckdb/index.ts';
import { templateGraph } from '../../src/cli/session/execution.ts';
import { Compiler } from '../../src/compile/index.ts';
import type { JsonObject } from '../../src/config/index.ts';
import { createParseScope, createPropertyScope, createRuntimeScope, type Invocation, type RuntimeShared } from '../../src/context/index.ts';
import { type Diagnostic, UserError } from '../../src/diagnostics/index.ts';
import { TemplateReader } from '../../src/manifest/files/templates.ts';
import { Descriptions } from '../../src/manifest/link/descriptions.ts';
import { runtimeNames } from '../../src/context/runtime-scope.ts';
import { fileScope, type FileScope, renderData } from '../../src/project/render.ts';
import { fromJson, parseTemplate, renderNative, type Scope, toStr } from '../../src/jinja/index.ts';
import { buildManifest, type Node } from '../../src/manifest/index.ts';
import { targetDict, varsFor } from '../../src/project/index.ts';
import { filesOf, openWorkspace, sha256 } from '../parse/workspace.ts';

const root = fileURLToPath(new URL('project', import.meta.url));

/** The environment in which record.py ran. */
const env: Readonly<Record<string, string>> = {
  GREETING: 'hello',
  NUMBER: '42',
  DBT_ENV_SECRET_TOKEN: 'hush',
  DBT_ENV_CUSTOM_ENV_RUN: 'nightly',
};

/** Renders a template in a context of its name, as text. */
export type Renderer = (template: string) => Promise<string>;

export interface Contexts {
  readonly render: Readonly<Record<string, Renderer>>;
  /** What running templates see beside the common names. */
  readonly names: readonly string[];
  /** Runs SQL, and gives its rows. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** The project beside this file, with all the contexts that its templates are rendered in. */
export async function openContexts(): Promise<Contexts> {
  const { value: workspace, diagnostics } = openWorkspace(root, { env });
  if (!workspace) throw new Error(JSON.stringify(diagnostics));
  const { value: adapter } = createDuckDbAdapter(workspace.target, root);
  const createInvocation = (macros: Invocation['macros']): Invocation => ({
    id: '00000000-0000-4000-8000-000000000000',
    startedAtMs: Date.UTC(2025, 0, 2, 3, 4, 5),
    nowMs: () => Date.UTC(2025, 0, 2, 3, 4, 5),
    command: 'run-operation',
    args: { which: 'run-operation', profiles_dir: root },
    flags: { FULL_REFRESH: false, STORE_FAILURES: false, FAIL_FAST: false, WARN_ERROR: false, USE_COLORS: true },
    projectName: workspace.root.name,
    target: targetDict(workspace.target),
    quoting: workspace.root.quoting,
    packageVersions: new Map(),
    adapter,
    macros,
    varsFor: (packageName) => varsFor(workspace, packageName),
    env: (name) => env[name],
    envNames: () => Object.keys(env),
    md5: (text) => createHash('md5').update(text).digest('hex'),
    emit: () => {},
  });
  const built = buildManifest(workspace, filesOf(workspace), { sha256, createInvocation });
  if (built.diagnostics.length > 0) throw new Error(JSON.stringify(built.diagnostics, undefined, 1));
  const { manifest, invocation } = built.value;
  const graph = templateGraph(manifest);
  const shared: RuntimeShared = {
    invocation,
    relations: new RelationCache(invocation),
    graph: () => graph,
    selectedResources: [],
    writeRun: () => {},
  };
  const compiler = new Compiler({
    manifest,
    shared,
    projects: workspace.projects,
    readSource: (file) => readFileSync(`${root}/${file}`, 'utf8'),
  });
  await adapter.open();
  const connection: Connection = await adapter.acquire('test');
  const report = manifest.nodes.get('model.shop.report')!;

  const compiled =
    (node: Node): Renderer =>
    async (template) =>
      withoutCtes(await compiler.compile({ ...node, raw_code: template } as Node, connection));
  const rendered =
    (scope: () => Scope): Renderer =>
    async (template) =>
      parseOne(template).renderSync(scope());
  const native =
    (scope: () => Scope): Renderer =>
    async (template) =>
      toStr(renderNative(template, scope(), { file: 'test' }));
  const ofFile =
    (scope: () => FileScope): Renderer =>
    async (template) => {
      const faults: Diagnostic[] = [];
      const report = (fault: Diagnostic): void => void faults.push(fault);
      const value = renderData(template, scope(), () => undefined, () => false, report);
      if (faults.length > 0) throw new UserError(faults);
      return toStr(fromJson(value));
    };
  const descriptions = new Descriptions(
    new TemplateReader(invocation),
    { rootPackage: 'shop', ownPackageFirst: false },
    manifest.docs.values(),
    (fault) => {
      throw new UserError(fault);
    },
  );

  const names = { env: (name: string) => env[name], vars: { days: 7 } };
  return {
    names: Object.keys(runtimeNames),
    render: {
      model: compiled(report),
      // As the linter compiles, which asks no database.
      offline: async (template) => (await compiler.compile({ ...report, raw_code: template } as Node)).sql,
      modules: compiled(report),
      namespace: compiled(report),
      test: compiled(manifest.nodes.get('test.shop.nothing_wrong')!),
      operation: async (template) =>
        parseOne(template).render(
          createRuntimeScope(shared, {
            uniqueId: 'macro.shop.greet',
            packageName: 'shop',
            resourceType: 'macro',
            model: {},
            config: {},
            relation: null,
            lookups: compiler.lookups({ ...report, unique_id: 'operation.shop.x', resource_type: 'operation' } as never),
            connection,
          }).scope,
        ),
      parse: rendered(
        () =>
          createParseScope(invocation, {
            uniqueId: report.unique_id,
            packageName: 'shop',
            name: 'report',
            database: report.database,
            schema: report.schema,
            alias: report.alias,
            model: report as unknown as JsonObject,
          }).scope,
      ),
      properties: native(() => createPropertyScope(invocation, 'shop')),
      docs: async (template) => descriptions.render(template, 'shop', { file: 'docs.yml', line: 1, column: 1, endLine: 1, endColumn: 1 }).text,
      profile: ofFile(() => fileScope({ ...names, mayReadSecrets: true })),
      project: ofFile(() => fileScope({ ...names, target: targetDict(workspace.target) })),
    },
    async query(sql) {
      const { table } = await connection.execute(sql, { fetch: true });
      return table.toMatrix() as unknown as readonly (readonly unknown[])[];
    },
    async close() {
      await connection.release();
      await adapter.close();
    },
  };
}

function parseOne(template: string) {
  const { value, diagnostics } = parseTemplate(template, { file: 'test.sql' });
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
  return value;
}

/** A reference to an ephemeral model puts that model before the text. */
function withoutCtes({ sql, ctes }: { readonly sql: string; readonly ctes: readonly { readonly sql: string }[] }): string {
  const prefix = `with${ctes.map((cte) => cte.sql).join(',')}\n`;
  return ctes.length > 0 ? sql.slice(prefix.length) : sql;
}
