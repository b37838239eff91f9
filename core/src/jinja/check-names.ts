import type { Range, Statement } from './ast.ts';
import { nearest } from '../diagnostics/index.ts';
import { filters } from './filters/index.ts';
import { SyntaxFault } from './lexer.ts';
import { visitExpressions } from './scope-names.ts';
import { tests } from './tests/index.ts';

/** A fault for each filter or test that does not exist. */
export function unknownFiltersAndTests(statements: readonly Statement[]): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visitExpressions(statements, (expression) => {
    if (expression.kind === 'filter' && !filters.has(expression.name))
      faults.push(unknown('filter', expression.name, filters.keys(), expression));
    if (expression.kind === 'test' && !tests.has(expression.name))
      faults.push(unknown('test', expression.name, tests.keys(), expression));
  });
  return faults;
}

function unknown(what: string, name: string, known: Iterable<string>, { start, end }: Range): SyntaxFault {
  const suggestion = nearest(name, known);
  return new SyntaxFault(
    `No ${what} named '${name}'`,
    start,
    end,
    suggestion && `Did you mean "${suggestion}"?`,
  );
}
