import type { Json } from '../../config/json.ts';
import type {
  CapturedConfig,
  CapturedFunction,
  CapturedRef,
  CapturedSource,
} from '../../context/captured.ts';
import type { Diagnostic, Span } from '../../diagnostics/index.ts';
import type { FileHash } from '../nodes.ts';

/**
 * What a template told when it was rendered for the first time. It depends on the file, the macros it calls, variables
 * and the target, but on no other node: plain data, so that it can be kept.
 */
export interface ParsedTemplate {
  readonly refs: readonly CapturedRef[];
  readonly sources: readonly CapturedSource[];
  readonly metrics: readonly (readonly string[])[];
  readonly functions: readonly CapturedFunction[];
  readonly configs: readonly CapturedConfig[];
  /** Names of the macros it calls, as it calls them: `cents`, `dbt_utils.star`. */
  readonly calls: readonly string[];
}

/** A node as its own file declares it: one a file, or one a snapshot block. */
export interface ParsedNode extends ParsedTemplate {
  readonly name: string;
  readonly rawCode: string;
  readonly language: 'sql' | 'python';
  readonly checksum: FileHash;
  /** Where its code begins. */
  readonly at: Span;
}

export interface ParsedDoc {
  readonly name: string;
  readonly contents: string;
  readonly at: Span;
}

/** Rows that unit tests name: of a CSV file as mappings, of an SQL file as its text. */
export interface ParsedFixture {
  readonly name: string;
  readonly rows: Json;
}

/** One file, read on its own. */
export type ParsedFile =
  | {
      readonly kind: 'nodes';
      readonly nodes: readonly ParsedNode[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly kind: 'docs';
      readonly docs: readonly ParsedDoc[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'fixture'; readonly fixture: ParsedFixture; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'properties'; readonly value: Json; readonly diagnostics: readonly Diagnostic[] };

export const nothingCaptured: ParsedTemplate = {
  refs: [],
  sources: [],
  metrics: [],
  functions: [],
  configs: [],
  calls: [],
};
