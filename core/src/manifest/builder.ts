import type { Json } from '../config/json.ts';
import type { Invocation } from '../context/invocation.ts';
import {
  type Checked,
  type Diagnostic,
  duplicateResource,
  type Span,
  UserError,
} from '../diagnostics/index.ts';
import type { Project, ProjectFile, Workspace } from '../project/project.ts';
import { type BuildOptions, type BuiltManifest, registryOptions } from './build-options.ts';
import { FileCache } from './cache/file-cache.ts';
import { readBlocks } from './cache/parse-memory.ts';
import {
  type ManifestReads,
  ReadRecorder,
  recordingInvocation,
  RecordingRegistry,
} from './cache/recorder.ts';
import { ConfigResolver } from './config/resolver.ts';
import { type FileKind, relativePath, stem } from './files/kinds.ts';
import { MacroReach } from './files/macro-reach.ts';
import {
  nothingCaptured,
  type ParsedDoc,
  type ParsedFile,
  type ParsedNode,
  type ParsedTemplate,
} from './files/parsed-file.ts';
import { isReadAlone, readNodeFile, type SortedFile } from './files/sorted-file.ts';
import { TemplateReader } from './files/templates.ts';
import type { LinkContext } from './link/context.ts';
import { Descriptions } from './link/descriptions.ts';
import { link } from './link/link.ts';
import { searchOrder } from './link/lookup.ts';
import { RelationNamer } from './link/relation-names.ts';
import type { DocNode } from './nodes.ts';
import { type Place, spanOf } from './place.ts';
import type { Entry } from './properties/entry.ts';
import { type PropertyFile, readPropertyFile } from './properties/property-file.ts';
import type { ResourceKey } from './properties/resource-keys.ts';
import { PropertyFileSource, propertyText } from './properties/property-source.ts';
import type { CompilableType, DeclaredNode } from './resources/declared-node.ts';
import { declareNode } from './resources/declare.ts';
import { buildMacro, describeMacros, linkMacros, type MacroDraft } from './resources/macros.ts';
import { declareOperations } from './resources/operations.ts';
import type { RowSources } from './resources/unit-tests.ts';

/** What a run of the builder gives: beside the manifest, what it was made of. */
export interface Built extends Checked<BuiltManifest> {
  /** Undefined where something was read that changes every time. */
  readonly reads: ManifestReads | undefined;
  /** What each file says on its own. */
  readonly parsed: readonly (SortedFile & { readonly parsed: ParsedFile | undefined })[];
}

const nodeTypes: Readonly<Partial<Record<FileKind, Exclude<CompilableType, 'operation'>>>> = {
  model: 'model',
  seed: 'seed',
  function: 'function',
  snapshot: 'snapshot',
  analysis: 'analysis',
  'singular test': 'test',
};

/** One run of the builder: macros, then each file on its own, then all of them together. */
export class ManifestBuilder {
  readonly #workspace: Workspace;
  readonly #options: BuildOptions;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #recorder = new ReadRecorder();
  readonly #registry: RecordingRegistry;
  readonly #invocation: Invocation;
  /** The invocation as templates have it. */
  readonly #recording: Invocation;
  readonly #templates: TemplateReader;
  readonly #cache: FileCache;

  constructor(workspace: Workspace, options: BuildOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#registry = new RecordingRegistry(registryOptions(workspace), this.#recorder);
    this.#invocation = options.createInvocation(this.#registry);
    this.#recording = recordingInvocation(this.#invocation, this.#recorder);
    this.#templates = new TemplateReader(this.#recording);
    const { cache, sha256 } = options;
    this.#cache = new FileCache(cache && { ...cache, key: fileCacheKey(workspace, sha256) });
  }

