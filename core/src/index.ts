/**
 * bk-build as a library: run a command line in this process, or use the parts below.
 *
 * ```ts
 * import { invoke, processEffects } from 'bk-build';
 *
 * const exitCode = await invoke(['build', '--select', '+fct_orders'], processEffects());
 * ```
 */
export { type CliEffects, exitCodes, main as invoke, processEffects, type TextSink } from './cli/main.ts';
export {
  type Diagnostic,
  formatDiagnostic,
  InternalError,
  type Span,
  UserError,
} from './diagnostics/index.ts';
