import { existsSync, realpathSync, rmSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { cleanTargetRefused, UserError } from '../../diagnostics/index.ts';
import type { Project } from '../../project/index.ts';
import { exitCodes } from '../effects.ts';
import { openRoot } from '../session/open-project.ts';
import type { Command } from './command.ts';

export const clean: Command = {
  description:
    'Deletes the folders that the project names under clean-targets; the target folder when it names none. Nothing outside of the project and none of its sources is ever deleted.',
  flags: ['clean_project_files_only'],
  examples: [['bk-build clean', 'delete target and what else clean-targets names']],
  run: async (call) => {
    const { project, root } = openRoot(call);
    // All are looked at before the first is deleted.
    const paths = project.cleanTargets.map((target, index) => cleanable(target, index, project));
    for (const path of paths) {
      if (!existsSync(path)) continue;
      rmSync(path, { recursive: true, force: true });
      call.reporter.info('ConfirmCleanPath', 'Z012', `Deleted ${relative(root, path)}`);
    }
    return exitCodes.success;
  },
};

/** @throws UserError for a folder that must not be deleted */
function cleanable(target: string, index: number, project: Project): string {
  const { root } = project;
  const path = resolve(root, target);
  const refuse = (reason: string): never => {
    throw new UserError(cleanTargetRefused(target, reason, project.span(['clean-targets', index])));
  };
  if (!isBelow(path, root)) refuse('it is not below the project’s folder');
  if (existsSync(path) && !isBelow(realpathSync(path), realpathSync(root)))
    refuse('it is a link that leads out of the project');
  const { analyses, macros, models, seeds, snapshots, tests } = project.paths;
  const sources = [...models, ...seeds, ...snapshots, ...analyses, ...tests, ...macros].map((item) =>
    resolve(root, item),
  );
  const hit = sources.find((source) => source === path || isBelow(source, path) || isBelow(path, source));
  if (hit !== undefined) refuse(`the project’s own files are in "${relative(root, hit)}"`);
  return path;
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return (
    way !== '' && way !== '..' && !way.startsWith(`..${way.includes('\\') ? '\\' : '/'}`) && !isAbsolute(way)
  );
}
