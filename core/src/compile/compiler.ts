import { type Connection, cteName, type DatabaseError, type Relation } from '../adapter/index.ts';
import type { Json, JsonObject } from '../config/json.ts';
import { createRuntimeScope, type RuntimeLookups, type RuntimeScope } from '../context/runtime-scope.ts';
import { type Diagnostic, ephemeralCycle, forAuthor, type Span, UserError } from '../diagnostics/index.ts';
import { fromJson, parseTemplate, type Rendered, TemplateCache, toStr, type Value } from '../jinja/index.ts';
import type { CompilableNode, Node, SourceNode, TestNode } from '../manifest/index.ts';
import { builtInFiles } from './built-in-files.ts';
import { authorsPlace, codeSource, type ReadSource, sourceLines } from './code-origin.ts';
import { EphemeralError } from './ephemeral-error.ts';
import { type Cte, injectCtes } from './inject-ctes.ts';
import { type LookupOverrides, type RelationOptions, Relations } from './relations.ts';
import { statementPlace } from './statement-place.ts';
import { testArguments } from './test-arguments.ts';

export interface CompilerOptions extends RelationOptions {
  readonly readSource: ReadSource;
  /** Keeps the compiled SQL of ephemeral models, which are never run by themselves. */
  readonly keepEphemeral?: (node: Node, sql: string) => void;
}

/** What names mean in a node's template instead of what they do. */
export interface CompileOverrides extends LookupOverrides {
  readonly lookups?: RuntimeLookups;
  readonly relation?: Relation;
  readonly macros?: ReadonlyMap<string, Value>;
  readonly vars?: JsonObject;
  readonly env?: ReadonlyMap<string, string>;
  readonly extra?: ReadonlyMap<string, Value>;
  readonly ctes?: readonly { readonly name: string; readonly sql: string }[];
}

/** A node's SQL with its ephemeral models inlined, and the way back from it to the author's files. */
export interface CompiledNode {
  readonly sql: string;
  /** The ephemeral models that were inlined, in the order in which they stand. */
  readonly ctes: readonly { readonly id: string; readonly sql: string }[];
  /** Where the character at a UTF-16 offset comes from; undefined when no template of the author wrote it. */
  locate(offset: number): Span | undefined;
}

/** A rendered template, and the ephemeral models it refers to. */
interface Draft {
  readonly rendered: Rendered;
  readonly ephemerals: readonly Node[];
}

/** What is asked of a node whose statement failed. */
export interface FailedNode {
  readonly original_file_path: string;
  readonly patch_path?: string | null;
}

type Origin = (offset: number) => Span | undefined;

/** Turns nodes of a manifest into SQL. Each ephemeral model is rendered once, however many models inline it. */
export class Compiler {
  readonly #options: CompilerOptions;
  readonly #relations: Relations;
  readonly #ephemerals = new Map<string, Promise<Draft>>();
  readonly #isBuiltIn: (file: string) => boolean;
  readonly #templates = new TemplateCache();

  constructor(options: CompilerOptions) {
    this.#options = options;
    this.#relations = new Relations(options);
    this.#isBuiltIn = builtInFiles(options.projects);
  }

