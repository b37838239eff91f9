import { type CliEffects, exitCodes } from './effects.ts';
import { packageVersion } from './package-root.ts';

/** Answers `--version`. */
export function tellVersion(effects: CliEffects): number {
  effects.stdout.write(`bk-build ${packageVersion()}\n`);
  return exitCodes.success;
}
