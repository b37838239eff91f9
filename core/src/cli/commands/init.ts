import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import {
  nameInvalid,
  nameReserved,
  profileChosenInProject,
  profileNotFound,
  projectExists,
  projectNameMissing,
  UserError,
} from '../../diagnostics/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import { findProject, reservedNames } from '../../project/index.ts';
import { parseYaml } from '../../config/index.ts';
import { exitCodes } from '../effects.ts';
import type { CommandCall } from '../session/command-call.ts';
import { openRoot, profilesDirs, projectDir } from '../session/open-project.ts';
import { setUpProfile } from '../session/profile-setup.ts';
import { writeStarterProject } from '../session/starter-project.ts';
import type { Command } from './command.ts';

export const init: Command = {
  description:
    'Makes a small project in a folder of its own, with seeds, models and tests that pass, and a profile for it. Within a project it sets up the profile alone, asking what the project’s profile_template.yml says. Without a terminal nothing is asked, and what is usual is taken.',
  argument: '[name]',
  flags: ['skip_profile_setup'],
  examples: [
    ['bk-build init shop', 'a project in the folder shop'],
    ['bk-build init shop --profile warehouse', 'with a profile that there is already'],
    ['bk-build init', 'asks for the name; within a project: sets up its profile'],
  ],
  async run(call) {
    const { effects, flags } = call;
    const root = projectDir(flags.values, effects);
    const isInProject = findProject(root, root, nodeFileSystem).diagnostics.every(
      ({ code }) => code !== 'PROJECT_NOT_FOUND',
    );
    if (isInProject) await setUpProject(call);
    else await makeProject(call);
    return exitCodes.success;
  },
};

/** Within a project only the profile is missing. */
async function setUpProject(call: CommandCall): Promise<void> {
  const { profile, skip_profile_setup: isSkipped } = call.flags.values;
  if (profile !== undefined) throw new UserError(profileChosenInProject());
  if (isSkipped) return;
  const { project, root } = openRoot(call);
  const named = project.raw['profile'];
  const name = typeof named === 'string' ? named : project.name;
  await writeProfile(call, name, root);
}

async function makeProject(call: CommandCall): Promise<void> {
  const { effects, flags, reporter } = call;
  const { profile, skip_profile_setup: isSkipped } = flags.values;
  const name = await chooseName(call);
  const folder = resolve(effects.cwd, name);
  if (existsSync(folder)) throw new UserError(projectExists(name));
  if (profile !== undefined) checkProfile(call, profile);
  writeStarterProject(folder, name, profile ?? name);
  reporter.info('ProjectCreated', 'A017', `Made the project "${name}" in ${folder}`);
  if (profile === undefined && !isSkipped) await writeProfile(call, name, folder);
  reporter.info('Note', 'Z050', `Next: cd ${relative(effects.cwd, folder)} && bk-build build`);
}

async function chooseName({ argument, effects: { ask } }: CommandCall): Promise<string> {
  if (argument !== undefined) {
    checkName(argument);
    return argument;
  }
  if (!ask) throw new UserError(projectNameMissing());
  for (;;) {
    const name = (await ask('Name of the project (letters, digits, underscores): ')).trim();
    if (isName(name) && !reservedNames.has(name)) return name;
  }
}

function isName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function checkName(name: string): void {
  if (!isName(name)) throw new UserError(nameInvalid(name, undefined));
  if (reservedNames.has(name)) throw new UserError(nameReserved(name, undefined));
}

/** @throws UserError when no profiles.yml has that profile */
function checkProfile({ effects, flags }: CommandCall, name: string): void {
  const folders = profilesDirs(flags.values, effects);
  const files = folders.map((folder) => join(folder, 'profiles.yml')).filter((file) => existsSync(file));
  const known = files.flatMap((file) =>
    Object.keys(parseYaml(nodeFileSystem.readText(file) ?? '', file).value.value ?? {}),
  );
  if (!known.includes(name)) throw new UserError(profileNotFound(name, { folders, files }, known, undefined));
}

/** Into the folder that is asked for, else into the project itself: a database file is the project's own. */
async function writeProfile(call: CommandCall, name: string, projectFolder: string): Promise<void> {
  const { effects, flags, reporter } = call;
  const { profiles_dir: given } = flags.values;
  const folder = given === undefined ? projectFolder : resolve(effects.cwd, given);
  const file = await setUpProfile({ name, folder, projectFolder }, effects.ask);
  if (file === undefined) reporter.info('ProfileKept', 'A022', `Kept the profile "${name}" as it was`);
  else reporter.info('ProfileWritten', 'A022', `Wrote the profile "${name}" into ${file}`);
}