  /**
   * @param overrides Replaces what `ref()`, `source()`, `this`, macros and variables mean, as unit tests do.
   * @throws UserError, DatabaseError
   */
  async compile(
    node: CompilableNode,
    connection?: Connection,
    overrides: CompileOverrides = {},
  ): Promise<CompiledNode> {
    if (node.language === 'python') return this.#compilePython(node, connection, overrides);
    const { rendered, ephemerals } = await this.#render(node, connection, overrides);
    const inlined = new Map<string, Cte<Origin>>();
    for (const ephemeral of ephemerals) await this.#inline(ephemeral, connection, inlined, [node.unique_id]);
    const given = (overrides.ctes ?? []).map((cte): Cte<Origin> => ({ ...cte, origin: () => undefined }));
    const { text, pieces } = injectCtes(rendered.text, this.#originOf(rendered), [
      ...given,
      ...inlined.values(),
    ]);
    return {
      sql: text,
      ctes: [...inlined].map(([id, { name, sql }]) => ({ id, sql: ` ${name} as (\n${sql}\n)` })),
      locate(offset) {
        const piece = pieces.findLast(
          ({ start, text: part }) => offset >= start && offset < start + part.length,
        );
        return piece && piece.origin(offset - piece.start + (piece.skipped ?? 0));
      },
    };
  }

  /** What `ref()` and `source()` mean in a node's materialization. */
  lookups(node: CompilableNode): RuntimeLookups {
    return this.#relations.lookups(node, () => undefined);
  }

  /** The relation that a node builds, or is kept in; null for what is no relation. */
  relation(node: CompilableNode): Relation | null {
    return this.#relations.of(node);
  }

  /** The relation of a source, which may be a file. */
  sourceRelation(source: SourceNode): Relation {
    return this.#relations.ofSource(source);
  }

  /** The code with what it is called with behind it. */
  async #compilePython(
    node: CompilableNode,
    connection: Connection | undefined,
    overrides: CompileOverrides,
  ): Promise<CompiledNode> {
    const scope = this.#scope(node, connection, overrides, () => undefined);
    const postfix = toStr(await scope.callMacro('py_script_postfix', [fromJson(node as unknown as Json)]));
    const { locate } = sourceLines(
      node.raw_code,
      codeSource(node, this.#options.manifest, this.#options.readSource),
    );
    return { sql: `${node.raw_code}\n\n\n${postfix.trim()}\n`, ctes: [], locate };
  }

  /** What a built-in macro says about the node, at the author's line. */
  forAuthor(diagnostic: Diagnostic, node: { readonly unique_id: string }): Diagnostic {
    return forAuthor(diagnostic, this.#isBuiltIn, this.#options.manifest.places.get(node.unique_id));
  }

  /** The author's place of a statement, run by a macro or a hook of the node, that the database refused. */
  statementPlace(error: DatabaseError, node: FailedNode): Span | undefined {
    const { projects, readSource } = this.#options;
    const properties = node.patch_path?.replace(/^[^:]*:\/\//, '');
    const files = [node.original_file_path, properties, projects[0]?.file];
    return statementPlace(
      error,
      files.filter((file) => file !== undefined),
      this.#isBuiltIn,
      readSource,
    );
  }

  async #render(
    node: CompilableNode,
    connection: Connection | undefined,
    overrides: CompileOverrides,
  ): Promise<Draft> {
    const { manifest, readSource } = this.#options;
    const ephemerals = new Map<string, Node>();
    const source = codeSource(node, manifest, readSource);
    // Only the calls of generic tests have the same text again and again.
    const parsed = parseTemplate(
      node.raw_code,
      source,
      node.resource_type === 'test' ? this.#templates : undefined,
    );
    if (parsed.diagnostics.length > 0) throw new UserError(parsed.diagnostics);
    const extra = new Map(overrides.extra);
    const { scope } = this.#scope(
      node,
      connection,
      { ...overrides, extra },
      (target) => void ephemerals.set(target.unique_id, target),
    );
    const metadata = node.resource_type === 'test' ? (node as TestNode).test_metadata : undefined;
    if (metadata)
      extra.set(
        '_dbt_generic_test_kwargs',
        await testArguments(metadata.kwargs, scope, source, this.#templates),
      );
    const rendered = await parsed.value.renderMapped(scope);
    return { rendered, ephemerals: [...ephemerals.values()] };
  }

  #scope(
    node: CompilableNode,
    connection: Connection | undefined,
    overrides: CompileOverrides,
    onEphemeral: (target: Node) => void,
  ): RuntimeScope {
    return createRuntimeScope(this.#options.shared, {
      uniqueId: node.unique_id,
      packageName: node.package_name,
      resourceType: node.resource_type,
      model: node as unknown as JsonObject,
      config: node.config,
      relation: overrides.relation ?? this.relation(node),
      lookups: overrides.lookups ?? this.#relations.lookups(node, onEphemeral, overrides),
      ...(connection && { connection }),
      ...(overrides.extra && { extra: overrides.extra }),
      ...(overrides.macros && { macroOverrides: overrides.macros }),
      ...(overrides.vars && { varOverrides: overrides.vars }),
      ...(overrides.env && { envOverrides: overrides.env }),
    });
  }

  /** Adds an ephemeral model, and before it those that it needs itself. */
  async #inline(
    node: Node,
    connection: Connection | undefined,
    into: Map<string, Cte<Origin>>,
    around: readonly string[],
  ): Promise<void> {
    if (into.has(node.unique_id)) return;
    if (around.includes(node.unique_id)) {
      throw new UserError(ephemeralCycle(node.name, this.#options.manifest.places.get(node.unique_id)));
    }
    const { rendered, ephemerals } = await this.#ephemeral(node, connection);
    for (const needed of ephemerals)
      await this.#inline(needed, connection, into, [...around, node.unique_id]);
    into.set(node.unique_id, {
      name: cteName(node.alias),
      sql: rendered.text,
      origin: this.#originOf(rendered),
    });
  }

  #ephemeral(node: Node, connection: Connection | undefined): Promise<Draft> {
    let draft = this.#ephemerals.get(node.unique_id);
    if (!draft) {
      draft = this.#render(node, connection, {}).catch((error: unknown) => {
        throw error instanceof UserError ? new EphemeralError(node.unique_id, error) : error;
      });
      this.#ephemerals.set(node.unique_id, draft);
      draft.then(
        ({ rendered }) => this.#options.keepEphemeral?.(node, rendered.text),
        () => this.#ephemerals.delete(node.unique_id),
      );
    }
    return draft;
  }

  #originOf(rendered: Rendered): Origin {
    return (offset) => authorsPlace(rendered.locate(offset), this.#isBuiltIn);
  }
}
