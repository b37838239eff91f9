// Diagnostics of what a project declares: property files, names, references. One exported function an error.
import type { Diagnostic } from '../diagnostic.ts';
import { place } from '../format.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

/** A span that is left out where there is none. */
const placed = (at: Span | undefined): { at?: Span } => (at ? { at } : {});

const didYouMean = (name: string, known: Iterable<string>, quote = '"'): { hint?: string } => {
  const similar = nearest(name, known);
  return similar === undefined ? {} : { hint: `Did you mean ${quote}${similar}${quote}?` };
};

const quoted = (names: Iterable<string>): string => [...names].map((name) => `"${name}"`).join(', ');

/** A value as an author wrote it, short enough for a message. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}…"` : `"${value}"`;
  return JSON.stringify(value);
}

// Property files

export function propertyFileNotMapping(file: string, value: unknown, at: Span | undefined): Diagnostic {
  return {
    code: 'PROPERTY_FILE_INVALID',
    severity: 'error',
    message: `Cannot read properties from "${file}": expected a mapping such as "models:", found ${shown(value)}`,
    ...placed(at),
  };
}

export function propertyMissing(key: string, owner: string, at: Span | undefined): Diagnostic {
  return {
    code: 'PROPERTY_MISSING',
    severity: 'error',
    message: `Cannot read ${owner}: it has no "${key}"`,
    ...placed(at),
  };
}

export function propertyWrongType(
  key: string,
  expected: string,
  value: unknown,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'PROPERTY_WRONG_TYPE',
    severity: 'error',
    message: `Cannot read "${key}": expected ${expected}, found ${shown(value)}`,
    ...placed(at),
  };
}

/** A warning, where the key is much like a known one; nothing where it is not: other keys are the author's own. */
export function propertyKeyUnlikely(
  key: string,
  known: readonly string[],
  at: () => Span | undefined,
): Diagnostic | undefined {
  const similar = nearest(key, known);
  if (similar === undefined) return undefined;
  return {
    code: 'PROPERTY_UNKNOWN',
    severity: 'warning',
    message: `"${key}" is no property that bk-build knows; it is kept, but has no effect`,
    ...placed(at()),
    hint: `Did you mean "${similar}"?`,
  };
}

export function propertyGivenTwice(key: string, at: Span | undefined, other = `config.${key}`): Diagnostic {
  return {
    code: 'PROPERTY_TWICE',
    severity: 'error',
    message: `Cannot tell which to use: "${key}" and "${other}" are both given`,
    ...placed(at),
    hint: `Keep "${other}" only`,
  };
}

export function constraintTypeUnknown(
  type: string | null,
  known: readonly string[],
  owner: string,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'CONSTRAINT_TYPE_UNKNOWN',
    severity: 'error',
    message: `Cannot read a constraint of ${owner}: its type is ${shown(type)}, and must be one of ${quoted(known)}`,
    ...placed(at),
  };
}

export function configValueInvalid(
  key: string,
  expected: string,
  value: unknown,
  owner: string,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'CONFIG_INVALID',
    severity: 'error',
    message: `Cannot use the config "${key}" of ${owner}: expected ${expected}, found ${shown(value)}`,
    ...placed(at),
  };
}

export function configIncomplete(owner: string, problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'CONFIG_INCOMPLETE',
    severity: 'error',
    message: `Cannot use the config of ${owner}: ${problem}`,
    ...placed(at),
  };
}

export function configPathUnused(path: readonly string[], at: Span | undefined): Diagnostic {
  return {
    code: 'CONFIG_PATH_UNUSED',
    severity: 'warning',
    message: `The project file configures "${path.join('.')}", but no resource has that path`,
    ...placed(at),
  };
}

export function patchWithoutNode(
  kind: string,
  name: string,
  known: Iterable<string>,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'PROPERTIES_WITHOUT_NODE',
    severity: 'warning',
    message: `The properties of "${name}" have no effect: there is no ${kind} of that name`,
    ...placed(at),
    ...didYouMean(name, known),
  };
}

export function patchOfOtherKind(
  name: string,
  key: string,
  actualKey: string,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'PROPERTIES_OF_OTHER_KIND',
    severity: 'warning',
    message: `The properties of "${name}" have no effect: it stands under "${key}", but belongs under "${actualKey}"`,
    ...placed(at),
  };
}

export function duplicatePatch(kind: string, name: string, other: Span, at: Span | undefined): Diagnostic {
  return {
    code: 'DUPLICATE_PROPERTIES',
    severity: 'error',
    message: `The ${kind} "${name}" has properties in two places`,
    ...placed(at),
    hint: `The other place is ${place(other)}`,
  };
}

// Names

export function duplicateResource(kind: string, name: string, other: Span, at: Span): Diagnostic {
  return {
    code: 'DUPLICATE_NAME',
    severity: 'error',
    message: `There are two ${kind} with the name "${name}"`,
    at,
    hint: `The other one is ${place(other)}; rename or delete one of them`,
  };
}

/** Two nodes of different kinds that one `ref()` could mean; dbt only warns of it unless a flag forbids it. */
export function duplicateRefName(
  name: string,
  kinds: readonly [string, string],
  severity: Diagnostic['severity'],
  other: Span,
  at: Span,
): Diagnostic {
  return {
    code: 'DUPLICATE_REF_NAME',
    severity,
    message: `A ${kinds[0]} and a ${kinds[1]} have the name "${name}", so that ref("${name}") means the ${kinds[1]}`,
    at,
    hint: `The ${kinds[0]} is ${place(other)}; rename one of them`,
  };
}

