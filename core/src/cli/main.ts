import type { CliEffects } from './effects.ts';
import { tellVersion } from './version.ts';

export { type CliEffects, exitCodes, type TextSink } from './effects.ts';
export { processEffects } from './process-effects.ts';

/**
 * Runs one command line. Of the process nothing is touched but files and what `effects` brings, so that any number of
 * calls may run at a time.
 *
 * @param argv The words behind the program's name.
 * @returns the exit code, one of `exitCodes`
 */
export async function main(argv: readonly string[], effects: CliEffects): Promise<number> {
  if (argv.length === 1 && ['--version', '-v', '-V'].includes(argv[0]!)) return tellVersion(effects);
  const { dispatch } = await import('./dispatch.ts');
  return dispatch(argv, effects);
}
