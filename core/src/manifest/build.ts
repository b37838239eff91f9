import type { Json } from '../config/json.ts';
import type { Invocation } from '../context/invocation.ts';
import { MacroRegistry } from '../context/macro-registry.ts';
import {
  type Checked,
  type Diagnostic,
  duplicateResource,
  type Span,
  UserError,
} from '../diagnostics/index.ts';
import { parseBlocks } from '../jinja/index.ts';
import type { Project, ProjectFile, Workspace } from '../project/project.ts';
import { ConfigResolver } from './config/resolver.ts';
import { shownName } from './files/file-names.ts';
import { type FileKind, fileKind, relativePath, stem } from './files/kinds.ts';
import { MacroReach } from './files/macro-reach.ts';
import type { ParsedDoc, ParsedFile, ParsedNode, ParsedTemplate } from './files/parsed-file.ts';
import { nothingCaptured } from './files/parsed-file.ts';
import { type NodeFileKind, readFile } from './files/read-file.ts';
import { TemplateReader } from './files/templates.ts';
import type { LinkContext } from './link/context.ts';
import { Descriptions } from './link/descriptions.ts';
import { link } from './link/link.ts';
import type { SearchOrder } from './link/lookup.ts';
import { RelationNamer } from './link/relation-names.ts';
import type { Manifest } from './manifest.ts';
import type { DocNode } from './nodes.ts';
import { type Place, spanOf } from './place.ts';
import { parsePropertyFile } from './properties/property-source.ts';
import { type PropertyFile, readPropertyFile } from './properties/property-file.ts';
import type { CompilableType, DeclaredNode } from './resources/compilable.ts';
import { declareNode } from './resources/declare.ts';
import { buildMacro, describeMacros, linkMacros, type MacroDraft } from './resources/macros.ts';
import { declareOperations } from './resources/operations.ts';
import type { RowSources } from './resources/unit-tests.ts';

export interface BuildOptions {
  /** Makes what all templates share, over the registry that the build fills with the projects' macros. */
  readonly createInvocation: (macros: MacroRegistry) => Invocation;
  /** SHA-256 of the UTF-8 text, in lower-case hex. */
  readonly sha256: (text: string) => string;
  /** Named selectors of selectors.yml, as written. */
  readonly selectors?: ReadonlyMap<string, Json>;
}

export interface BuiltManifest {
  readonly manifest: Manifest;
  readonly registry: MacroRegistry;
  readonly invocation: Invocation;
}

/**
 * Everything that the projects of a workspace declare, with every name resolved.
 *
 * @param files All files of all projects below their resource paths; those of other kinds are passed over.
 * @returns the manifest of what could be read, and every mistake found on the way: with errors among them, nothing
 * may be built on it.
 */
export function buildManifest(
  workspace: Workspace,
  files: Iterable<ProjectFile>,
  options: BuildOptions,
): Checked<BuiltManifest> {
  const build = new Build(workspace, options);
  return build.run(files);
}

interface SortedFile {
  readonly kind: FileKind;
  readonly file: ProjectFile;
  /** Its name in diagnostics. */
  readonly shown: string;
}

const nodeTypes: Readonly<Partial<Record<FileKind, Exclude<CompilableType, 'operation'>>>> = {
  model: 'model',
  seed: 'seed',
  snapshot: 'snapshot',
  analysis: 'analysis',
  'singular test': 'test',
};

/** One run of the builder: files, then macros, then each file on its own, then all of them together. */
class Build {
  readonly #workspace: Workspace;
  readonly #options: BuildOptions;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #registry: MacroRegistry;
  readonly #invocation: Invocation;
  readonly #templates: TemplateReader;

  constructor(workspace: Workspace, options: BuildOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#registry = registryFor(workspace);
    this.#invocation = options.createInvocation(this.#registry);
    this.#templates = new TemplateReader(this.#invocation);
  }

