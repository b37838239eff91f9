import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Adapter, DatabaseError } from '../../adapter/index.ts';
import { parseYaml } from '../../config/index.ts';
import { dbtVersion } from '../../context/names/environment.ts';
import { databaseRefused } from '../../diagnostics/catalogue/run.ts';
import {
  type Diagnostic,
  formatDiagnostic,
  profilesFileMissing,
  projectNotFound,
  UserError,
} from '../../diagnostics/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import {
  type FileNames,
  findProject,
  noProject,
  type RawProject,
  readProject,
  readTarget,
  type Target,
  targetDict,
} from '../../project/index.ts';
import { createAdapter } from '../adapters.ts';
import { packageVersion } from '../package-root.ts';
import { plural } from '../reporter/format.ts';
import type { CommandCall } from './command-call.ts';
import { loadOptions, profilesDirs, projectDir, readSource } from './open-project.ts';
import { readYamlFlag } from './yaml-flag.ts';

/** What came of one check. */
interface Check {
  readonly isWell: boolean;
  /** `OK found and valid`, `ERROR invalid`, … */
  readonly verdict: string;
  /** What is wrong, for the end; empty when all is well. */
  readonly problem: string;
}

const found: Check = { isWell: true, verdict: 'OK found and valid', problem: '' };

/**
 * Checks profile, project file, git and connection, each whatever came of the others, and prints what it finds.
 * @returns whether all is well
 */
export async function runChecks(call: CommandCall): Promise<boolean> {
  return new Checks(call).run();
}

class Checks {
  readonly #call: CommandCall;
  readonly #root: string;
  readonly #cliVars: FileNames['vars'];
  readonly #profileFolder: string | undefined;
  readonly #raw: RawProject | undefined;
  readonly #projectFaults: readonly Diagnostic[];

  constructor(call: CommandCall) {
    const { effects, flags } = call;
    this.#call = call;
    this.#root = projectDir(flags.values, effects);
    const { project_dir: given } = flags.values;
    if (given !== undefined && !existsSync(this.#root))
      throw new UserError(projectNotFound(given, ['folder of that name']));
    this.#cliVars = readYamlFlag('--vars', flags.values.vars);
    this.#profileFolder = profilesDirs(flags.values, effects).find((folder) =>
      existsSync(join(folder, 'profiles.yml')),
    );
    const { diagnostics, value } = findProject(this.#root, this.#root, nodeFileSystem);
    this.#raw = value;
    this.#projectFaults = diagnostics;
  }

  async run(): Promise<boolean> {
    const isAll = !this.#call.flags.values.connection;
    const { check: profile, target } = this.#checkProfile();
    const project = this.#checkProject(target);
    this.#tellPlaces(target);
    const checks = [profile, project];
    if (isAll) {
      this.#print('Configuration:', `  ${this.#profileName} [${profile.verdict}]`);
      this.#print(`  ${this.#projectName} file [${project.verdict}]`);
      const git = await checkGit();
      this.#print('Required dependencies:', ` - git [${git.verdict}]`, '');
      checks.push(git);
    } else {
      this.#print('Skipping steps before connection verification');
    }
    if (target) checks.push(await this.#checkConnection(target));
    else this.#print('Connection test skipped since no profile was found');
    const failed = checks.filter(({ isWell }) => !isWell);
    if (failed.length === 0) this.#print('All checks passed!');
    else
      this.#print(
        `${plural(failed.length, 'check')} failed:`,
        failed.map(({ problem }) => problem).join('\n\n'),
      );
    return failed.length === 0;
  }

  get #projectName(): string {
    return this.#raw?.file ?? 'dbt_project.yml';
  }

  /** Where the target stands: a file of profiles, or the project's own file. */
  get #profileName(): string {
    return this.#hasOwnTargets ? `targets of ${this.#projectName}` : 'profiles.yml file';
  }

