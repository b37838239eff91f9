import { exitCodes } from '../effects.ts';
import { runChecks } from '../session/checks.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { profilesDirs } from '../session/open-project.ts';
import type { Command } from './command.ts';

export const debug: Command = {
  description:
    'Checks the project file, the profile, git and the connection, and tells which versions and folders are in use. What is wrong is told at the end, all of it. (The flag --debug is another thing: it prints all that is logged.)',
  flags: ['connection', 'config_dir'],
  examples: [
    ['bk-build debug', 'check everything'],
    ['bk-build debug --connection', 'the connection only'],
    ['bk-build debug --config-dir', 'where profiles.yml is'],
  ],
  answersOnStdout: true,
  async run(call) {
    const { effects, flags, reporter } = call;
    if (flags.values.config_dir) {
      const folders = profilesDirs(flags.values, effects);
      const found = folders.find((folder) => existsSync(join(folder, 'profiles.yml'))) ?? folders[0]!;
      reporter.print(`To view your profiles.yml file, run:\n\n${openCommand} ${found}`);
      return exitCodes.success;
    }
    return (await runChecks(call)) ? exitCodes.success : exitCodes.failure;
  },
};

const openCommand =
  process.platform === 'win32' ? 'start' : process.platform === 'darwin' ? 'open' : 'xdg-open';
