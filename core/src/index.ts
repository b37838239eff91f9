import type { main } from './cli/main.ts';

/**
 * bk-build as a library: run a command line in this process, or use the parts below.
 *
 * ```ts
 * import { invoke, processEffects } from 'bk-build';
 *
 * const exitCode = await invoke(['build', '--select', '+fct_orders'], processEffects());
 * ```
 */
export const invoke: typeof main = async (argv, effects) =>
  (await import('./cli/main.ts')).main(argv, effects);

export { type CliEffects, exitCodes, type TextSink } from './cli/effects.ts';
export { processEffects } from './cli/process-effects.ts';
export {
  type Diagnostic,
  formatDiagnostic,
  InternalError,
  type Span,
  UserError,
} from './diagnostics/index.ts';
