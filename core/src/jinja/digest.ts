import { LineIndex, type Span } from '../diagnostics/index.ts';
import type { Range } from './ast.ts';
import { type Block, type MacroBlock, parseBlocks, parseMacro } from './blocks.ts';
import { Source, type SourceOptions } from './source.ts';
import type { Scope, TemplateObject } from './values/index.ts';

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
 */
export function macrosFromDigest(
  digests: readonly MacroDigest[],
  text: string,
  options: SourceOptions,
): readonly MacroBlock[] {
  const source = new Source(text, options);
  return digests.map((digest) => new DigestedMacro(digest, source));
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

class DigestedMacro implements MacroBlock {
  readonly #digest: MacroDigest;
  readonly #source: Source;
  #parsed: MacroBlock | undefined;

  constructor(digest: MacroDigest, source: Source) {
    this.#digest = digest;
    this.#source = source;
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
    return this.#source.text.slice(start, end);
  }

  get span(): Span {
    return { file: this.#source.file, ...this.#digest.span };
  }

  get nameSpan(): Span {
    return { file: this.#source.file, ...this.#digest.nameSpan };
  }

  bind(scope: Scope): TemplateObject {
    return (this.#parsed ??= parseMacro(this.#source, this.#digest.range, this.#digest.textRange)).bind(
      scope,
    );
  }
}
