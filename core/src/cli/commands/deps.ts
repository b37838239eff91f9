import { relative } from 'node:path';
import { dbtVersion } from '../../context/names/environment.ts';
import { type Diagnostic, placedLater, UserError } from '../../diagnostics/index.ts';
import { writeFileAtomically } from '../../node/index.ts';
import {
  installPackages,
  isInstalled,
  packageSources,
  recoverInstallation,
} from '../../node/packages/index.ts';
import {
  describePackage,
  fetchFromHub,
  fetchPackage,
  lockFile,
  lockText,
  newestInHub,
  type PackageList,
  type PackageRoot,
  type PackageSources,
  type PinnedPackage,
  readLock,
  readMetadata,
  readPackages,
  type ResolvedPackage,
  resolvePackages,
} from '../../project/packages/index.ts';
import { packagesFolder } from '../../project/index.ts';
import { exitCodes } from '../effects.ts';
import { plural } from '../reporter/format.ts';
import { addPackage } from '../session/add-package.ts';
import type { CommandCall } from '../session/command-call.ts';
import { openRoot, type OpenRoot } from '../session/open-project.ts';
import { settle } from '../session/warning-policy.ts';
import type { Command } from './command.ts';

export const deps: Command = {
  description:
    'Installs the packages that packages.yml or dependencies.yml names, and those that they need, into dbt_packages. What was chosen is kept in package-lock.yml; as long as the list does not change, the same is installed again. Packages come from the hub, git, archives and folders of this machine.',
  flags: ['upgrade', 'lock', 'add_package', 'source'],
  examples: [
    ['bk-build deps', 'install what package-lock.yml says; make it first where it is missing or out of date'],
    ['bk-build deps --upgrade', 'take the newest versions within the ranges'],
    ['bk-build deps --lock', 'write package-lock.yml, install nothing'],
    [
      'bk-build deps --add-package dbt-labs/dbt_utils@1.3.0',
      'add a package of the hub to packages.yml, and install',
    ],
    [
      'bk-build deps --add-package https://github.com/o/p.git@v1 --source git',
      'the same, of a git repository',
    ],
  ],
  async run(call) {
    const opened = openRoot(call);
    const { add_package: added, source } = opened.flags.values;
    if (added !== undefined) tellAdded(call, addPackage(opened.root, added, source));
    const sources = packageSources({
      env: call.effects.env,
      signal: call.signal,
      mask: call.reporter.mask,
      tell: (text) => call.reporter.info('RetryExternalCall', 'M020', text),
    });
    try {
      await new Installer(call, opened, sources).run();
    } finally {
      sources.dispose();
    }
    return exitCodes.success;
  },
};

function tellAdded({ reporter }: CommandCall, { file, removed, text }: ReturnType<typeof addPackage>): void {
  for (const name of removed)
    reporter.info('DepsFoundDuplicatePackage', 'M034', `Took the former entry "${name}" out of ${file}`);
  reporter.info('DepsAddPackage', 'M033', `Added ${text} to ${file}`);
}

class Installer {
  readonly #call: CommandCall;
  readonly #opened: OpenRoot;
  readonly #sources: PackageSources;
  readonly #root: PackageRoot;

