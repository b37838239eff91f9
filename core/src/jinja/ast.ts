import type { BinaryOperator } from './arithmetic.ts';
import type { Comparison } from './operators.ts';
import type { Value } from './values/index.ts';

/** UTF-16 offsets into the template's text, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Expression = Range &
  (
    | { readonly kind: 'constant'; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
    | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression }
    | {
        readonly kind: 'slice';
        readonly object: Expression;
        readonly from: Expression | undefined;
        readonly to: Expression | undefined;
        readonly step: Expression | undefined;
      }
    | { readonly kind: 'call'; readonly callee: Expression; readonly args: Arguments }
    | {
        readonly kind: 'filter';
        readonly input: Expression | undefined;
        readonly name: string;
        readonly args: Arguments;
      }
    | { readonly kind: 'test'; readonly input: Expression; readonly name: string; readonly args: Arguments }
    | { readonly kind: 'not' | 'negative' | 'positive'; readonly operand: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: 'compare';
        readonly first: Expression;
        readonly rest: readonly (readonly [Comparison, Expression])[];
      }
    | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
    | {
        readonly kind: 'conditional';
        readonly test: Expression;
        readonly yes: Expression;
        readonly no: Expression | undefined;
      }
  );

/** The arguments of a call as written; `*list` and `**dict` come after the others. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  readonly spread: Expression | undefined;
  readonly spreadNamed: Expression | undefined;
}

/** What an assignment or loop writes to. */
export type Target = Range &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'tuple'; readonly items: readonly Target[] }
    | { readonly kind: 'attribute'; readonly object: string; readonly name: string }
  );

export interface Parameter {
  readonly name: string;
  readonly default: Expression | undefined;
}

export type Statement = Range &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'output'; readonly value: Expression }
    | {
        readonly kind: 'for';
        readonly target: Target;
        readonly items: Expression;
        readonly test: Expression | undefined;
        readonly isRecursive: boolean;
        readonly body: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'if';
        readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
        readonly otherwise: readonly Statement[];
      }
    | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
    | {
        readonly kind: 'set-block';
        readonly target: Target;
        readonly filter: Expression | undefined;
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'do'; readonly value: Expression }
    | {
        readonly kind: 'with';
        readonly bindings: readonly (readonly [Target, Expression])[];
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'call-block';
        readonly call: Expression;
        readonly parameters: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: readonly Statement[] }
    | { readonly kind: 'break' | 'continue' }
    | Definition
  );

export type DefinitionKind = 'macro' | 'test' | 'materialization' | 'snapshot' | 'docs';

/** A named block: a macro, or one of the blocks that dbt adds. */
export type Definition = Range & {
  readonly kind: 'definition';
  readonly block: DefinitionKind;
  /** As callers see it: a test's starts with `test_`, a materialization's with `materialization_`. */
  readonly name: string;
  readonly nameRange: Range;
  readonly parameters: readonly Parameter[];
  /** A materialization's adapter: `default`, `duckdb`. */
  readonly adapter: string | undefined;
  readonly body: readonly Statement[];
  /** The text between the tags. */
  readonly bodyRange: Range;
};
