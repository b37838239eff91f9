import type { Json, JsonObject } from '../../config/json.ts';
import type { CapturedConfig, CapturedRef, CapturedSource } from '../../context/captured.ts';
import { type Diagnostic, LineIndex, pythonModelInvalid, type Span } from '../../diagnostics/index.ts';
import { textOf } from '../config/shapes.ts';
import { nothingCaptured, type ParsedTemplate } from './parsed-file.ts';
import { type PythonToken, pythonTokens } from './python-tokens.ts';

/** A call of `dbt.ref`, `dbt.source`, `dbt.config`, `dbt.config.get` or `dbt.config.meta_get`. */
interface DbtCall {
  readonly name: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  readonly at: Span;
}

/** Thrown where an argument is no literal. */
class NotLiteral extends Error {
  readonly token: PythonToken | undefined;

  constructor(token: PythonToken | undefined) {
    super('not a literal');
    this.token = token;
  }
}

/**
 * What a Python model tells by its calls of `dbt`. It is read, never run: arguments of these calls must be literals.
 * @param name The model's, for messages.
 */
export function parsePython(
  source: string,
  file: string,
  name: string,
): { readonly captured: ParsedTemplate; readonly diagnostics: readonly Diagnostic[] } {
  const lines = new LineIndex(source);
  const tokens = [...pythonTokens(source)];
  const diagnostics = checkModelFunction(tokens, name, (start, end) => lines.span(file, start, end));
  const calls: DbtCall[] = [];
  const collect = (tokens: readonly PythonToken[], base: number): void => {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (token.kind === 'f-string') collect([...pythonTokens(token.text)], base + token.start);
      const call = callAt(tokens, i);
      if (!call) continue;
      const at = lines.span(file, base + token.start, base + call.open.end);
      try {
        calls.push({ name: call.name, ...readArguments(tokens, call.argumentsFrom), at });
      } catch (error) {
        if (!(error instanceof NotLiteral)) throw error;
        const found = error.token ? `"${error.token.text}"` : 'the end of the file';
        diagnostics.push(
          pythonModelInvalid(name, `the arguments of dbt.${call.name} must be literals, found ${found}`, at),
        );
      }
    }
  };
  collect(tokens, 0);
  return { captured: capturedFrom(calls), diagnostics };
}

function checkModelFunction(
  tokens: readonly PythonToken[],
  name: string,
  span: (start: number, end: number) => Span,
): Diagnostic[] {
  const definitions = tokens.flatMap((token, i) =>
    token.text === 'def' && token.kind === 'name' && tokens[i + 1]?.text === 'model' ? [i] : [],
  );
  const start = span(0, 0);
  if (definitions.length !== 1) {
    const problem = `it must define one function "model(dbt, session)", and defines ${definitions.length}`;
    return [pythonModelInvalid(name, problem, start)];
  }
  const [at] = definitions;
  const parameters = tokens.slice(
    at! + 3,
    tokens.findIndex((token, i) => i > at! && token.text === ')'),
  );
  const names = parameters.filter(
    (token, i) => token.kind === 'name' && [undefined, ','].includes(parameters[i - 1]?.text),
  );
  if (names.length === 2 && names[0]?.text === 'dbt') return [];
  const problem = 'the function "model" must take two parameters, "dbt" and a session';
  return [pythonModelInvalid(name, problem, span(tokens[at!]!.start, tokens[at! + 1]!.end))];
}

const dbtFunctions = ['ref', 'source', 'config', 'config.get', 'config.meta_get'];

function callAt(
  tokens: readonly PythonToken[],
  index: number,
): { name: string; argumentsFrom: number; open: PythonToken } | undefined {
  if (tokens[index]?.text !== 'dbt' || tokens[index]?.kind !== 'name' || tokens[index - 1]?.text === '.')
    return undefined;
  const parts: string[] = [];
  let i = index + 1;
  while (tokens[i]?.text === '.' && tokens[i + 1]?.kind === 'name') {
    parts.push(tokens[i + 1]!.text);
    i += 2;
  }
  const name = parts.join('.');
  const open = tokens[i];
  return open?.text === '(' && dbtFunctions.includes(name) ? { name, argumentsFrom: i + 1, open } : undefined;
}

function readArguments(
  tokens: readonly PythonToken[],
  from: number,
): { args: readonly Json[]; kwargs: JsonObject } {
  const reader = new LiteralReader(tokens, from);
  const args: Json[] = [];
  const kwargs: Record<string, Json> = {};
  while (!reader.accept(')')) {
    const keyword = reader.keyword();
    const value = reader.literal();
    if (keyword === undefined) args.push(value);
    else kwargs[keyword] = value;
    if (!reader.accept(',') && !reader.isAt(')')) throw new NotLiteral(reader.current);
  }
  return { args, kwargs };
}

