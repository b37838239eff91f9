/** The command line, as the package's program and its entry for other programs run it. */
export { dispatch as main } from './dispatch.ts';
export { type CliEffects, exitCodes, type TextSink } from './effects.ts';
export { processEffects } from './process-effects.ts';
