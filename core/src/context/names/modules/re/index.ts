import { regexInvalid } from '../../../../diagnostics/catalogue/context.ts';
import { type CallSite, Dict, NativeFunction, type Value } from '../../../../jinja/index.ts';
import { fault, native, text } from '../../../call.ts';
import { Pattern, type WithinTime } from './pattern.ts';
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

/**
 * Python's `re`, on JavaScript's engine; patterns are translated, what cannot be is refused by name.
 *
 * @param withinTime Stops patterns that would go on for ever.
 */
export function reModule(withinTime?: WithinTime): Dict {
  const known = new Map<string, Pattern>();
  const compile = (pattern: Value, flags: Value | undefined, site: CallSite): Pattern => {
    if (pattern instanceof Pattern) return pattern;
    const source = text('re', pattern, site);
    const bits = typeof flags === 'number' ? flags : 0;
    const key = `${bits}:${source}`;
    let found = known.get(key);
    if (!found) known.set(key, (found = compiled(source, bits, withinTime, site)));
    return found;
  };
  return new Dict([
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
          const subject = text(name, string, site);
          return compile(pattern!, flags, site).substitute(name, repl!, subject, Number(count ?? 0), site);
        },
      ),
    ]),
  ]);
}

function escape(literal: string): string {
  return literal.replace(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&');
}

function compiled(source: string, bits: number, withinTime: WithinTime | undefined, site: CallSite): Pattern {
  try {
    return new Pattern(source, bits, withinTime);
  } catch (error) {
    throw fault(site, regexInvalid(source, error instanceof Error ? error.message : String(error)));
  }
}
