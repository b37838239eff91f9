import type { Expression, Range, Statement } from './ast.ts';
import { assignedNames, visitExpressions } from './scope-names.ts';

/** A call as the text alone shows it; plain data. */
export interface StaticCall extends Range {
  /** `ref`, `dbt_utils.star`, `adapter.dispatch`: names with dots between them. */
  readonly name: string;
  /** The arguments that are written out as strings, by position; null for the others. */
  readonly args: readonly (string | null)[];
  /** Likewise for arguments by name. */
  readonly named: Readonly<Record<string, string | null>>;
}

/** The calls in statements, in the order of the text; calls of names that the template itself defines are left out. */
export function callsIn(statements: readonly Statement[]): StaticCall[] {
  const own = assignedNames(statements);
  const calls: StaticCall[] = [];
  visitExpressions(statements, (expression) => {
    if (expression.kind !== 'call') return;
    const name = dottedName(expression.callee);
    if (name === undefined || own.has(name)) return;
    const { named, positional } = expression.args;
    calls.push({
      name,
      args: positional.map(writtenText),
      named: Object.fromEntries(named.map((argument) => [argument.name, writtenText(argument.value)])),
      start: expression.start,
      end: expression.end,
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

function writtenText(expression: Expression): string | null {
  return expression.kind === 'constant' && typeof expression.value === 'string' ? expression.value : null;
}
