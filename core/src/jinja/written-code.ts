import type { CallRange } from './call-range.ts';
import type { Definition } from './ast.ts';
import { generatorFor, type Way, ways } from './bound-macro.ts';
import type { Compiled, Factory } from './compile-code.ts';
import { filters } from './filters/index.ts';
import { macroHead } from './generator.ts';
import type { MacroCode } from './macro-code.ts';
import { runtime } from './runtime.ts';
import { Source } from './source.ts';
import { parseStatements } from './template.ts';
import { tests } from './tests/index.ts';

/** A macro's code as a script has it that was written before, so that V8 can keep it compiled. */
export interface WrittenMacro {
  readonly head: MacroCode;
  readonly code: Readonly<Record<Way, WrittenCode>>;
}

type WrittenCode = readonly [
  factory: Factory,
  constants: (F: typeof filters, T: typeof tests) => readonly unknown[],
];

/** The macros of a file in the order of its digests; undefined for one that has to be parsed. */
export type WrittenMacros = readonly ((() => WrittenMacro) | undefined)[];

/** The JavaScript of a text's `WrittenMacros`: an expression. It does not have where its code comes from. */
export function writeMacros(text: string): string {
  const definitions = parseStatements(new Source(text, { file: '' })).value.filter(
    (statement): statement is Definition => statement.kind === 'definition',
  );
  return `[${definitions.map((definition) => writeMacro(definition) ?? 'undefined').join(',\n')}]`;
}

function writeMacro({ body, parameters }: Definition): string | undefined {
  const codes = ways.map((way) => {
    const { code, constants } = generatorFor(way).macro(parameters, body);
    const written = constants.map(writeConstant);
    return written.includes(undefined)
      ? undefined
      : `${way}: [function (R, K) {${code}}, (F, T) => [${written.join(', ')}]]`;
  });
  if (codes.includes(undefined)) return undefined;
  return `() => ({head: ${JSON.stringify(macroHead(parameters, body))}, code: {${codes.join(',\n')}}})`;
}

const filterNames = new Map<unknown, string>([...filters].map(([name, filter]) => [filter, name]));
const testNames = new Map<unknown, string>([...tests].map(([name, test]) => [test, name]));

/** @returns undefined for what has no form as JavaScript. */
function writeConstant(value: unknown): string | undefined {
  const filter = filterNames.get(value);
  if (filter !== undefined) return `F.get(${JSON.stringify(filter)})`;
  const test = testNames.get(value);
  if (test !== undefined) return `T.get(${JSON.stringify(test)})`;
  const isHead = typeof value === 'object' && value !== null && 'takesVarargs' in value;
  return typeof value === 'string' || isHead ? JSON.stringify(value) : undefined;
}

/** @param ranges Where the code comes from, which is asked for where something is wrong. */
export function compiledFrom({ code }: WrittenMacro, way: Way, ranges: () => readonly CallRange[]): Compiled {
  const [factory, constants] = code[way];
  let found: readonly CallRange[] | undefined;
  return {
    run: factory(runtime, constants(filters, tests)),
    get ranges() {
      return (found ??= ranges());
    },
  };
}
