import { basename, resolve } from 'node:path';
import { watchRefused } from '../../diagnostics/index.ts';
import { type Watch, watchFile, watchFolder } from '../../node/index.ts';
import { exitCodes } from '../effects.ts';
import { Bursts } from '../session/bursts.ts';
import type { CommandCall } from '../session/command-call.ts';
import { DevSession } from '../session/dev-session.ts';
import { profilesDirs, projectDir } from '../session/open-project.ts';
import type { ParsedProject } from '../session/parse-project.ts';
import type { Command } from './command.ts';

export const dev: Command = {
  description:
    'Watches the project until Ctrl-C. Whenever a file is saved, came or went, the project is read again, of which only what changed is parsed; what changed and what holds its SQL is compiled, and mistakes are shown with their places. Nothing is run but what templates ask the database, which is only held open for that long. With --build, what was saved is built and tested; what it reads has to be there.',
  flags: ['build_on_save', 'select', 'exclude', 'selector', 'clear', 'poll', 'full_refresh', 'empty'],
  examples: [
    ['bk-build dev', 'compile what is saved'],
    ['bk-build dev --build', 'build what is saved, and run its tests'],
    ['bk-build dev --select staging.* --no-clear', 'only these models; keep what was shown before'],
  ],
  run: watch,
};

/** Files that a project is made of. */
const wanted = /\.(sql|py|csv|ya?ml|md)$|^\.dbtignore$/i;

async function watch(call: CommandCall): Promise<number> {
  const { effects, flags, reporter, signal } = call;
  const session = new DevSession(call);
  const bursts = new Bursts();
  const notify = (): void => bursts.notify();
  const root = projectDir(flags.values, effects);
  // What is saved from now on is seen, even while the project is read for the first time.
  const ignored = new Set(['target', 'logs', flags.values.target_path, flags.values.log_path].map(within));
  const watches: Watch[] = [
    watchFolder(root, {
      polls: flags.values.poll,
      isIgnored: (folder) => folder !== root && (ignored.has(folder) || isPrivate(basename(folder))),
      isWanted: (name) => wanted.test(name),
      onChange: notify,
      onRefusal: (error) => reporter.diagnostic(watchRefused(error.message)),
    }),
    ...profilesDirs(flags.values, effects)
      .filter((folder) => folder !== root)
      .map((folder) => watchFile(folder, 'profiles.yml', notify)),
  ];
  try {
    do {
      learn(await session.look());
    } while (await bursts.next(signal));
  } finally {
    for (const each of watches) each.close();
  }
  return exitCodes.success;

  function within(path: string | undefined): string {
    return resolve(root, path ?? 'target');
  }

  /** A project may have its artifacts and logs elsewhere. */
  function learn(project: ParsedProject | undefined): void {
    if (!project) return;
    ignored.add(project.targetPath).add(within(project.workspace.root.paths.logs));
  }
}

/** Folders of tools: `.git`, `.venv`, `node_modules`. */
const isPrivate = (name: string): boolean => name.startsWith('.') || name === 'node_modules';
