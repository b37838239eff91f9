import type { Json, JsonObject } from '../../config/json.ts';
import type { Span } from '../../diagnostics/index.ts';
import type { Manifest, Node } from '../../manifest/index.ts';
import type { Finding, Severity } from '../finding.ts';
import type { SqlFile } from '../sql/sql-file.ts';

/** The options of a rule, as the project gives them. */
export type Options = JsonObject;

interface RuleBase {
  /** One line for lists. */
  readonly summary: string;
  readonly severity: Severity;
  /** What the rule asks for where the project says nothing. */
  readonly options: Options;
  /** Why options are none; undefined when they are good. */
  readonly refuse?: (options: Options) => string | undefined;
  /** An option that may stand for all of them: `keyword-case: upper`. */
  readonly shorthand?: string;
}

/** Looks at the text of a file, templates and all. */
export interface TextRule extends RuleBase {
  readonly looksAt: 'text';
  check(file: SqlFile, options: Options): Iterable<Omit<Finding, 'rule'>>;
}

/** A node's compiled query, and the way back from it to the author's file. */
export interface CompiledQuery {
  readonly node: Node;
  readonly file: SqlFile;
  /** DuckDB's syntax tree of it. */
  readonly tree: Json;
  /** The author's place of a UTF-8 offset; undefined where a macro or an inlined model wrote what is there. */
  locate(offset: number | undefined): Span | undefined;
}

/** Looks at what a node's SQL means to the database. */
export interface QueryRule extends RuleBase {
  readonly looksAt: 'query';
  check(query: CompiledQuery, options: Options): Iterable<Omit<Finding, 'rule'>>;
}

/** Looks at the project as a whole. */
export interface ProjectRule extends RuleBase {
  readonly looksAt: 'project';
  check(manifest: Manifest, options: Options): Iterable<Omit<Finding, 'rule'>>;
}

export type Rule = TextRule | QueryRule | ProjectRule;

/** Refuses an option that is none of some words. */
export function oneOf(option: string, words: readonly string[]): NonNullable<RuleBase['refuse']> {
  return (options) =>
    words.includes(String(options[option] as string)) ? undefined : `${option} is ${words.join(' or ')}`;
}

/** Whether a path lies in one of some folders: `marts` matches `models/marts/core/x.sql`. */
export function liesIn(path: string, folders: Json | undefined): boolean {
  if (!Array.isArray(folders)) return false;
  return (folders as readonly Json[]).some((folder) => `/${path}`.includes(`/${String(folder as string)}/`));
}
