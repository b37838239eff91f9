import type { Json, JsonObject } from '../config/json.ts';
import type { Invocation } from '../context/invocation.ts';
import type { MacroRegistry, MacroRegistryOptions } from '../context/macro-registry.ts';
import type { Workspace } from '../project/project.ts';
import type { CacheStore, Checksum } from './cache/envelope.ts';
import type { KnownMacros } from './cache/macro-digests.ts';
import type { ParseMemory } from './cache/parse-memory.ts';
import type { Manifest } from './manifest.ts';

export interface BuildOptions {
  /** Makes what all templates share, over the registry that the build fills with the projects' macros. */
  readonly createInvocation: (macros: MacroRegistry) => Invocation;
  /** SHA-256 of the UTF-8 text, in lower-case hex. */
  readonly sha256: (text: string) => string;
  /** Named selectors of selectors.yml, as written. */
  readonly selectors?: ReadonlyMap<string, JsonObject>;
  /** Files whose macros need not be parsed until they are called, if at all. */
  readonly knownMacros?: KnownMacros;
  /** Parses property files while the rest is read. */
  readonly readAhead?: ReadAhead;
  /** Where results are kept for the next build; without it everything is read anew. */
  readonly cache?: {
    readonly store: CacheStore;
    /** bk-build's own version: what another version kept is not used. */
    readonly version: string;
    /** There is no secret that it hides, so that the quickest will do. */
    readonly createChecksum: () => Checksum;
    /** What builds of the same session keep; then only the first is written to the store. */
    readonly memory?: ParseMemory;
  };
}

/**
 * Has texts of property files parsed in another thread.
 *
 * @returns undefined where that would not pay.
 */
export type ReadAhead = (texts: readonly string[]) => ValuesAhead | undefined;

export interface ValuesAhead {
  /**
   * What the text with this number says, in a form that nobody else has; undefined where it holds a mistake or is not
   * there in time, and is left to who asks.
   */
  take(number: number): Json | undefined;
}

export interface BuiltManifest {
  readonly manifest: Manifest;
  readonly registry: MacroRegistry;
  readonly invocation: Invocation;
}

/** Where the macros of a workspace are looked for. */
export function registryOptions({ root, projects }: Workspace): MacroRegistryOptions {
  return {
    rootPackage: root.name,
    internalPackages: projects.filter(({ isInternal }) => isInternal).map(({ name }) => name),
    searchOrders: new Map(root.dispatch.map((order) => [order.macro_namespace, order.search_order])),
  };
}