  run(files: readonly SortedFile[]): Built {
    const ahead = this.#readAhead(files);
    const macros = this.#readMacros(files);
    const parsed = files.map((entry) => ({ ...entry, parsed: this.#read(entry) }));
    const docs = parsed.flatMap(({ file, parsed }) =>
      parsed?.kind === 'docs' ? parsed.docs.map((doc) => docOf(file, doc)) : [],
    );
    const order = searchOrder(this.#workspace);
    const report = (diagnostic: Diagnostic): void => void this.#diagnostics.push(diagnostic);
    const known = docs.map(({ node }) => node);
    const descriptions = new Descriptions(this.#templates, order, known, report);
    const properties = files.flatMap((entry) =>
      entry.kind === 'properties' ? [this.#readProperties(entry, descriptions, ahead)] : [],
    );
    linkMacros([...macros.values()], new MacroReach(this.#invocation));
    describeMacros(macros, entriesOf(properties, 'macros'), report);
    const manifest = link(this.#linkContext(report), {
      declared: [...parsed.flatMap((entry) => declarations(entry)), ...this.#operations()],
      properties,
      macros: [...macros.values()],
      docs,
      rows: rowSources(parsed),
      order,
      selectors: this.#options.selectors ?? new Map(),
    });
    this.#cache.save();
    return {
      value: { manifest, registry: this.#registry, invocation: this.#invocation },
      diagnostics: this.#diagnostics,
      reads: this.#recorder.all,
      parsed,
    };
  }

  #linkContext(report: LinkContext['report']): LinkContext {
    return {
      workspace: this.#workspace,
      invocation: this.#invocation,
      configs: new ConfigResolver(this.#workspace.root),
      names: new RelationNamer(this.#recording, this.#workspace, () => this.#recorder.noteCode()),
      templates: this.#templates,
      sha256: this.#options.sha256,
      report,
      noteCode: () => this.#recorder.noteCode(),
    };
  }

  #readMacros(files: readonly SortedFile[]): ReadonlyMap<string, MacroDraft> {
    const macros = new Map<string, MacroDraft>();
    const known = { memory: this.#options.cache?.memory, macros: this.#options.knownMacros };
    for (const { kind, file, shown } of files) {
      if (kind !== 'macro' && kind !== 'generic test') continue;
      const blocks = readBlocks(file, shown, known);
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
        this.#registry.addFrom({ uniqueId, packageName, name, block }, file.checksum);
      }
    }
    return macros;
  }

  #read(entry: SortedFile): ParsedFile | undefined {
    if (!isReadAlone(entry.kind)) return undefined;
    const parsed = this.#cached(entry.file, () =>
      readNodeFile(entry, this.#workspace.target, this.#templates)!,
    );
    this.#diagnostics.push(...parsed.diagnostics);
    return parsed;
  }

  /** Has property files that the cache does not know parsed, from now on. @returns the value of one, where it is there. */
  #readAhead(files: readonly SortedFile[]): (file: ProjectFile) => Json | undefined {
    const unknown = files.flatMap(({ file, kind }) =>
      kind === 'properties' && !this.#cache.knows(file) ? [file] : [],
    );
    const values = this.#options.readAhead?.(unknown.map(propertyText));
    if (!values) return () => undefined;
    const numbers = new Map(unknown.map((file, number) => [file, number]));
    return (file) => {
      const number = numbers.get(file);
      return number === undefined ? undefined : values.take(number);
    };
  }

  #readProperties(
    { file, shown }: SortedFile,
    descriptions: Descriptions,
    ahead: (file: ProjectFile) => Json | undefined,
  ): PropertyFile {
    const source = new PropertyFileSource(file, shown);
    const parsed = this.#cached(file, () => {
      const value = ahead(file);
      return { kind: 'properties', ...(value === undefined ? source.read() : { value, diagnostics: [] }) };
    });
    this.#diagnostics.push(...parsed.diagnostics);
    return readPropertyFile(file.project, source, parsed.kind === 'properties' ? parsed.value : null, {
      report: (diagnostic) => void this.#diagnostics.push(diagnostic),
      render: (text, place) => this.#templates.property(text, file.project.name, place),
      describe: (text, place) => descriptions.render(text, file.project.name, place),
    });
  }

  #cached(file: ProjectFile, read: () => ParsedFile): ParsedFile {
    return this.#cache.get(file, this.#invocation, this.#registry, this.#recorder, read);
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

/** What every file's result depends on, whatever it says. */
function fileCacheKey({ root, target, projects }: Workspace, sha256: (text: string) => string): string {
  const { name, type, database, schema, output } = target;
  const packages = projects.map((project) => [project.name, project.root, project.isInternal]);
  return sha256(
    JSON.stringify([root.name, root.dispatch, root.quoting, packages, name, type, database, schema, output]),
  );
}

const entriesOf = (
  files: readonly PropertyFile[],
  key: ResourceKey,
): readonly (readonly [Project, Entry])[] =>
  files.flatMap(({ project, entries }) => (entries.get(key) ?? []).map((entry) => [project, entry] as const));

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
