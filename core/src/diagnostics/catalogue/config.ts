import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';

/** Text that is not YAML. */
export function yamlSyntax(problem: string, at: Span, hint?: string): Diagnostic {
  return {
    code: 'YAML_SYNTAX',
    severity: 'error',
    message: `Cannot read the YAML: ${problem}`,
    at,
    ...(hint !== undefined && { hint }),
  };
}

/** A key that stands twice in one mapping; the later value wins, as it does in dbt. */
export function yamlDuplicateKey(
  key: string,
  at: Span,
  firstLine: number,
  severity: 'error' | 'warning',
): Diagnostic {
  return {
    code: 'YAML_DUPLICATE_KEY',
    severity,
    message: `The key "${key}" stands twice in the same mapping: only the later value counts`,
    at,
    hint: `Remove one of the two; the first is in line ${firstLine}`,
  };
}
