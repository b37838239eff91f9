import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';

/** A reference that only appeared when the node ran: the DAG does not know it, so nothing waited for it. */
export function refNotDeclared(reference: string, at: Span): Diagnostic {
  return {
    code: 'REF_NOT_DECLARED',
    severity: 'error',
    message: `${reference} was not seen when the project was parsed, so it is not in the DAG`,
    at,
    hint: `Add a comment that names it where it is always read: -- depends_on: {{ ${reference} }}`,
  };
}

/** An ephemeral model whose SQL needs itself. */
export function ephemeralCycle(name: string, at: Span | undefined): Diagnostic {
  return {
    code: 'EPHEMERAL_CYCLE',
    severity: 'error',
    message: `Cannot inline the ephemeral model "${name}": its SQL needs itself`,
    ...(at && { at }),
    hint: 'Take the ref() to itself out, or give it another materialization, such as incremental',
  };
}

export function externalLocationInvalid(source: string, problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'EXTERNAL_LOCATION',
    severity: 'error',
    message: `Cannot read the external_location of ${source}: ${problem}`,
    ...(at && { at }),
    hint: 'It may use name, identifier, schema, database and keys of its config and meta; by default in braces, as in {name}',
  };
}
