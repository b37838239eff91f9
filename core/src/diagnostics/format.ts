import type { Diagnostic, Frame } from './diagnostic.ts';
import type { Span } from './span.ts';

/** Colours a reporter may give; the identity for plain text. */
export interface Palette {
  readonly place: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly faint: (text: string) => string;
}

const identity = (text: string): string => text;
export const plainPalette: Palette = { place: identity, error: identity, warning: identity, faint: identity };

/** The text of a file by the name that spans give it, or undefined when it cannot be read. */
export type SourceReader = (file: string) => string | undefined;

/**
 * A diagnostic as an author reads it: place and code, message, excerpt, hint, macro stack. No final newline.
 *
 * ```
 * models/marts/fct_orders.sql:14:9  REF_NOT_FOUND
 *   Cannot resolve ref("stg_order"): no model, seed or snapshot has that name
 *    14 | from {{ ref('stg_order') }}
 *       |         ^^^^^^^^^^^^^^^^
 *   Did you mean "stg_orders"?
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, read: SourceReader, palette = plainPalette): string {
  const { at, code, hint, message, severity, trace } = diagnostic;
  const mark = severity === 'error' ? palette.error : palette.warning;
  const lines = [at ? `${palette.place(place(at))}  ${mark(code)}` : mark(code)];
  for (const line of message.split('\n')) lines.push(`  ${line}`);
  const text = at && read(at.file);
  if (at && text !== undefined) lines.push(...codeFrame(text, at).map((line) => `  ${palette.faint(line)}`));
  for (const line of traceLines(trace ?? [])) lines.push(`  ${palette.faint(line)}`);
  if (hint) lines.push(`  ${hint}`);
  return lines.join('\n');
}

/** Calls shown at either end of a long chain of macros. */
const shownCalls = 6;

/** The macros around the place, innermost first; of a long chain, as endless recursion has it, only the ends. */
function traceLines(trace: readonly Frame[]): readonly string[] {
  const line = (frame: Frame): string => `in macro ${frame.name}, called at ${place(frame.at)}`;
  if (trace.length <= 2 * shownCalls) return trace.map(line);
  const left = trace.length - 2 * shownCalls;
  return [
    ...trace.slice(0, shownCalls).map(line),
    `… ${left} more calls …`,
    ...trace.slice(-shownCalls).map(line),
  ];
}

/** `file:line:column`, as terminals and editors make it a link. */
export function place(at: Span): string {
  return `${at.file}:${at.line}:${at.column}`;
}

const excerptWidth = 160;

/** The first line of a span with carets under it; empty when the file no longer has that line. */
function codeFrame(text: string, at: Span): string[] {
  const line = text.split('\n', at.line)[at.line - 1]?.replace(/\r$/, '');
  if (line === undefined) return [];
  const cut = Math.max(0, at.column - 1 - excerptWidth / 2);
  const shown = line.slice(cut, cut + excerptWidth).replaceAll('\t', ' ');
  const from = Math.min(at.column - 1 - cut, shown.length);
  const end = at.endLine === at.line ? at.endColumn - 1 - cut : shown.length;
  const number = String(at.line).padStart(3);
  const carets = '^'.repeat(Math.max(1, Math.min(end, shown.length) - from));
  return [`${number} | ${shown}`, `${' '.repeat(number.length)} | ${' '.repeat(from)}${carets}`];
}
