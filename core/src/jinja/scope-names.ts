import type { Expression, Statement, Target } from './ast.ts';

/** Names that statements assign in their own scope; loops, blocks and macros within have scopes of their own. */
export function assignedNames(statements: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    switch (statement.kind) {
      case 'set':
      case 'set-block':
        targetNames(statement.target, names);
        break;
      case 'if':
        for (const { body } of statement.branches) for (const name of assignedNames(body)) names.add(name);
        for (const name of assignedNames(statement.otherwise)) names.add(name);
        break;
      case 'definition':
        names.add(statement.name);
        break;
      default:
        break;
    }
  }
  return names;
}

/** The names a target binds; attributes bind none. */
export function targetNames(target: Target, names = new Set<string>()): Set<string> {
  if (target.kind === 'name') names.add(target.name);
  else if (target.kind === 'tuple') for (const item of target.items) targetNames(item, names);
  return names;
}

/** Calls `visit` for every expression in the statements, outer ones first, nested blocks and macros included. */
export function visitExpressions(
  statements: readonly Statement[],
  visit: (expression: Expression) => void,
): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'text':
      case 'break':
      case 'continue':
        break;
      case 'output':
      case 'do':
        visitExpression(statement.value, visit);
        break;
      case 'set':
        visitExpression(statement.value, visit);
        break;
      case 'set-block':
        if (statement.filter) visitExpression(statement.filter, visit);
        visitExpressions(statement.body, visit);
        break;
      case 'for':
        visitExpression(statement.items, visit);
        if (statement.test) visitExpression(statement.test, visit);
        visitExpressions(statement.body, visit);
        visitExpressions(statement.otherwise, visit);
        break;
      case 'if':
        for (const { test, body } of statement.branches) {
          visitExpression(test, visit);
          visitExpressions(body, visit);
        }
        visitExpressions(statement.otherwise, visit);
        break;
      case 'with':
        for (const [, value] of statement.bindings) visitExpression(value, visit);
        visitExpressions(statement.body, visit);
        break;
      case 'call-block':
        visitExpression(statement.call, visit);
        visitExpressions(statement.body, visit);
        break;
      case 'filter-block':
        visitExpression(statement.filter, visit);
        visitExpressions(statement.body, visit);
        break;
      case 'definition':
        for (const parameter of statement.parameters)
          if (parameter.default) visitExpression(parameter.default, visit);
        visitExpressions(statement.body, visit);
        break;
    }
  }
}

/** The same for one expression. */
export function visitExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of childrenOf(expression)) visitExpression(child, visit);
}

function childrenOf(expression: Expression): readonly Expression[] {
  const present = (items: readonly (Expression | undefined)[]): Expression[] =>
    items.filter((item) => item !== undefined);
  switch (expression.kind) {
    case 'constant':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
      return expression.items;
    case 'dict':
      return expression.entries.flat();
    case 'attribute':
      return [expression.object];
    case 'item':
      return [expression.object, expression.key];
    case 'slice':
      return present([expression.object, expression.from, expression.to, expression.step]);
    case 'call':
      return [expression.callee, ...argumentsOf(expression.args)];
    case 'filter':
      return present([expression.input, ...argumentsOf(expression.args)]);
    case 'test':
      return [expression.input, ...argumentsOf(expression.args)];
    case 'not':
    case 'negative':
    case 'positive':
      return [expression.operand];
    case 'binary':
    case 'and':
    case 'or':
      return [expression.left, expression.right];
    case 'compare':
      return [expression.first, ...expression.rest.map(([, operand]) => operand)];
    case 'concat':
      return expression.parts;
    case 'conditional':
      return present([expression.test, expression.yes, expression.no]);
  }
}

function argumentsOf({
  positional,
  named,
  spread,
  spreadNamed,
}: Extract<Expression, { kind: 'call' }>['args']): Expression[] {
  const spreads = [spread, spreadNamed].filter((item) => item !== undefined);
  return [...positional, ...named.map(({ value }) => value), ...spreads];
}
