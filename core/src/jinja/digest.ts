import { LineIndex, type Span } from '../diagnostics/index.ts';
import type { Range } from './ast.ts';
import { type Block, type MacroBlock, parseBlocks, parseMacro } from './blocks.ts';
import { BoundMacro, type RunnableMacro, type Way } from './bound-macro.ts';
import type { Compiled } from './compile-code.ts';
import type { MacroCode } from './macro-code.ts';
import { Source, type SourceOptions } from './source.ts';
import type { Scope, TemplateObject } from './values/index.ts';
import { compiledFrom, type WrittenMacro, type WrittenMacros } from './written-code.ts';

/** What a macro's text says, but for its body: plain data. */
export interface MacroDigest extends Pick<
  MacroBlock,
  'kind' | 'name' | 'parameters' | 'calls' | 'adapter' | 'supportedLanguages'
> {
  readonly span: Omit<Span, 'file'>;
  readonly nameSpan: Omit<Span, 'file'>;
  /** Where the block stands in the text of its file, and where `text` does. */
  readonly range: Range;
  readonly textRange: Range;
}

/** The digests of a file that has nothing but macros, and no mistakes; undefined of any other. */
export function digestMacros(text: string): readonly MacroDigest[] | undefined {
  const { value: blocks, diagnostics } = parseBlocks(text, { file: '' });
  if (diagnostics.length > 0 || !blocks.every(isMacro)) return undefined;
  const index = new LineIndex(new Source(text, { file: '' }).text);
  return blocks.map((block) => digestOf(block, index));
}

/**
 * The blocks that `parseBlocks` finds in a text. Each macro is parsed by itself, when a template asks for it.
 *
 * @param digests What `digestMacros` gave of the same text.
 * @param written What `writeMacros` did; a macro that has code is not parsed.
 */
export function macrosFromDigest(
  digests: readonly MacroDigest[],
  text: string,
  options: SourceOptions,
  written: () => WrittenMacros | undefined = () => undefined,
): readonly MacroBlock[] {
  const source = new Source(text, options);
  return digests.map((digest, index) => new DigestedMacro(digest, source, () => written()?.[index]?.()));
}

const isMacro = (block: Block): block is MacroBlock => block.kind !== 'snapshot' && block.kind !== 'docs';

function digestOf(block: MacroBlock, index: LineIndex): MacroDigest {
  const { adapter, calls, kind, name, nameSpan, parameters, span, supportedLanguages, text } = block;
  const range = {
    start: index.offset(span.line, span.column),
    end: index.offset(span.endLine, span.endColumn),
  };
  return {
    kind,
    name,
    parameters,
    calls,
    adapter,
    supportedLanguages,
    span: linesOf(span),
    nameSpan: linesOf(nameSpan),
    range,
    textRange: {
      start: range.start - (text.length - text.trimStart().length),
      end: range.end + (text.length - text.trimEnd().length),
    },
  };
}

const linesOf = ({ column, endColumn, endLine, line }: Span): Omit<Span, 'file'> => ({
  line,
  column,
  endLine,
  endColumn,
});

class DigestedMacro implements MacroBlock, RunnableMacro {
  readonly source: Source;
  readonly #digest: MacroDigest;
  readonly #findWritten: () => WrittenMacro | undefined;
  readonly #code = new Map<Way, Compiled>();
  #written: WrittenMacro | 'none' | undefined;
  #parsed: RunnableMacro | undefined;

  constructor(digest: MacroDigest, source: Source, findWritten: () => WrittenMacro | undefined) {
    this.#digest = digest;
    this.source = source;
    this.#findWritten = findWritten;
  }

  get kind(): MacroBlock['kind'] {
    return this.#digest.kind;
  }

  get name(): string {
    return this.#digest.name;
  }

  get adapter(): string | undefined {
    return this.#digest.adapter;
  }

  get supportedLanguages(): readonly string[] | undefined {
    return this.#digest.supportedLanguages;
  }

  get parameters(): MacroBlock['parameters'] {
    return this.#digest.parameters;
  }

  get calls(): MacroBlock['calls'] {
    return this.#digest.calls;
  }

  get text(): string {
    const { start, end } = this.#digest.textRange;
    return this.source.text.slice(start, end);
  }

  get span(): Span {
    return { file: this.source.file, ...this.#digest.span };
  }

  get nameSpan(): Span {
    return { file: this.source.file, ...this.#digest.nameSpan };
  }

  get head(): MacroCode {
    return (this.#writtenCode() ?? this.#parse()).head;
  }

  codeFor(way: Way): Compiled {
    let code = this.#code.get(way);
    if (!code) {
      const written = this.#writtenCode();
      code = written
        ? compiledFrom(written, way, () => this.#parse().codeFor(way).ranges)
        : this.#parse().codeFor(way);
      this.#code.set(way, code);
    }
    return code;
  }

  bind(scope: Scope): TemplateObject {
    return new BoundMacro(this, scope);
  }

  #writtenCode(): WrittenMacro | undefined {
    this.#written ??= this.#findWritten() ?? 'none';
    return this.#written === 'none' ? undefined : this.#written;
  }

  #parse(): RunnableMacro {
    return (this.#parsed ??= parseMacro(this.source, this.#digest.range, this.#digest.textRange));
  }
}