/** Reads Python literals: what `ast.literal_eval` takes. Tuples and sets become lists. */
class LiteralReader {
  readonly #tokens: readonly PythonToken[];
  #index: number;

  constructor(tokens: readonly PythonToken[], from: number) {
    this.#tokens = tokens;
    this.#index = from;
  }

  get current(): PythonToken | undefined {
    return this.#tokens[this.#index];
  }

  isAt(text: string): boolean {
    return this.current?.kind === 'operator' && this.current.text === text;
  }

  accept(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#index++;
    return true;
  }

  /** The name of a keyword argument, when one comes next. */
  keyword(): string | undefined {
    const token = this.current;
    const next = this.#tokens[this.#index + 1];
    if (token?.kind !== 'name' || next?.text !== '=') return undefined;
    this.#index += 2;
    return token.text;
  }

  literal(): Json {
    const token = this.current;
    if (!token) throw new NotLiteral(token);
    this.#index++;
    switch (token.kind) {
      case 'string': {
        let text = token.text;
        while (this.current?.kind === 'string') text += this.#tokens[this.#index++]!.text;
        return text;
      }
      case 'number':
        return Number(token.text);
      case 'name':
        if (token.text === 'None') return null;
        if (token.text === 'True' || token.text === 'False') return token.text === 'True';
        throw new NotLiteral(token);
      case 'operator':
        return this.#afterOperator(token);
      case 'f-string':
      case 'line':
      default:
        throw new NotLiteral(token);
    }
  }

  #afterOperator(token: PythonToken): Json {
    switch (token.text) {
      case '-': {
        const value = this.literal();
        if (typeof value !== 'number') throw new NotLiteral(token);
        return -value;
      }
      case '[':
        return this.#items(']');
      case '(': {
        const items = this.#items(')');
        const isGroup = items.length === 1 && this.#tokens[this.#index - 2]?.text !== ',';
        return isGroup ? items[0]! : items;
      }
      case '{':
        return this.#mappingOrSet();
      default:
        throw new NotLiteral(token);
    }
  }

  #items(close: string): Json[] {
    const items: Json[] = [];
    while (!this.accept(close)) {
      items.push(this.literal());
      if (!this.accept(',') && !this.isAt(close)) throw new NotLiteral(this.current);
    }
    return items;
  }

  #mappingOrSet(): Json {
    const mapping: Record<string, Json> = {};
    const items: Json[] = [];
    while (!this.accept('}')) {
      const key = this.literal();
      if (this.accept(':')) mapping[textOf(key)] = this.literal();
      else items.push(key);
      if (!this.accept(',') && !this.isAt('}')) throw new NotLiteral(this.current);
    }
    return items.length > 0 ? items : mapping;
  }
}

function capturedFrom(calls: readonly DbtCall[]): ParsedTemplate {
  const configs: CapturedConfig[] = calls
    .filter(({ name }) => name === 'config')
    .map(({ kwargs, at }) => ({ values: kwargs, at }));
  const read = (name: string): readonly DbtCall[] => calls.filter((call) => call.name === name);
  const keys = read('config.get');
  const metaKeys = read('config.meta_get');
  if (keys.length > 0 || metaKeys.length > 0) {
    const [{ at }] = [...keys, ...metaKeys] as [DbtCall];
    const values = {
      config_keys_used: keys.map(firstArgument),
      config_keys_defaults: keys.map(secondArgument),
      meta_keys_used: metaKeys.map(firstArgument),
      meta_keys_defaults: metaKeys.map(secondArgument),
    };
    configs.push({ values, at });
  }
  return { ...nothingCaptured, refs: read('ref').map(refOf), sources: read('source').map(sourceOf), configs };
}

const firstArgument = ({ args, kwargs }: DbtCall): Json => args[0] ?? kwargs['name'] ?? null;
const secondArgument = ({ args, kwargs }: DbtCall): Json => args[1] ?? kwargs['default'] ?? null;

function refOf({ args, kwargs, at }: DbtCall): CapturedRef {
  const names = args.map(textOf);
  const version = kwargs['version'] ?? kwargs['v'] ?? null;
  return {
    name: names.at(-1) ?? '',
    package: names.length > 1 ? names[0]! : null,
    version: typeof version === 'string' || typeof version === 'number' ? version : null,
    at,
  };
}

const sourceOf = ({ args, at }: DbtCall): CapturedSource => ({
  source: textOf(args[0] ?? ''),
  table: textOf(args[1] ?? ''),
  at,
});
