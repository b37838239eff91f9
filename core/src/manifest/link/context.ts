import type { Invocation } from '../../context/invocation.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Project, Workspace } from '../../project/project.ts';
import type { ConfigResolver } from '../config/resolver.ts';
import type { ParsedTemplate } from '../files/parsed-file.ts';
import type { TemplateReader } from '../files/templates.ts';
import type { GraphNode } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { RelationNamer } from './relation-names.ts';

/** What the building of every resource needs. */
export interface LinkContext {
  readonly workspace: Workspace;
  readonly invocation: Invocation;
  readonly configs: ConfigResolver;
  readonly names: RelationNamer;
  readonly templates: TemplateReader;
  readonly sha256: (text: string) => string;
  report(diagnostic: Diagnostic): void;
  /** Writes down that a hook was rendered with the node's code in sight. */
  noteCode(): void;
}

/** A resource whose references are not resolved yet: `depends_on.nodes` and the like are filled in place. */
export interface Draft<T extends GraphNode = GraphNode> {
  readonly node: Mutable<T>;
  readonly project: Project;
  readonly place: Place;
  /** Its references, with their places. */
  readonly captured: Pick<ParsedTemplate, 'refs' | 'sources' | 'metrics' | 'functions'>;
  isEnabled: boolean;
}

/** Writable while the manifest is built, and by nobody after. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
