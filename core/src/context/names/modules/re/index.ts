import { regexInvalid } from '../../../../diagnostics/catalogue/context.ts';
import { type CallSite, NativeFunction, type Value } from '../../../../jinja/index.ts';
import { fault, native, text } from '../../../call.ts';
import { Pattern } from './pattern.ts';
import { flagBits } from './translate.ts';

const namedFlags = {
  ...flagBits,
  IGNORECASE: flagBits.I,
  MULTILINE: flagBits.M,
  DOTALL: flagBits.S,
  UNICODE: flagBits.U,
  VERBOSE: flagBits.X,
  ASCII: flagBits.A,
  NOFLAG: 0,
};

/** Python's `re`, on JavaScript's engine; patterns are translated, what cannot be is refused by name. */
export const re: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(namedFlags),
  [
    'compile',
    native('compile', ['pattern', 'flags?'], ([pattern, flags], site) => compile(pattern!, flags, site)),
  ],
  ['escape', native('escape', ['pattern'], ([pattern], site) => escape(text('escape', pattern, site)))],
  ['purge', new NativeFunction('purge', () => null)],
  ...(['match', 'fullmatch', 'search', 'findall', 'finditer'] as const).map((name): [string, Value] => [
    name,
    native(name, ['pattern', 'string', 'flags?'], ([pattern, string, flags], site) =>
      compile(pattern!, flags, site).find(name, text(name, string, site)),
    ),
  ]),
  [
    'split',
    native('split', ['pattern', 'string', 'maxsplit?', 'flags?'], ([pattern, string, limit, flags], site) =>
      compile(pattern!, flags, site).split(text('split', string, site), Number(limit ?? 0)),
    ),
  ],
  ...(['sub', 'subn'] as const).map((name): [string, Value] => [
    name,
    native(
      name,
      ['pattern', 'repl', 'string', 'count?', 'flags?'],
      ([pattern, repl, string, count, flags], site) => {
        const compiled = compile(pattern!, flags, site);
        return compiled.substitute(name, repl!, text(name, string, site), Number(count ?? 0), site);
      },
    ),
  ]),
]);

function escape(literal: string): string {
  return literal.replace(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&');
}

const mostKept = 500;
const known = new Map<string, Pattern>();

function compile(pattern: Value, flags: Value | undefined, site: CallSite): Pattern {
  if (pattern instanceof Pattern) return pattern;
  const source = text('re', pattern, site);
  const bits = typeof flags === 'number' ? flags : 0;
  const key = `${bits}:${source}`;
  const found = known.get(key);
  if (found) return found;
  try {
    const compiled = new Pattern(source, bits);
    if (known.size >= mostKept) known.clear();
    known.set(key, compiled);
    return compiled;
  } catch (error) {
    throw fault(site, regexInvalid(source, error instanceof Error ? error.message : String(error)));
  }
}
