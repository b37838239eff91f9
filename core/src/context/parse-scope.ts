import { columnClass, Relation, relationClass } from '../adapter/index.ts';
import type { Json, JsonObject } from '../config/json.ts';
import { InternalError, type Span } from '../diagnostics/index.ts';
import { Dict, type Kwargs, type Scope, type Value } from '../jinja/index.ts';
import { fileSite, native, text, variadic } from './call.ts';
import type { Captured, CapturedConfig, CapturedFunction, CapturedRef, CapturedSource } from './captured.ts';
import type { Invocation } from './invocation.ts';
import { projectConfig } from './names/project-config.ts';
import { AdapterObject } from './names/adapter/adapter-object.ts';
import { ParseConfig, RuntimeConfig } from './names/config.ts';
import { envVar } from './names/environment.ts';
import type { NameGroup } from './names/group.ts';
import { commonNames, nameFrom } from './names/index.ts';
import { templateModel } from './names/model.ts';
import { functionFunction, metricFunction, refFunction, sourceFunction } from './names/references.ts';
import { type ResultStore, results } from './names/results.ts';
import { renderText, tryOrCompilerError } from './names/statements.ts';
import { type RenderVariable, varFunction } from './names/variables.ts';
import { NamesObject, NodeScope, scopeObject } from './node-scope.ts';

/** The node a template belongs to, as far as it is known before the template was rendered. */
export interface ParseSubject {
  readonly uniqueId: string;
  readonly packageName: string;
  readonly name: string;
  /** `this`, before config can change it. */
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
  /** What templates see as `model`: the unfinished node. */
  readonly model: JsonObject;
}

export interface ParseScope {
  readonly scope: Scope;
  /** Grows as templates are rendered in the scope. */
  readonly captured: Captured;
}

/**
 * The names a template sees while a project is parsed: `execute` is false, `ref` and `source` are written down and give
 * the subject's own relation, adapter methods give empty answers, nothing touches a database.
 */
export function createParseScope(invocation: Invocation, subject: ParseSubject): ParseScope {
  const captured = new Capture();
  const kept = newStore();
  const config = new ParseConfig(captured.configs);
  const scope = new NodeScope({
    invocation,
    packageName: subject.packageName,
    resolve: (name, scope) =>
      name === 'config' ? config : parseName(name, { invocation, subject, captured, config, scope, ...kept }),
  });
  return { scope, captured };
}

/**
 * Calls a macro by bare name while parsing, as dbt does for `generate_schema_name`; `config` and `var` are there, the
 * call must not need a database.
 * @throws UserError with the macro's own errors
 */
export function callParseMacro(
  invocation: Invocation,
  name: string,
  args: readonly Value[],
  kwargs: Kwargs,
  subject: ParseSubject,
  captured: Captured = new Capture(),
): Value {
  const config = new RuntimeConfig(
    (subject.model['config'] as JsonObject | undefined) ?? {},
    subject.name,
    subject.model,
  );
  const scope = new NodeScope({
    invocation,
    packageName: invocation.projectName,
    resolve: (name, scope) =>
      name === 'config'
        ? config
        : parseName(name, {
            invocation,
            subject,
            captured: captured as Capture,
            config,
            scope,
            ...newStore(),
          }),
  });
  const site = fileSite(String(subject.model['original_file_path'] ?? ''));
  const macro = scope.macro(name);
  if (!macro?.call) {
    throw new InternalError(`the macro "${name}" is not built in`);
  }
  const value = macro.call(args, kwargs, site);
  if (value instanceof Promise) throw new InternalError(`the macro "${name}" waits while parsing`);
  return value;
}

/**
 * The names that text in property files may use: `var`, `env_var`, `target` and the pure functions; with `doc` where
 * descriptions are rendered.
 */
export function createPropertyScope(
  invocation: Invocation,
  packageName: string,
  doc?: (args: readonly string[], at: Span) => string,
  captured: Captured = new Capture(),
): Scope {
  const known = new Map<string, Value | undefined>();
  const find = (name: string): Value | undefined => {
    if (name === 'var') return recordingVar(invocation, packageName, captured as Capture);
    if (name === 'env_var') return recordingEnv(invocation, captured as Capture);
    if (name === 'doc' && doc) {
      return variadic('doc', (args, _kwargs, site) =>
        doc(
          args.map((arg) => text('doc', arg, site)),
          site.span(),
        ),
      );
    }
    return nameFrom(commonNames, name, invocation);
  };
  return {
    get(name) {
      if (!known.has(name)) known.set(name, find(name));
      return known.get(name);
    },
  };
}

interface ParseEnvironment extends ResultStore {
  readonly invocation: Invocation;
  readonly subject: ParseSubject;
  readonly captured: Capture;
  readonly config: Value;
  readonly scope: NodeScope;
}

