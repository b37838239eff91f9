import { notOfMarkedType } from '../diagnostics/catalogue/jinja.ts';
import { UserError } from '../diagnostics/index.ts';
import { ExpressionParser } from './parse-expression.ts';
import { normalizeText, SyntaxFault, tokenize } from './lexer.ts';
import { Marker } from './marker.ts';
import type { SourceOptions } from './source.ts';
import { parseTemplate, type RenderOptions, type Template, type TemplateCache } from './template.ts';
import { TokenStream } from './token-stream.ts';
import { isNumeric, toStr } from './text.ts';
import { Dict, type Scope, Tuple, type Value } from './values/index.ts';
import { negate } from './operators.ts';
import type { Expression } from './ast.ts';

/**
 * Renders text of a YAML file to a value, as dbt does: a single expression keeps its type, anything around it makes
 * text, and `as_bool`, `as_number` and `as_native` read the text as a Python literal.
 *
 * @throws UserError
 */
export function renderNative(
  text: string,
  scope: Scope,
  source: SourceOptions,
  options: RenderOptions = {},
): Value {
  if (!hasTemplate(text)) return normalizeText(text);
  return joinParts(parse(text, source).renderParts(scope, options), source);
}

/** The same, waiting for what calls give. */
export async function renderNativeAsync(
  text: string,
  scope: Scope,
  source: SourceOptions,
  options: RenderOptions & { readonly cache?: TemplateCache } = {},
): Promise<Value> {
  if (!hasTemplate(text)) return normalizeText(text);
  return joinParts(await parse(text, source, options.cache).renderPartsAsync(scope, options), source);
}

/** One is enough, an opening or a closing one: dbt renders such a text, and rendering takes the last line's end away. */
const delimiter = /\{[{%#]|[#}%]\}/;

/** Whether rendering could change the text at all. */
export function hasTemplate(text: string): boolean {
  return delimiter.test(text);
}

function parse(text: string, source: SourceOptions, cache?: TemplateCache): Template {
  const { value, diagnostics } = parseTemplate(text, source, cache);
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  return value;
}

function joinParts(parts: readonly Value[], source: SourceOptions): Value {
  const [only] = parts;
  if (parts.length === 0) return '';
  if (parts.length > 1) return parts.map(toStr).join('');
  if (!(only instanceof Marker)) return only!;
  if (only.kind === 'text') return only.text;
  const value = readLiteral(only.text);
  if (only.kind === 'native') return value;
  if (only.kind === 'bool' && typeof value !== 'boolean') {
    // dbt refuses these, which YAML and environment variables spell booleans with.
    if (only.text === 'true' || only.text === 'false') return only.text === 'true';
  }
  const isFitting =
    only.kind === 'bool' ? typeof value === 'boolean' : isNumeric(value) && typeof value !== 'boolean';
  if (isFitting) return value;
  const { file, line = 1, column = 1 } = source;
  const at = { file, line, column, endLine: line, endColumn: column };
  throw new UserError(notOfMarkedType(only.text, only.kind === 'bool' ? 'bool' : 'number', at));
}

/** A Python literal's value, or the text itself when it is none. */
function readLiteral(text: string): Value {
  try {
    const tokens = tokenize(`{{ ${text} }}`);
    if (tokens.some((token) => token.kind === 'name' && !/^(?:True|False|None)$/.test(token.text)))
      return text;
    const stream = new TokenStream(tokens);
    stream.advance();
    const expression = new ExpressionParser(stream).tuple();
    return stream.current.kind === 'variable-end' ? literalValue(expression) : text;
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof NotLiteral || error instanceof RangeError)
      return text;
    throw error;
  }
}

class NotLiteral extends Error {}

/** @throws NotLiteral for an expression that has to be computed */
function literalValue(expression: Expression): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'negative':
    case 'positive': {
      const operand = literalValue(expression.operand);
      if (!isNumeric(operand) || typeof operand === 'boolean') throw new NotLiteral();
      return expression.kind === 'negative' ? negate(operand) : operand;
    }
    case 'list':
      return expression.items.map(literalValue);
    case 'tuple':
      return new Tuple(expression.items.map(literalValue));
    case 'dict':
      return new Dict(
        expression.entries.map(([key, value]) => [literalValue(key), literalValue(value)] as const),
      );
    default:
      throw new NotLiteral();
  }
}
