import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseError } from '../../adapter/index.ts';
import { dbtVersion } from '../../context/names/environment.ts';
import { UserError } from '../../diagnostics/index.ts';
import { exitCodes } from '../effects.ts';
import { packageVersion } from '../package-root.ts';
import { plural } from '../reporter/format.ts';
import type { CommandCall } from '../session/command-call.ts';
import { openProject, type OpenProject, profilesDirs, projectDir } from '../session/open-project.ts';
import type { Command } from './command.ts';

export const debug: Command = {
  description:
    'Checks the project file, the profile and the connection, and tells which versions and folders are in use. (The flag --debug is another thing: it prints all that is logged.)',
  flags: ['connection', 'config_dir'],
  examples: [
    ['bk-build debug', 'check everything'],
    ['bk-build debug --connection', 'the connection only'],
  ],
  answersOnStdout: true,
  run: check,
};

async function check(call: CommandCall): Promise<number> {
  const { effects, flags, reporter } = call;
  const folders = profilesDirs(flags.values, effects);
  const found = folders.find((folder) => existsSync(join(folder, 'profiles.yml')));
  if (flags.values.config_dir) {
    reporter.print(found ?? folders[0]!);
    return exitCodes.success;
  }
  const root = projectDir(flags.values, effects);
  const lines = [
    `bk-build  ${packageVersion()} (artifacts and templates as of dbt ${dbtVersion})`,
    `Node.js   ${process.versions.node} on ${process.platform} ${process.arch}`,
    `Project   ${root}`,
    `Profiles  ${found ?? 'no profiles.yml'}`,
  ];
  if (!flags.values.connection) reporter.print(lines.join('\n'));
  const project = await openProject(call);
  return (await tellConnection(project)) ? exitCodes.success : exitCodes.failure;
}

async function tellConnection(project: OpenProject): Promise<boolean> {
  const { adapter, call, root, workspace } = project;
  const { reporter } = call;
  const { target } = workspace;
  reporter.print(
    [
      `Project file  ${relative(call.effects.cwd, join(root, workspace.root.file)) || workspace.root.file}  valid`,
      `Target        ${target.profileName}.${target.name} (${target.type}, ${plural(target.threads, 'thread')})`,
      ...publicKeys(project),
    ].join('\n'),
  );
  try {
    await adapter.open();
    const connection = await adapter.acquire('debug');
    await connection.execute('select 1', { fetch: true });
    await connection.release();
    reporter.print('Connection    works');
    return true;
  } catch (error) {
    if (error instanceof UserError)
      for (const diagnostic of error.diagnostics) reporter.diagnostic(diagnostic);
    else if (error instanceof DatabaseError) reporter.print(`Connection    failed: ${error.message}`);
    else throw error;
    return false;
  } finally {
    await adapter.close();
  }
}

function publicKeys({ adapter }: OpenProject): string[] {
  return Object.entries(adapter.publicKeys)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(
      ([key, value]) =>
        `  ${key.padEnd(24)}${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    );
}
