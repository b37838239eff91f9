import type { Json } from '../../config/json.ts';
import type { Invocation } from '../../context/invocation.ts';
import type { MacroEntry } from '../../context/macro-registry.ts';
import type { Captured } from '../../context/captured.ts';
import { createParseScope, createPropertyScope, type ParseSubject } from '../../context/parse-scope.ts';
import { type Diagnostic, type Span, UserError } from '../../diagnostics/index.ts';
import {
  Dict,
  fromJson,
  hasTemplate,
  parseTemplate,
  renderNative,
  type Scope,
  type Template,
  toJson,
  type Value,
} from '../../jinja/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { TestMetadata } from '../nodes.ts';
import { atPlace, type Place, spanOf } from '../place.ts';
import { MacroReach } from './macro-reach.ts';
import type { ParsedTemplate } from './parsed-file.ts';
import { nothingCaptured } from './parsed-file.ts';
import { unknownCalls } from './unknown-calls.ts';

/** The file that spans name in templates that stand in no file of their own. */
export const inline = '<inline>';

/** A test's argument that is a call without braces: dbt takes it for a template too. */
const looksLikeCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;

/** Renders templates while a project is parsed, and writes down what they tell. Every method throws UserError. */
export class TemplateReader {
  readonly #invocation: Invocation;
  readonly #testReach: MacroReach;
  readonly #hookReach: MacroReach;
  readonly #inline = new Map<string, Template>();
  readonly #propertyScopes = new Map<string, Scope>();

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
    this.#testReach = new MacroReach(invocation);
    this.#hookReach = new MacroReach(invocation, { hearsAuthors: true });
  }

  /** Whether rendering could change the text. */
  isTemplate(text: string): boolean {
    return hasTemplate(text);
  }

  /** What a node's own file tells, and the macros that it calls in vain. */
  captureTemplate(
    template: Template,
    subject: ParseSubject,
  ): { readonly captured: ParsedTemplate; readonly diagnostics: readonly Diagnostic[] } {
    const { scope, captured } = createParseScope(this.#invocation, subject);
    const asked = new Set<string>();
    const watched: Scope = {
      get(name) {
        const value = scope.get(name);
        if (value === undefined) asked.add(name);
        return value;
      },
    };
    template.renderSync(watched, { isLenient: true });
    const { refs, sources, metrics, functions, configs } = captured;
    return {
      captured: { refs, sources, metrics, functions, configs, calls: callNames(template) },
      diagnostics: unknownCalls(template, asked, this.#invocation.macros, subject),
    };
  }

  /** What a text in a property or project file tells; its mistakes have the place given. */
  capture(text: string, subject: ParseSubject, place: Place): ParsedTemplate {
    return relocated(place, () => {
      const template = this.#parseInline(text);
      if (this.#hookReach.isSilentTemplate(template, subject.packageName))
        return { ...nothingCaptured, calls: callNames(template) };
      const { captured } = this.captureTemplate(template, subject);
      return { ...captured, ...moved(captured, place) };
    });
  }

  /** What a generic test's arguments and macros refer to, and how its macro configures it. */
  captureTest(
    macro: MacroEntry,
    metadata: TestMetadata,
    rawCode: string,
    subject: ParseSubject,
    place: Place,
  ): ParsedTemplate {
    const { model: _model, ...args } = metadata.kwargs;
    const isPlain = !Object.entries(args).some(([key, value]) => isRenderedArgument(key, value));
    const isSilent = this.#testReach.isSilent(macro, subject.packageName);
    if (isPlain && isSilent) return nothingCaptured;
    return relocated(place, () => {
      const { scope, captured } = createParseScope(this.#invocation, subject);
      const kwargs = new Dict([['model', scope.get('this') ?? null]]);
      for (const [key, value] of Object.entries(args)) kwargs.set(key, this.#argument(key, value, scope));
      const withArguments: Scope = {
        get: (name) => (name === '_dbt_generic_test_kwargs' ? kwargs : scope.get(name)),
      };
      // A silent macro tells nothing but what its arguments do.
      if (!isSilent) this.#parseInline(rawCode).renderSync(withArguments, { isLenient: true });
      const { metrics, configs } = captured;
      return { ...moved(captured, place), metrics, configs, calls: [] };
    });
  }

  /** A string of a property file. */
  property(text: string, packageName: string, place: Place): Json {
    let scope = this.#propertyScopes.get(packageName);
    if (!scope)
      this.#propertyScopes.set(packageName, (scope = createPropertyScope(this.#invocation, packageName)));
    return relocated(place, () => toJson(renderNative(text, scope, { file: inline })) as Json);
  }

  /** A description; `doc` gives what a call of `doc()` stands for. */
  description(
    text: string,
    packageName: string,
    doc: (args: readonly string[], at: Span) => string,
    place: Place,
  ): string {
    const scope = createPropertyScope(this.#invocation, packageName, doc);
    return relocated(place, () => this.#parseInline(text).renderSync(scope));
  }

  #argument(key: string, value: Json, scope: Scope): Value {
    if (typeof value === 'string') {
      if (!isRenderedArgument(key, value)) return value;
      const text = looksLikeCall.test(value) ? `{{ ${value} }}` : value;
      return renderNative(text, scope, { file: inline }, { isLenient: true });
    }
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item) => this.#argument('', item, scope));
    if (!isMapping(value)) return fromJson(value);
    return new Dict(
      Object.entries(value).map(([name, item]): [Value, Value] => [name, this.#argument('', item, scope)]),
    );
  }

  #parseInline(text: string): Template {
    let template = this.#inline.get(text);
    if (!template) {
      const parsed = parseTemplate(text, { file: inline });
      if (parsed.diagnostics.length > 0) throw new UserError(parsed.diagnostics);
      this.#inline.set(text, (template = parsed.value));
    }
    return template;
  }
}

/** Whether an argument of a test holds a template; a column's name never does. */
function isRenderedArgument(key: string, value: Json): boolean {
  if (typeof value === 'string')
    return key !== 'column_name' && (hasTemplate(value) || looksLikeCall.test(value));
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => isRenderedArgument('', item));
  return isMapping(value) && Object.values(value).some((item) => isRenderedArgument('', item));
}

/** References with the place of the text that they were found in. */
function moved(
  { refs, sources, functions }: Pick<Captured, 'refs' | 'sources' | 'functions'>,
  place: Place,
): Pick<ParsedTemplate, 'refs' | 'sources' | 'functions'> {
  return {
    refs: refs.map(({ name, package: packageName, version }) =>
      atPlace({ name, package: packageName, version }, place),
    ),
    sources: sources.map(({ source, table }) => atPlace({ source, table }, place)),
    functions: functions.map(({ name, package: packageName }) =>
      atPlace({ name, package: packageName }, place),
    ),
  };
}

/** Every name that a template calls, once. */
const callNames = (template: Template): readonly string[] => [
  ...new Set(template.calls.map(({ name }) => name)),
];

/** Gives mistakes in text without a file of its own the place where it stands. */
function relocated<T>(place: Place, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const at = spanOf(place);
    const placed = (span: Span | undefined): Span => (span === undefined || span.file === inline ? at : span);
    const diagnostics = error.diagnostics.map((diagnostic): Diagnostic => ({
      ...diagnostic,
      at: placed(diagnostic.at),
      ...(diagnostic.trace && {
        trace: diagnostic.trace.map((frame) => ({ ...frame, at: placed(frame.at) })),
      }),
    }));
    throw new UserError(diagnostics, { cause: error });
  }
}