  constructor(call: CommandCall, opened: OpenRoot, sources: PackageSources) {
    this.#call = call;
    this.#opened = opened;
    this.#sources = sources;
    const tell = (diagnostic: Diagnostic): void => call.reporter.diagnostic(diagnostic);
    this.#root = {
      name: opened.project.name,
      folder: opened.root,
      names: { ...opened.names, mayReadSecrets: true },
      dbtVersion: opened.flags.values.version_check ? dbtVersion : undefined,
      report: (diagnostic) => settle([diagnostic], opened.warnings, tell),
    };
  }

  async run(): Promise<void> {
    const { lock: locksOnly, upgrade } = this.#opened.flags.values;
    const list = this.#readList();
    const sha1 = this.#sources.sha1(list.hashText);
    // What the lock file says is not looked at when it is made anew, so it may be broken.
    const former = upgrade ? undefined : readLock(this.#root.folder, this.#sources.files, this.#root.names);
    const isValid = former !== undefined && former.sha1 === sha1;
    if (list.specs.length === 0 && !isValid) return this.#tellNone(list);
    const packages = isValid ? former.packages : await this.#lock(list, sha1);
    if (!locksOnly) await this.#install(packages);
  }

  #readList(): PackageList {
    const faults: Diagnostic[] = [];
    const { folder, names } = this.#root;
    const report = (diagnostic: Diagnostic): void => void faults.push(diagnostic);
    const list = readPackages({ folder, files: this.#sources.files, names, report });
    settle(faults, this.#opened.warnings, (diagnostic) => this.#call.reporter.diagnostic(diagnostic));
    return list;
  }

  #tellNone({ exists, file }: PackageList): void {
    this.#call.reporter.info(
      'DepsNoPackagesFound',
      'M013',
      exists
        ? `There are no packages in ${file}`
        : 'There is no packages.yml, so there is nothing to install',
    );
  }

  async #lock(list: PackageList, sha1: string): Promise<readonly ResolvedPackage[]> {
    const { reporter } = this.#call;
    const packages = await resolvePackages(list.specs, this.#root, this.#sources);
    writeFileAtomically(`${this.#root.folder}/${lockFile}`, [lockText(packages, sha1, reporter.mask)]);
    reporter.info('DepsLockUpdating', 'M032', `Locked ${plural(packages.length, 'package')} in ${lockFile}`);
    return packages;
  }

  async #install(packages: readonly ResolvedPackage[]): Promise<void> {
    const target = packagesFolder(this.#opened.project);
    const shown = relative(this.#call.effects.cwd, target) || '.';
    const state = this.#sources.files.readText(`${this.#root.folder}/${lockFile}`) ?? '';
    const names = packages.map(({ name }) => name);
    recoverInstallation(target);
    if (isInstalled(names, target, state)) {
      const text = `${shown} is as ${lockFile} says, so there is nothing to do (to install anew, delete it)`;
      return this.#call.reporter.info('DepsUpToDate', 'M017', text);
    }
    const found = [];
    for (const item of packages) found.push(await this.#fetch(item));
    installPackages(found, target, state);
    this.#call.reporter.info(
      'DepsInstalled',
      'M014',
      `Installed ${plural(found.length, 'package')} in ${shown}`,
    );
    await this.#tellNewer(packages);
  }

  async #fetch({ name, pinned }: ResolvedPackage) {
    const { reporter } = this.#call;
    reporter.info('DepsStartPackageInstall', 'M014', `Installing ${reporter.mask(describePackage(pinned))}`);
    const folder = await placedLater(pinned.at, () =>
      pinned.kind === 'hub'
        ? fetchFromHub(pinned, this.#root, this.#sources)
        : fetchPackage(pinned, this.#root, this.#sources),
    );
    const isLinked = pinned.kind === 'local';
    const projectName = name || this.#nameOf(folder, pinned);
    reporter.info('DepsInstallInfo', 'M015', `  Installed from ${describeState(pinned, reporter.mask)}`);
    return { name: projectName, folder, isLinked };
  }

  /** Lock files of older versions have no names. */
  #nameOf(folder: string, pinned: PinnedPackage): string {
    const report = (diagnostic: Diagnostic): void => {
      throw new UserError(diagnostic);
    };
    return readMetadata(folder, pinned, this.#root.names, this.#sources, report).name;
  }

  async #tellNewer(packages: readonly ResolvedPackage[]): Promise<void> {
    const newer: string[] = [];
    for (const { pinned } of packages) {
      if (pinned.kind !== 'hub') continue;
      const latest = await newestInHub(pinned, this.#root, this.#sources);
      if (latest !== pinned.version) newer.push(`${pinned.package} ${latest}`);
    }
    if (newer.length === 0) return;
    this.#call.reporter.info(
      'DepsNotifyUpdatesAvailable',
      'M019',
      `There are newer versions: ${newer.join(', ')}\nWiden the ranges in packages.yml, then run: bk-build deps --upgrade`,
    );
  }
}

function describeState(pinned: PinnedPackage, mask: (text: string) => string): string {
  switch (pinned.kind) {
    case 'local':
      return `<local @ ${pinned.local}>`;
    case 'hub':
      return `version ${pinned.version}`;
    case 'git':
      return `revision ${pinned.revision}`;
    case 'tarball':
      return `tarball (url: ${mask(pinned.tarballAsWritten)})`;
  }
}
