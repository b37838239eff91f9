import type { JsonObject } from '../../config/json.ts';
import type { ParseSubject } from '../../context/parse-scope.ts';
import { type Diagnostic, LineIndex, type Span, UserError } from '../../diagnostics/index.ts';
import { parseBlocks, parseTemplate, type SnapshotBlock, type Template } from '../../jinja/index.ts';
import type { ProjectFile, Target } from '../../project/project.ts';
import type { FileHash, ResourceType } from '../nodes.ts';
import { fileStart } from '../place.ts';
import { csvRows } from './csv.ts';
import { extension, type FileKind, relativePath, stem } from './kinds.ts';
import { nothingCaptured, type ParsedFile, type ParsedNode, type ParsedTemplate } from './parsed-file.ts';
import { parsePython } from './python-file.ts';
import type { TemplateReader } from './templates.ts';

export interface ReadContext {
  readonly target: Target;
  readonly templates: TemplateReader;
  /** The file's name in diagnostics. */
  readonly file: string;
}

type Reader = (file: ProjectFile, context: ReadContext) => ParsedFile;

const readers = {
  model: (file, context) =>
    extension(file.path) === 'py' ? readPythonModel(file, context) : readSql('model', file, context),
  analysis: (file, context) => readSql('analysis', file, context),
  'singular test': (file, context) => readSql('test', file, context),
  seed: readSeed,
  function: readFunction,
  snapshot: readSnapshots,
  docs: readDocs,
  fixture: readFixture,
} satisfies Record<Exclude<FileKind, 'macro' | 'generic test' | 'properties'>, Reader>;

export type NodeFileKind = keyof typeof readers;

/** Reads a file that declares nodes, docs blocks or rows; its mistakes come with it. */
export function readFile(kind: NodeFileKind, file: ProjectFile, context: ReadContext): ParsedFile {
  return readers[kind](file, context);
}

function readSql(type: ResourceType, file: ProjectFile, context: ReadContext): ParsedFile {
  const name = stem(file.path);
  const parsed = parseTemplate(file.text, { file: context.file });
  const { captured, diagnostics } = capture(parsed.value, subjectOf(type, name, file, context), context);
  const node = nodeOf(name, file, context, captured);
  return { kind: 'nodes', nodes: [node], diagnostics: [...parsed.diagnostics, ...diagnostics] };
}

function readPythonModel(file: ProjectFile, context: ReadContext): ParsedFile {
  const name = stem(file.path);
  const { captured, diagnostics } = parsePython(file.text, context.file, name);
  return {
    kind: 'nodes',
    nodes: [{ ...nodeOf(name, file, context, captured), language: 'python' }],
    diagnostics,
  };
}

/** A function's body: a template where it is SQL, plain code where it is Python. */
function readFunction(file: ProjectFile, context: ReadContext): ParsedFile {
  if (extension(file.path) !== 'py') return readSql('function', file, context);
  const node = nodeOf(stem(file.path), file, context, nothingCaptured);
  return { kind: 'nodes', nodes: [{ ...node, language: 'python' }], diagnostics: [] };
}

function readSeed(file: ProjectFile, context: ReadContext): ParsedFile {
  const checksum: FileHash = file.isTooLarge
    ? { name: 'path', checksum: file.path }
    : { name: 'sha256', checksum: file.checksum };
  const node = { ...nodeOf(stem(file.path), file, context, nothingCaptured), rawCode: '', checksum };
  return { kind: 'nodes', nodes: [node], diagnostics: [] };
}

function readSnapshots(file: ProjectFile, context: ReadContext): ParsedFile {
  const blocks = parseBlocks(file.text, { file: context.file });
  const diagnostics: Diagnostic[] = [...blocks.diagnostics];
  const nodes = blocks.value.flatMap((block): ParsedNode[] => {
    if (block.kind !== 'snapshot') return [];
    const found = capture(block.template, subjectOf('snapshot', block.name, file, context), context);
    diagnostics.push(...found.diagnostics);
    return [
      { ...nodeOf(block.name, file, context, found.captured), rawCode: snapshotCode(block), at: block.span },
    ];
  });
  return { kind: 'nodes', nodes, diagnostics };
}

/** The query between the tags; a dash in a tag takes the white space on its side away. */
function snapshotCode({ text, body }: SnapshotBlock): string {
  const trimsStart = /^\{%-?[^%]*-%\}/.test(text);
  const trimsEnd = /\{%-\s*endsnapshot\b[^{]*$/.test(text);
  const code = trimsStart ? body.trimStart() : body;
  return trimsEnd ? code.trimEnd() : code;
}

function readDocs(file: ProjectFile, context: ReadContext): ParsedFile {
  if (!file.text.includes('{%')) return { kind: 'docs', docs: [], diagnostics: [] };
  const blocks = parseBlocks(file.text, { file: context.file });
  const docs = blocks.value.flatMap((block) =>
    block.kind === 'docs' ? [{ name: block.name, contents: block.contents.trim(), at: block.span }] : [],
  );
  return { kind: 'docs', docs, diagnostics: blocks.diagnostics };
}

function readFixture(file: ProjectFile): ParsedFile {
  const text = file.text.trim();
  const rows = extension(file.path) === 'csv' ? csvRows(text) : text;
  return { kind: 'fixture', fixture: { name: stem(file.path), rows }, diagnostics: [] };
}

function capture(
  template: Template,
  subject: ParseSubject,
  { templates }: ReadContext,
): { readonly captured: ParsedTemplate; readonly diagnostics: readonly Diagnostic[] } {
  try {
    return templates.captureTemplate(template, subject);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { captured: nothingCaptured, diagnostics: error.diagnostics };
  }
}

function nodeOf(name: string, file: ProjectFile, context: ReadContext, captured: ParsedTemplate): ParsedNode {
  const rawCode = file.text.trim();
  return {
    name,
    rawCode,
    language: 'sql',
    checksum: { name: 'sha256', checksum: file.checksum },
    at: codeSpan(file.text, rawCode, context.file),
    ...captured,
  };
}

/** The code without the white space around it, which `raw_code` leaves out. */
function codeSpan(text: string, code: string, file: string): Span {
  if (code === '') return fileStart(file);
  if (text.startsWith(code))
    return { ...fileStart(file), endLine: 1, endColumn: code.split('\n', 1)[0]!.length + 1 };
  const start = text.indexOf(code);
  const lineEnd = text.indexOf('\n', start);
  return new LineIndex(text).span(file, start, lineEnd === -1 ? text.length : lineEnd);
}

/** The node as its own template sees it, before anything is known of it but where it lies. */
function subjectOf(
  type: ResourceType,
  name: string,
  file: ProjectFile,
  { target }: ReadContext,
): ParseSubject {
  const uniqueId = `${type}.${file.project.name}.${name}`;
  const model: JsonObject = {
    database: target.database,
    schema: target.schema,
    name,
    resource_type: type,
    package_name: file.project.name,
    path: relativePath(file),
    original_file_path: file.path,
    unique_id: uniqueId,
    alias: name,
    raw_code: file.text,
    language: 'sql',
    config: {},
    tags: [],
    meta: {},
    columns: {},
    description: '',
    depends_on: { macros: [], nodes: [] },
    refs: [],
    sources: [],
  };
  return {
    uniqueId,
    packageName: file.project.name,
    name,
    database: target.database,
    schema: target.schema,
    alias: name,
    model,
  };
}
