import { notOfMarkedType } from '../diagnostics/catalogue/jinja.ts';
import { UserError } from '../diagnostics/index.ts';
import { ExpressionParser } from './parse-expression.ts';
import { tokenize } from './lexer.ts';
import { Marker } from './marker.ts';
import type { SourceOptions } from './source.ts';
import { parseTemplate, type RenderOptions, Template } from './template.ts';
import { TokenStream } from './token-stream.ts';
import { toStr } from './text.ts';
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
  if (!hasTemplate(text)) return text;
  return joinParts(parse(text, source).renderParts(scope, options), source);
}

/** The same, waiting for what calls give. */
export async function renderNativeAsync(
  text: string,
  scope: Scope,
  source: SourceOptions,
  options: RenderOptions = {},
): Promise<Value> {
  if (!hasTemplate(text)) return text;
  return joinParts(await parse(text, source).renderPartsAsync(scope, options), source);
}

/** Whether rendering could change the text at all. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

function parse(text: string, source: SourceOptions): Template {
  const { value, diagnostics } = parseTemplate(text, source);
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
  const isFitting =
    only.kind === 'native' ||
    (only.kind === 'bool'
      ? typeof value === 'boolean'
      : value !== only.text && typeof value !== 'boolean' && value !== null);
  if (isFitting) return value;
  const { file, line = 1, column = 1 } = source;
  const at = { file, line, column, endLine: line, endColumn: column };
  throw new UserError(notOfMarkedType(only.text, only.kind === 'bool' ? 'bool' : 'number', at));
}

/** A Python literal's value, or the text itself when it is none. */
function readLiteral(text: string): Value {
  try {
    const stream = new TokenStream(tokenize(`{{${text}}}`));
    stream.advance();
    const expression = new ExpressionParser(stream).tuple();
    if (stream.current.kind !== 'variable-end') return text;
    return literalValue(expression) ?? literalOr(text);
  } catch {
    return literalOr(text);
  }
}

/** JSON's spellings, which YAML authors use for Python's. */
function literalOr(text: string): Value {
  const word = text.trim();
  return word === 'true' || word === 'false' ? word === 'true' : text;
}

function literalValue(expression: Expression): Value | undefined {
  switch (expression.kind) {
    case 'constant':
      return expression.value === null ? undefined : expression.value;
    case 'negative': {
      const operand = literalValue(expression.operand);
      return operand === undefined ? undefined : negate(operand);
    }
    case 'list':
    case 'tuple': {
      const items = expression.items.map(literalValue);
      if (items.some((item) => item === undefined)) return undefined;
      return expression.kind === 'list' ? (items as Value[]) : new Tuple(items as Value[]);
    }
    case 'dict': {
      const entries = expression.entries.map(
        ([key, value]) => [literalValue(key), literalValue(value)] as const,
      );
      if (entries.some(([key, value]) => key === undefined || value === undefined)) return undefined;
      return new Dict(entries as [Value, Value][]);
    }
    default:
      return undefined;
  }
}
