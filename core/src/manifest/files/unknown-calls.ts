import type { ParseSubject } from '../../context/parse-scope.ts';
import type { MacroRegistry } from '../../context/macro-registry.ts';
import { type Diagnostic, macroUnknown } from '../../diagnostics/index.ts';
import type { Template } from '../../jinja/index.ts';
import { assignedNames } from '../../jinja/scope-names.ts';

/** Names that the template language itself gives to templates. */
const ofLanguage = new Set([
  'range',
  'dict',
  'namespace',
  'cycler',
  'joiner',
  'lipsum',
  'caller',
  'loop',
  'varargs',
  'kwargs',
]);

/**
 * Calls of macros that do not exist: of a bare name that meant nothing when the template came to it, and of a name that
 * a known package does not have. They are warnings that name the node: who does not build it has a project that is whole.
 *
 * @param asked Names that the rendered template asked for in vain.
 */
export function unknownCalls(
  { calls, source, statements }: Template,
  asked: ReadonlySet<string>,
  macros: MacroRegistry,
  { packageName: fromPackage, uniqueId }: Pick<ParseSubject, 'packageName' | 'uniqueId'>,
): readonly Diagnostic[] {
  const own = assignedNames(statements);
  const found = calls.flatMap((call) => {
    const unknown = (known: Iterable<string>): Diagnostic =>
      macroUnknown(call.name, known, source.span(call.start, call.end));
    const [first, second, ...rest] = call.name.split('.') as [string, string?, ...string[]];
    if (second === undefined) {
      if (!asked.has(first) || ofLanguage.has(first)) return [];
      return [unknown(macros.namesFor(fromPackage))];
    }
    if (rest.length > 0 || own.has(first)) return [];
    if (asked.has(first) && !ofLanguage.has(first)) return [unknown([])];
    if (!macros.hasPackage(first) || macros.findIn(first, second)) return [];
    const known = [...macros.entries()].flatMap(({ packageName, name }) =>
      packageName === first ? [`${first}.${name}`] : [],
    );
    return [unknown(known)];
  });
  return found.map((diagnostic) => ({ ...diagnostic, severity: 'warning', ofNode: uniqueId }));
}
