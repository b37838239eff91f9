import type { Project } from '../../project/project.ts';
import type { ConfiguredType } from '../config/shapes.ts';
import type { ParsedNode } from '../files/parsed-file.ts';
import type { Node } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { NodeProperties } from '../properties/node-properties.ts';

export type CompilableType = Extract<ConfiguredType, Node['resource_type']>;

/** A node as its file declares it, with the names that follow from where the file lies. */
export interface DeclaredNode {
  readonly type: CompilableType;
  readonly project: Project;
  readonly name: string;
  readonly uniqueId: string;
  readonly path: string;
  readonly originalPath: string;
  readonly fqn: readonly string[];
  readonly parsed: ParsedNode;
  readonly place: Place;
  readonly properties?: NodeProperties | undefined;
  /** An entry for a node of another type that has this one's name: only the tests in it count. */
  readonly misplaced?: NodeProperties | undefined;
}
