import type { Json } from '../../config/json.ts';
import type { Span } from '../../diagnostics/index.ts';
import type { MethodName } from '../methods/index.ts';

/** Which tests come along that are not selected themselves but read what is. */
export type IndirectSelection =
  /** Any of them. */
  | 'eager'
  /** Those that read nothing else. */
  | 'cautious'
  /** Those that read nothing but what is selected or stands above it. */
  | 'buildable'
  | 'empty';

export const indirectSelections: readonly IndirectSelection[] = ['eager', 'cautious', 'buildable', 'empty'];

/** What to run or list: criteria, put together as sets. */
export type Selection = Criterion | SelectionGroup;

/** One method's search, with the relatives of what it finds: `2+tag:nightly+`. */
export interface Criterion {
  readonly kind: 'criterion';
  /** As the author wrote it. */
  readonly raw: string;
  readonly method: MethodName;
  /** What stands behind the method's name: `materialized` of `config.materialized`. */
  readonly args: readonly string[];
  /** Text from the command line; any value from YAML. */
  readonly value: Json;
  /** Steps up and down; 0 for none, Infinity for all. */
  readonly parentsDepth: number;
  readonly childrenDepth: number;
  /** `@`: all children, and all that these read. */
  readonly childrensParents: boolean;
  readonly indirect: IndirectSelection;
  /** Its place in selectors.yml; the command line has none. */
  readonly at?: Span;
}

export interface SelectionGroup {
  readonly kind: 'union' | 'intersection' | 'difference';
  /** Of a difference: what is taken, then what is taken away. */
  readonly parts: readonly Selection[];
  readonly indirect: IndirectSelection;
  /** Warned about by these words when it finds nothing. */
  readonly expected?: string;
}