  get #hasOwnTargets(): boolean {
    return this.#raw?.isOwnFormat === true && this.#raw.data['targets'] !== undefined;
  }

  #tellPlaces(target: Target | undefined): void {
    const { effects, flags } = this.#call;
    const folder = this.#profileFolder ?? profilesDirs(flags.values, effects)[0]!;
    this.#print(
      `bk-build version: ${packageVersion()} (artifacts and templates as of dbt ${dbtVersion})`,
      `node version: ${process.versions.node}`,
      `os info: ${process.platform} ${process.arch}`,
    );
    if (!this.#hasOwnTargets)
      this.#print(
        `Using profiles dir at ${folder}`,
        `Using profiles.yml file at ${join(folder, 'profiles.yml')}`,
      );
    this.#print(`Using ${basename(this.#projectName)} file at ${join(this.#root, this.#projectName)}`);
    if (target) this.#print(`adapter type: ${target.type}`);
  }

  #checkProfile(): { readonly check: Check; readonly target: Target | undefined } {
    const { effects, flags } = this.#call;
    if (!this.#hasOwnTargets && this.#profileFolder === undefined) {
      const folder = flags.values.profiles_dir ?? profilesDirs(flags.values, effects)[0]!;
      const problem = this.#describe([profilesFileMissing(folder)]);
      return { check: { isWell: false, verdict: 'ERROR not found', problem }, target: undefined };
    }
    const only = this.#onlyProfile();
    const options = {
      ...loadOptions(flags.values, effects),
      projectDir: this.#root,
      cliVars: this.#cliVars,
      ...(only !== undefined && { profile: only }),
    };
    const { diagnostics, value: target } = readTarget(this.#raw ?? noProject, options);
    return { check: this.#judge('Profile', diagnostics), target };
  }

  /** Without a project that names a profile, the only one there is will be meant. */
  #onlyProfile(): string | undefined {
    if (this.#call.flags.values.profile !== undefined || this.#raw?.data['profile'] !== undefined)
      return undefined;
    const file = join(this.#profileFolder ?? '', 'profiles.yml');
    const { value } = parseYaml(nodeFileSystem.readText(file) ?? '', file).value;
    const names = Object.keys(value ?? {}).filter((name) => name !== 'config');
    if (names.length !== 1) return undefined;
    this.#print(`The project names no profile: using the only one, ${names[0]}`);
    return names[0];
  }

  #checkProject(target: Target | undefined): Check {
    const { effects, flags } = this.#call;
    if (!this.#raw) {
      const isMissing = this.#projectFaults.some(({ code }) => code === 'PROJECT_NOT_FOUND');
      const check = this.#judge('Project', this.#projectFaults);
      return isMissing ? { ...check, verdict: 'ERROR not found' } : check;
    }
    const names: FileNames = {
      env: (name) => effects.env[name],
      vars: this.#cliVars,
      target: target ? targetDict(target) : {},
    };
    const { diagnostics } = readProject(this.#raw, {
      root: this.#root,
      files: nodeFileSystem,
      names,
      checksVersion: flags.values.version_check,
    });
    return this.#judge('Project', [...this.#projectFaults, ...diagnostics]);
  }

  async #checkConnection(target: Target): Promise<Check> {
    this.#print('Connection:');
    const check = await this.#connect(target).then(
      () => ({ ...found, verdict: 'OK connection ok' }),
      (error: unknown) => ({ isWell: false, verdict: 'ERROR', problem: this.#describeRefusal(error) }),
    );
    this.#print(`  Connection test: [${check.verdict}]`, '');
    return check;
  }

  /** @throws UserError or DatabaseError when the database cannot be used */
  async #connect(target: Target): Promise<void> {
    const { diagnostics, value: adapter } = await createAdapter(target, this.#root);
    const faults = diagnostics.filter(({ severity }) => severity === 'error');
    if (faults.length > 0) throw new UserError(faults);
    for (const [key, value] of publicKeys(adapter)) this.#print(`  ${key}: ${value}`);
    try {
      await adapter.open();
      const connection = await adapter.acquire('debug');
      await connection.execute(adapter.checkSql, { fetch: true, limit: 1 });
      await connection.release();
    } finally {
      await adapter.close();
    }
  }

  #describeRefusal(error: unknown): string {
    if (error instanceof UserError) return this.#describe(error.diagnostics);
    if (error instanceof DatabaseError)
      return this.#describe([databaseRefused(error.message, undefined, error.candidates, error.hint)]);
    throw error;
  }

  #judge(what: 'Profile' | 'Project', diagnostics: readonly Diagnostic[]): Check {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return found;
    const problem = `${what} loading failed for the following reason:\n${this.#describe(errors)}`;
    return { isWell: false, verdict: 'ERROR invalid', problem };
  }

  #describe(diagnostics: readonly Diagnostic[]): string {
    return diagnostics
      .map((item) => formatDiagnostic(item, (file) => readSource(this.#root, file)))
      .join('\n');
  }

  #print(...lines: readonly string[]): void {
    this.#call.reporter.print(lines.join('\n'));
  }
}

function checkGit(): Promise<Check> {
  return new Promise((resolve) => {
    execFile('git', ['--version'], (error) =>
      resolve(
        error
          ? {
              isWell: false,
              verdict: 'ERROR not found',
              problem: 'There is no command "git": packages of git repositories cannot be installed',
            }
          : { ...found, verdict: 'OK found' },
      ),
    );
  });
}

function publicKeys({ publicKeys: keys }: Adapter): readonly (readonly [string, string])[] {
  return Object.entries(keys)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
}