const newStore = (): ResultStore => ({ results: new Map(), loaded: new Set(), say: () => undefined });

class Capture implements Captured {
  readonly refs: CapturedRef[] = [];
  readonly sources: CapturedSource[] = [];
  readonly metrics: (readonly string[])[] = [];
  readonly functions: CapturedFunction[] = [];
  readonly configs: CapturedConfig[] = [];
  readonly vars = new Set<string>();
  readonly env = new Set<string>();
}

function parseName(name: string, environment: ParseEnvironment): Value | undefined {
  const value = nameFrom(parseNames, name, environment);
  return value === undefined ? nameFrom(commonNames, name, environment.invocation) : value;
}

const parseNames: NameGroup<ParseEnvironment> = {
  execute: () => false,
  this: (environment) => ownRelation(environment),
  ref: (environment) =>
    refFunction(
      (call) => {
        const { name, package: packageName, version } = call;
        environment.captured.refs.push({ name, package: packageName, version, at: call.at() });
        return ownRelation(environment);
      },
      () => projectConfig(environment.invocation),
    ),
  source: (environment) =>
    sourceFunction((source, table, at) => {
      environment.captured.sources.push({ source, table, at: at() });
      return ownRelation(environment);
    }),
  metric: ({ captured }) =>
    metricFunction((parts) => {
      captured.metrics.push(parts);
      return parts.at(-1)!;
    }),
  function: (environment) =>
    functionFunction((name, packageName, at) => {
      environment.captured.functions.push({ name, package: packageName, at: at() });
      return ownRelation(environment).withType('function');
    }),
  var: ({ invocation, subject, captured, scope }) =>
    recordingVar(invocation, subject.packageName, captured, (text, site) =>
      renderText(text, scope, site, true),
    ),
  env_var: ({ invocation, captured }) => recordingEnv(invocation, captured),
  model: ({ subject }) => templateModel(subject.model),
  schema: ({ subject }) => subject.schema,
  database: ({ subject }) => subject.database,
  adapter: ({ invocation, scope }) => new AdapterObject(invocation, scope),
  api: ({ invocation }) =>
    new Dict([
      ['Relation', relationClass(invocation)],
      ['Column', columnClass(invocation.adapter.columnTypes)],
    ]),
  column: ({ invocation }) => columnClass(invocation.adapter.columnTypes),
  context: ({ scope }) => scopeObject(scope),
  builtins: (environment) =>
    new NamesObject(
      (name) => (name === 'config' ? environment.config : parseName(name, environment)),
      () => ['config', ...Object.keys(parseNames), ...Object.keys(commonNames)],
    ),
  graph: () =>
    new Dict(
      [
        'nodes',
        'sources',
        'exposures',
        'metrics',
        'groups',
        'semantic_models',
        'saved_queries',
        'functions',
      ].map((key): [Value, Value] => [key, new Dict()]),
    ),
  pre_hooks: () => [],
  post_hooks: () => [],
  sql: () => null,
  compiled_code: () => null,
  selected_resources: () => [],
  ...results,
  defer_relation: () => null,
  load_agate_table: () => variadic('load_agate_table', () => null),
  write: () => variadic('write', () => ''),
  render: ({ scope }) =>
    native('render', ['string'], ([string], site) =>
      renderText(text('render', string, site), scope, site, true),
    ),
  try_or_compiler_error: () => tryOrCompilerError,
};

/** While parsing, whatever is referred to looks like the node itself: nothing else is known yet. */
function ownRelation({ invocation, subject }: ParseEnvironment): Relation {
  const { database, schema, alias } = subject;
  return Relation.create({ database, schema, identifier: alias }, invocation);
}

function recordingVar(
  invocation: Invocation,
  packageName: string,
  captured: Capture,
  render?: RenderVariable,
): Value {
  return varFunction(new RecordingMap(invocation.varsFor(packageName), captured.vars), 'none', render);
}

function recordingEnv(invocation: Invocation, captured: Capture): Value {
  return envVar((name) => {
    captured.env.add(name);
    return invocation.env(name);
  });
}

/** A map that writes down which keys were asked for, present or not. */
class RecordingMap implements Pick<ReadonlyMap<string, Json>, 'get' | 'has' | 'keys'> {
  readonly #map: ReadonlyMap<string, Json>;
  readonly #asked: Set<string>;

  constructor(map: ReadonlyMap<string, Json>, asked: Set<string>) {
    this.#map = map;
    this.#asked = asked;
  }

  get(key: string): Json | undefined {
    this.#asked.add(key);
    return this.#map.get(key);
  }

  has(key: string): boolean {
    this.#asked.add(key);
    return this.#map.has(key);
  }

  keys(): MapIterator<string> {
    return this.#map.keys();
  }
}
