import type { Diagnostic, Span } from '../diagnostics/index.ts';

/** A change of a file's text: what stands between two UTF-16 offsets is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule found. */
export interface Finding {
  /** The rule's name: `keyword-case`. */
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: Span;
  /** What mends it without changing what the SQL means; none where only its author can tell. */
  readonly fix?: readonly Edit[];
}

export type Severity = 'error' | 'warning';

/** A finding as a diagnostic, with the rule's name as its code. */
export function toDiagnostic({ at, hint, message, rule }: Finding, severity: Severity): Diagnostic {
  return { code: rule, severity, message, at, ...(hint !== undefined && { hint }) };
}

/** The text with all edits made; of two that meet, the first one counts. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let end = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < end) continue;
    result += text.slice(end, edit.start) + edit.text;
    ({ end } = edit);
  }
  return result + text.slice(end);
}
