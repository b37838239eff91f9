import type { Definition, DefinitionKind, Range, Statement } from './ast.ts';
import { BoundMacro, generatorFor, type RunnableMacro, type Way } from './bound-macro.ts';
import { callsIn, type StaticCall } from './calls.ts';
import { compile, type Compiled } from './compile-code.ts';
import type { Checked, Span } from '../diagnostics/index.ts';
import { macroHead } from './generator.ts';
import { toJson, type Plain } from './json.ts';
import type { MacroCode } from './macro-code.ts';
import { Source, type SourceOptions } from './source.ts';
import { parseDefinition, parseStatements, Template } from './template.ts';
import type { Scope, TemplateObject } from './values/index.ts';

interface BlockBase {
  readonly name: string;
  /** The whole block, tags included. */
  readonly span: Span;
  /** The name in the opening tag. */
  readonly nameSpan: Span;
  /** The whole block as written, with the white space around it that its outer tags take away (`{%-`, `-%}`). */
  readonly text: string;
}

/** A macro, a generic test (`test_…`) or a materialization (`materialization_…`). */
export interface MacroBlock extends BlockBase {
  readonly kind: Exclude<DefinitionKind, 'snapshot' | 'docs'>;
  readonly parameters: readonly { readonly name: string; readonly hasDefault: boolean }[];
  readonly calls: readonly StaticCall[];
  /** A materialization's adapter, `default` when it names none. */
  readonly adapter: string | undefined;
  /** A materialization's `supported_languages`, where they are written out. */
  readonly supportedLanguages: readonly string[] | undefined;
  /**
   * The macro as a value that templates call. Its free names are the scope's. Called, it gives its text, or what
   * `return()` was given.
   */
  bind(scope: Scope): TemplateObject;
}

/** A snapshot: its query is a template of its own, with places in the same file. */
export interface SnapshotBlock extends BlockBase {
  readonly kind: 'snapshot';
  readonly template: Template;
  /** The query as written. */
  readonly body: string;
}

/** A piece of documentation, taken as it stands. */
export interface DocsBlock extends BlockBase {
  readonly kind: 'docs';
  readonly contents: string;
}

export type Block = MacroBlock | SnapshotBlock | DocsBlock;

/** The blocks at the top of a file; other text there means nothing. */
export function parseBlocks(text: string, options: SourceOptions): Checked<readonly Block[]> {
  const source = new Source(text, options);
  const { value, diagnostics } = parseStatements(source);
  const definitions = value.filter((statement): statement is Definition => statement.kind === 'definition');
  let end = 0;
  const blocks = definitions.map((definition) => {
    const outer = outerRange(definition, source.text, end);
    ({ end } = outer);
    return toBlock(definition, outer, source);
  });
  return { value: blocks, diagnostics };
}

/** A macro by itself, where it is known where it stands in a text without mistakes. */
export function parseMacro(source: Source, range: Range, textRange: Range): RunnableMacro {
  return new ParsedMacro(parseDefinition(source, range), textRange, source);
}

/**
 * A block with the white space around it that its tags take away; the file's own ends are none of it.
 *
 * @param from Where the block before ends: what that one has taken is taken.
 */
function outerRange({ start, end }: Range, text: string, from: number): Range {
  const before = text.slice(from, start);
  const after = text.slice(end);
  const isFirst = text.slice(0, start).trim() === '';
  const takesBefore = text.startsWith('{%-', start) && !isFirst;
  const takesAfter = text.slice(start, end).endsWith('-%}') && after.trim() !== '';
  return {
    start: takesBefore ? from + before.trimEnd().length : start,
    end: takesAfter ? end + after.length - after.trimStart().length : end,
  };
}

function toBlock(definition: Definition, outer: Range, source: Source): Block {
  const slice = ({ start, end }: Range): string => source.text.slice(start, end);
  const base = {
    name: definition.name,
    text: slice(outer),
    get span() {
      return source.span(definition.start, definition.end);
    },
    get nameSpan() {
      return source.span(definition.nameRange.start, definition.nameRange.end);
    },
  };
  switch (definition.block) {
    case 'snapshot':
      return Object.assign(base, {
        kind: 'snapshot' as const,
        template: new Template(source, definition.body),
        body: slice(definition.bodyRange),
      });
    case 'docs':
      return Object.assign(base, { kind: 'docs' as const, contents: slice(definition.bodyRange) });
    default:
      return new ParsedMacro(definition, outer, source);
  }
}

/** A macro whose code is generated when it is first called. */
class ParsedMacro implements MacroBlock, RunnableMacro {
  readonly kind: MacroBlock['kind'];
  readonly name: string;
  readonly adapter: string | undefined;
  readonly source: Source;
  readonly #definition: Definition;
  readonly #outer: Range;
  readonly #code = new Map<Way, Compiled>();
  #calls: readonly StaticCall[] | undefined;
  #head: MacroCode | undefined;

  constructor(definition: Definition, outer: Range, source: Source) {
    this.kind = definition.block as MacroBlock['kind'];
    this.name = definition.name;
    this.adapter = definition.adapter;
    this.#definition = definition;
    this.#outer = outer;
    this.source = source;
  }

  get text(): string {
    return this.source.text.slice(this.#outer.start, this.#outer.end);
  }

  get span(): Span {
    return this.source.span(this.#definition.start, this.#definition.end);
  }

  get nameSpan(): Span {
    const { start, end } = this.#definition.nameRange;
    return this.source.span(start, end);
  }

  get parameters(): MacroBlock['parameters'] {
    return this.#definition.parameters.map((parameter) => ({
      name: parameter.name,
      hasDefault: parameter.default !== undefined,
    }));
  }

  get calls(): readonly StaticCall[] {
    const { parameters, body, start, end } = this.#definition;
    const defaults: Statement[] = parameters.flatMap((parameter) =>
      parameter.default ? [{ kind: 'do', value: parameter.default, start, end }] : [],
    );
    return (this.#calls ??= callsIn([...defaults, ...body]));
  }

  get head(): MacroCode {
    return (this.#head ??= macroHead(this.#definition.parameters, this.#definition.body));
  }

  get supportedLanguages(): readonly string[] | undefined {
    if (this.kind !== 'materialization') return undefined;
    const languages = this.#definition.parameters.find(({ name }) => name === 'supported_languages')?.default;
    if (languages?.kind !== 'list') return undefined;
    return languages.items
      .flatMap((item): Plain[] => (item.kind === 'constant' ? [toJson(item.value)] : []))
      .map(String);
  }

  bind(scope: Scope): TemplateObject {
    return new BoundMacro(this, scope);
  }

  codeFor(way: Way): Compiled {
    let code = this.#code.get(way);
    if (!code) {
      const { parameters, body } = this.#definition;
      code = compile(this.source, () => generatorFor(way).macro(parameters, body));
      this.#code.set(way, code);
    }
    return code;
  }
}