  run(files: Iterable<ProjectFile>): Checked<BuiltManifest> {
    const sorted = this.#sort(files);
    const macros = this.#readMacros(sorted);
    const parsed = sorted.map((entry) => ({ ...entry, parsed: this.#read(entry) }));
    const docs = parsed.flatMap(({ file, parsed }) =>
      parsed?.kind === 'docs' ? parsed.docs.map((doc) => docOf(file, doc)) : [],
    );
    const order = searchOrder(this.#workspace);
    const report = (diagnostic: Diagnostic): void => void this.#diagnostics.push(diagnostic);
    const descriptions = new Descriptions(
      this.#templates,
      order,
      docs.map(({ node }) => node),
      report,
    );
    const properties = sorted.flatMap((entry) =>
      entry.kind === 'properties' ? [this.#readProperties(entry, descriptions)] : [],
    );
    const context: LinkContext = {
      workspace: this.#workspace,
      invocation: this.#invocation,
      configs: new ConfigResolver(this.#workspace.root),
      names: new RelationNamer(this.#invocation, this.#workspace),
      templates: this.#templates,
      sha256: this.#options.sha256,
      report,
    };
    linkMacros([...macros.values()], new MacroReach(this.#invocation));
    describeMacros(
      macros,
      properties.flatMap(({ project, entries }) =>
        (entries.get('macros') ?? []).map((entry) => [project, entry] as const),
      ),
      report,
    );
    const manifest: Manifest = link(context, {
      declared: [...parsed.flatMap((entry) => declarations(entry)), ...this.#operations()],
      properties,
      macros: [...macros.values()],
      docs,
      rows: rowSources(parsed),
      order,
      selectors: this.#options.selectors ?? new Map(),
    });
    const value = { manifest, registry: this.#registry, invocation: this.#invocation };
    return { value, diagnostics: this.#diagnostics };
  }

  #sort(files: Iterable<ProjectFile>): readonly SortedFile[] {
    const sorted: SortedFile[] = [];
    for (const file of files) {
      const kind = fileKind(file);
      if (kind) sorted.push({ kind, file, shown: shownName(file, this.#workspace.root) });
    }
    return sorted;
  }

  #readMacros(files: readonly SortedFile[]): ReadonlyMap<string, MacroDraft> {
    const macros = new Map<string, MacroDraft>();
    for (const { kind, file, shown } of files) {
      if (kind !== 'macro' && kind !== 'generic test') continue;
      const blocks = parseBlocks(file.text, { file: shown });
      this.#diagnostics.push(...blocks.diagnostics);
      for (const block of blocks.value) {
        if (block.kind === 'snapshot' || block.kind === 'docs') continue;
        const macro = buildMacro(file.project, file.path, block, this.#invocation);
        const { unique_id: uniqueId, name, package_name: packageName } = macro.node;
        const other = macros.get(uniqueId);
        if (other) {
          this.#diagnostics.push(duplicateResource('macros', name, spanOf(other.place), block.nameSpan));
          continue;
        }
        macros.set(uniqueId, macro);
        this.#registry.add({ uniqueId, packageName, name, block });
      }
    }
    return macros;
  }

  #read({ kind, file, shown }: SortedFile): ParsedFile | undefined {
    if (kind === 'macro' || kind === 'generic test' || kind === 'properties') return undefined;
    const parsed = readFile(kind satisfies NodeFileKind, file, {
      target: this.#workspace.target,
      templates: this.#templates,
      file: shown,
    });
    this.#diagnostics.push(...parsed.diagnostics);
    return parsed;
  }

  #readProperties({ file, shown }: SortedFile, descriptions: Descriptions): PropertyFile {
    const { value: parsed, diagnostics } = parsePropertyFile(file, shown);
    this.#diagnostics.push(...diagnostics);
    return readPropertyFile(file.project, parsed.source, parsed.value, {
      report: (diagnostic) => void this.#diagnostics.push(diagnostic),
      render: (text, place) => this.#templates.property(text, file.project.name, place),
      describe: (text, place) => descriptions.render(text, file.project.name, place),
    });
  }

  #operations(): readonly DeclaredNode[] {
    return this.#workspace.projects
      .filter((project) => !project.isInternal)
      .flatMap((project) =>
        declareOperations(project, project.file, this.#options.sha256, (sql, name, at) =>
          this.#hook(project, sql, name, at),
        ),
      );
  }

  #hook(project: Project, sql: string, name: string, at: Span): ParsedTemplate {
    const { database, schema } = this.#workspace.target;
    const model = { name, resource_type: 'operation', package_name: project.name };
    const uniqueId = `operation.${project.name}.${name}`;
    const subject = { uniqueId, packageName: project.name, name, database, schema, alias: name, model };
    return this.#attempt(() => this.#templates.capture(sql, subject, at));
  }

  #attempt(action: () => ParsedTemplate): ParsedTemplate {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#diagnostics.push(...error.diagnostics);
      return nothingCaptured;
    }
  }
}

function registryFor({ root, projects }: Workspace): MacroRegistry {
  return new MacroRegistry({
    rootPackage: root.name,
    internalPackages: projects.filter(({ isInternal }) => isInternal).map(({ name }) => name),
    searchOrders: new Map(root.dispatch.map((order) => [order.macro_namespace, order.search_order])),
  });
}

function searchOrder({ root }: Workspace): SearchOrder {
  return {
    rootPackage: root.name,
    ownPackageFirst: root.flags['require_ref_searches_node_package_before_root'] === true,
  };
}

function declarations({
  kind,
  file,
  parsed,
}: SortedFile & { readonly parsed: ParsedFile | undefined }): DeclaredNode[] {
  const type = nodeTypes[kind];
  if (!type || parsed?.kind !== 'nodes') return [];
  return parsed.nodes.map((node: ParsedNode) => declareNode(type, file, node));
}

function docOf(
  file: ProjectFile,
  { name, contents, at }: ParsedDoc,
): { readonly node: DocNode; readonly place: Place } {
  const node: DocNode = {
    name,
    resource_type: 'doc',
    package_name: file.project.name,
    path: relativePath(file),
    original_file_path: file.path,
    unique_id: `doc.${file.project.name}.${name}`,
    block_contents: contents,
  };
  return { node, place: at };
}

const key = (packageName: string, name: string): string => `${packageName}.${name}`;

/** Fixtures and seeds by name, for unit tests. */
function rowSources(
  files: readonly (SortedFile & { readonly parsed: ParsedFile | undefined })[],
): RowSources {
  const fixtures = new Map<string, Json>();
  const seeds = new Map<string, string>();
  for (const { kind, file, parsed } of files) {
    if (parsed?.kind === 'fixture')
      fixtures.set(key(file.project.name, parsed.fixture.name), parsed.fixture.rows);
    if (kind === 'seed') seeds.set(key(file.project.name, stem(file.path)), file.text);
  }
  return {
    fixture: (name, packageName) => fixtures.get(key(packageName, name)),
    seed: (name, packageName) => seeds.get(key(packageName, name)),
  };
}