export function duplicateRelation(
  names: readonly [string, string],
  relation: string,
  other: Span,
  at: Span,
): Diagnostic {
  return {
    code: 'DUPLICATE_RELATION',
    severity: 'error',
    message: `"${names[0]}" and "${names[1]}" would both be built as ${relation}`,
    at,
    hint: `The other one is ${place(other)}; give one of them another alias or schema`,
  };
}

export function nameWithSpaces(kind: string, name: string, at: Span): Diagnostic {
  return {
    code: 'NAME_INVALID',
    severity: 'error',
    message: `The ${kind} "${name}" cannot have spaces in its name`,
    at,
    hint: `Call it "${name.trim().replaceAll(/\s+/g, '_')}"; what is named after its file is renamed with it`,
  };
}

// References

export function dependencyCycle(
  names: readonly string[],
  steps: readonly { readonly name: string; readonly at: Span }[],
  at: Span,
): Diagnostic {
  return {
    code: 'DEPENDENCY_CYCLE',
    severity: 'error',
    message: `Nodes depend on one another in a circle: ${[...names, names[0]].join(' → ')}`,
    at,
    hint: steps.map((step) => `${step.name} is needed at ${place(step.at)}`).join('; '),
  };
}

export function groupUnknown(group: string, owner: string, known: Iterable<string>, at: Span): Diagnostic {
  return {
    code: 'GROUP_UNKNOWN',
    severity: 'error',
    message: `Cannot put ${owner} into the group "${group}": there is no group of that name`,
    at,
    ...didYouMean(group, known),
  };
}

export function docNotFound(name: string, known: Iterable<string>, at: Span | undefined): Diagnostic {
  return {
    code: 'DOC_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve doc("${name}"): no docs block has that name`,
    ...placed(at),
    ...didYouMean(name, known),
  };
}

// Tests

export function testEntryInvalid(problem: string, owner: string, at: Span | undefined): Diagnostic {
  return {
    code: 'TEST_INVALID',
    severity: 'error',
    message: `Cannot read a test of ${owner}: ${problem}`,
    ...placed(at),
  };
}

export function testUndefined(name: string, known: Iterable<string>, at: Span | undefined): Diagnostic {
  return {
    code: 'TEST_UNDEFINED',
    severity: 'error',
    message: `Test "${name}" is undefined: no project or package has a generic test of that name`,
    ...placed(at),
    ...didYouMean(name, known),
  };
}

export function unitTestInvalid(
  name: string,
  problem: string,
  at: Span | undefined,
  hint?: string,
): Diagnostic {
  return {
    code: 'UNIT_TEST_INVALID',
    severity: 'error',
    message: `Cannot read the unit test "${name}": ${problem}`,
    ...placed(at),
    ...(hint !== undefined && { hint }),
  };
}

export function resourceInvalid(owner: string, problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'RESOURCE_INVALID',
    severity: 'error',
    message: `Cannot read ${owner}: ${problem}`,
    ...placed(at),
  };
}

/** What may well be a mistake in a resource, and is taken as it stands. */
export function resourceDoubtful(owner: string, problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'RESOURCE_DOUBTFUL',
    severity: 'warning',
    message: `Look again at ${owner}: ${problem}`,
    ...placed(at),
  };
}

export function pythonModelInvalid(name: string, problem: string, at: Span): Diagnostic {
  return {
    code: 'PYTHON_MODEL_INVALID',
    severity: 'error',
    message: `Cannot read the Python model "${name}": ${problem}`,
    at,
  };
}

/** A call, in a node's own template, of a macro that no project has. */
export function macroUnknown(name: string, known: Iterable<string>, at?: Span): Diagnostic {
  const dot = name.indexOf('.');
  const similar = nearest(name, known);
  const hint =
    similar !== undefined
      ? `Did you mean "${similar}"?`
      : dot === -1
        ? undefined
        : `Is the package "${name.slice(0, dot)}" installed?`;
  return {
    code: 'MACRO_UNKNOWN',
    severity: 'error',
    message: `Cannot call "${name}": there is no macro of that name`,
    ...placed(at),
    ...(hint !== undefined && { hint }),
  };
}

/** A generic test called with an argument that its block does not take. */
export function testArgumentUnknown(
  test: string,
  argument: string,
  parameters: readonly string[],
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'TEST_ARGUMENT_UNKNOWN',
    severity: 'error',
    message: `Cannot call test "${test}": it has no argument "${argument}"`,
    ...placed(at),
    ...didYouMean(argument, parameters),
  };
}

/** A generic test called without an argument that its block has no default for: it will be undefined there. */
export function testArgumentMissing(
  test: string,
  missing: readonly string[],
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'TEST_ARGUMENT_MISSING',
    severity: 'warning',
    message: `Test "${test}" is called without ${quoted(missing)}`,
    ...placed(at),
  };
}

/** Two tables of the database whose names differ in letter case only, both of them one source of the project. */
export function ambiguousCatalog(
  source: string,
  tables: readonly [string, string],
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'CATALOG_AMBIGUOUS',
    severity: 'error',
    message: `Cannot tell which table the source ${source} is: the database has ${tables.join(' and ')}`,
    ...placed(at),
    hint: 'Their names differ in the case of letters only, which is not looked at: rename one of them',
  };
}
