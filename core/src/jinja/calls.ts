import type { Span } from '../diagnostics/index.ts';
import type { Expression, Statement } from './ast.ts';
import { assignedNames, visitExpressions } from './scope-names.ts';
import type { Source } from './source.ts';
import type { Value } from './values/index.ts';

/** A call as the text alone shows it. */
export interface StaticCall {
  /** `ref`, `dbt_utils.star`, `adapter.dispatch`: names with dots between them. */
  readonly name: string;
  /** The arguments that are written out as constants, by position; undefined for the others. */
  readonly args: readonly (Value | undefined)[];
  /** Likewise for arguments by name. */
  readonly named: ReadonlyMap<string, Value | undefined>;
  readonly span: Span;
}

/** The calls in statements, in the order of the text; calls of names that the template itself defines are left out. */
export function callsIn(statements: readonly Statement[], source: Source): StaticCall[] {
  const own = assignedNames(statements);
  const calls: StaticCall[] = [];
  visitExpressions(statements, (expression) => {
    if (expression.kind !== 'call') return;
    const name = dottedName(expression.callee);
    if (name === undefined || own.has(name)) return;
    calls.push({
      name,
      args: expression.args.positional.map(constant),
      named: new Map(expression.args.named.map((argument) => [argument.name, constant(argument.value)])),
      get span() {
        return source.span(expression.start, expression.end);
      },
    });
  });
  return calls;
}

function dottedName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'attribute') return undefined;
  const object = dottedName(expression.object);
  return object === undefined ? undefined : `${object}.${expression.name}`;
}

function constant(expression: Expression): Value | undefined {
  return expression.kind === 'constant' ? expression.value : undefined;
}
