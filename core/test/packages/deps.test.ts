import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPackage } from '../../src/cli/session/add-package.ts';
import { invoke } from '../cli/harness.ts';
import { type FakeHub, type Files, type Packages, startHub, tarball } from './fake-hub.ts';

const hubPackages: Packages = {
  'acme/utils': {
    '1.0.0': {},
    '1.1.0': {},
    '1.2.0-rc1': {},
    '2.0.0': { requires: '>=99.0.0' },
  },
  'acme/dates': { '0.5.0': { packages: [{ package: 'acme/utils', version: ['>=1.0.0', '<1.1.0'] }] } },
  'acme/ring': { '1.0.0': { packages: [{ package: 'acme/back', version: '1.0.0' }] } },
  'acme/back': { '1.0.0': { packages: [{ package: 'acme/ring', version: '1.0.0' }] } },
  'other/utils': { '1.0.0': {} },
  'acme/shop': { '1.0.0': {} },
};

let workspace: string;
let hub: FakeHub;
let env: Record<string, string>;

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'bk-deps-'));
  hub = await startHub(hubPackages);
  env = { DBT_PACKAGE_HUB_URL: hub.url, HOME: workspace };
  write('shop', { 'dbt_project.yml': 'name: shop\nprofile: nobody\n' });
});

afterEach(async () => {
  await hub.close();
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
});

function write(folder: string, files: Files): string {
  for (const [file, text] of Object.entries(files)) {
    const path = join(workspace, folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return join(workspace, folder);
}

async function deps(packages: string | undefined, ...flags: string[]) {
  if (packages !== undefined) write('shop', { 'packages.yml': packages });
  const answer = await invoke(join(workspace, 'shop'), { argv: ['deps', ...flags], env });
  return { ...answer, text: answer.stdout + answer.stderr };
}

const text = (file: string): string => readFileSync(join(workspace, 'shop', file), 'utf8');
const installed = (): string[] =>
  existsSync(join(workspace, 'shop/dbt_packages'))
    ? readdirSync(join(workspace, 'shop/dbt_packages')).filter((name) => !name.startsWith('.'))
    : [];
/** The lock file without the hash, which has tests of its own. */
const lock = (): string => text('package-lock.yml').replace(/sha1_hash: [0-9a-f]{40}\n$/, '');

describe('packages of the hub', () => {
  it('takes the newest within the range that is made for this dbt, and what it needs', async () => {
    const { exitCode } = await deps('packages:\n  - package: acme/dates\n    version: 0.5.0\n  - package: acme/utils\n    version: ">=1.0.0"\n');
    expect(exitCode).toBe(0);
    expect(lock()).toBe('packages:\n  - name: dates\n    package: acme/dates\n    version: 0.5.0\n  - name: utils\n    package: acme/utils\n    version: 1.0.0\n');
    expect(installed()).toEqual(['dates', 'utils']);
    expect(text('dbt_packages/utils/dbt_project.yml')).toContain('1.0.0');
  });

  it('takes prereleases where they are wanted, and versions for another dbt without the check', async () => {
    await deps('packages:\n  - package: acme/utils\n    version: ">=1.0.0"\n    install_prerelease: true\n');
    expect(lock()).toContain('version: 1.2.0-rc1');
    await deps(undefined, '--upgrade', '--no-version-check');
    expect(lock()).toContain('version: 2.0.0');
  });

  it('asks nobody when nothing has changed, and takes the same version from the lock file', async () => {
    await deps('packages:\n  - package: acme/utils\n    version: [">=1.0.0", "<1.1.0"]\n');
    const asked = hub.asked.length;
    expect((await deps(undefined)).stdout).toContain('nothing to do');
    expect(hub.asked.length).toBe(asked);
    rmSync(join(workspace, 'shop/dbt_packages'), { recursive: true });
    await deps(undefined);
    expect(text('dbt_packages/utils/dbt_project.yml')).toContain('1.0.0');
  });

  it('locks anew when the list changes, and only locks with --lock', async () => {
    await deps('packages:\n  - package: acme/utils\n    version: 1.0.0\n');
    await deps('packages:\n  - package: acme/utils\n    version: 1.1.0\n', '--lock');
    expect(lock()).toContain('1.1.0');
    expect(text('dbt_packages/utils/dbt_project.yml')).toContain('1.0.0');
  });

  it.each([
    ['a version that does not exist', '- package: acme/utils\n    version: 1.5.0', /PACKAGE_VERSION_MISSING\n.*no version that is 1\.5\.0[^]*Did you mean "1\.\d\.0"\? Versions: 1\.0\.0, 1\.1\.0/],
    ['a version for another dbt', '- package: acme/utils\n    version: 2.0.0', /2\.0\.0 would do for 2\.0\.0, but not for dbt 1\.11[^]*--no-version-check/],
    ['an unknown package', '- package: acme/util\n    version: 1.0.0', /no package "acme\/util"[^]*Did you mean "acme\/utils"/],
    ['an unknown owner', '- package: acmee/dates\n    version: 0.5.0', /Did you mean "acme\/dates"/],
    ['ranges that contradict each other', '- package: acme/dates\n    version: 0.5.0\n  - package: acme/utils\n    version: 1.1.0', /no version that is 1\.1\.0 and >=1\.0\.0 and <1\.1\.0/],
    ['packages in a circle', '- package: acme/ring\n    version: 1.0.0', /in a circle: acme\/ring → acme\/back → acme\/ring/],
    ['two packages of one name', '- package: acme/utils\n    version: 1.0.0\n  - package: other/utils\n    version: 1.0.0', /name "utils": acme\/utils and other\/utils/],
    ['the name of the project itself', '- package: acme/shop\n    version: 1.0.0', /name "shop": this project and acme\/shop/],
    ['a float for a version', '- package: acme/utils\n    version: 1.1', /Cannot read the version "1\.1"/],
  ])('refuses %s and leaves all as it was', async (_, entry, expected) => {
    await deps('packages:\n  - package: acme/utils\n    version: 1.0.0\n');
    const before = text('package-lock.yml');
    const { exitCode, text: said } = await deps(`packages:\n  ${entry}\n`);
    expect(said).toMatch(expected);
    expect(exitCode).toBe(2);
    expect(text('package-lock.yml')).toBe(before);
    expect(installed()).toEqual(['utils']);
  });

  it('tells of packages that have moved', async () => {
    const moved = JSON.stringify({ name: 'utils', namespace: 'acme', redirectnamespace: 'newacme', versions: { '1.0.0': { name: 'utils', packages: [], downloads: { tarball: `${hub.url}acme/utils/1.0.0.tar.gz` } } } });
    hub.answerNext((_, response) => response.end('["acme/utils"]'), (_, response) => response.end(moved));
    const { text: said } = await deps('packages:\n  - package: acme/utils\n    version: 1.0.0\n');
    expect(said).toContain('has moved to "newacme/utils"');
  });

  it('names the address when the hub has nothing there', async () => {
    env['DBT_PACKAGE_HUB_URL'] = `${hub.url}elsewhere/`;
    const { exitCode, stderr } = await deps('packages:\n  - package: acme/utils\n    version: 1.0.0\n');
    expect(stderr).not.toContain('proxy');
    env['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    expect((await deps(undefined)).stderr).toContain('NODE_USE_ENV_PROXY=1');
    expect(stderr).toMatch(/DOWNLOAD_FAILED\n.*elsewhere\/api\/v1\/index\.json: the server answers with status 404/);
    expect(exitCode).toBe(2);
  });
});

describe('local packages', () => {
  it('are linked, with what they need, wherever that counts from', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n', 'packages.yml': 'packages:\n  - local: inner\n  - local: ../base\n' });
    write('utils/inner', { 'dbt_project.yml': 'name: inner\n' });
    write('base', { 'dbt_project.yml': "name: \"{{ 'ba' ~ 'se' }}\"\n" });
    expect((await deps('packages:\n  - local: ../utils\n')).exitCode).toBe(0);
    expect(installed()).toEqual(['base', 'inner', 'utils']);
    expect(lstatSync(join(workspace, 'shop/dbt_packages/utils')).isSymbolicLink()).toBe(true);
    expect(realpathSync(join(workspace, 'shop/dbt_packages/inner'))).toBe(realpathSync(join(workspace, 'utils/inner')));
    expect(lock()).toContain('local: ../utils/inner');
  });

  it.each([
    ['a folder without a project', {}, /"\.\.\/utils": it has no dbt_project\.yml/],
    ['a circle', { 'dbt_project.yml': 'name: utils', 'packages.yml': 'packages: [{local: ../utils}]' }, /circle: \.\.\/utils → \.\.\/utils/],
    ['the project itself', { 'dbt_project.yml': 'name: shop' }, /name "shop": this project and \.\.\/utils/],
    ['a name that climbs', { 'dbt_project.yml': 'name: ../../etc' }, /its name "\.\.\/\.\.\/etc" is no name/],
  ])('refuses %s', async (_, files: Files, expected) => {
    mkdirSync(join(workspace, 'utils'));
    write('utils', files);
    const { exitCode, text: said } = await deps('packages:\n  - local: ../utils\n');
    expect(said).toMatch(expected);
    expect(exitCode).toBe(2);
    expect(existsSync(join(workspace, 'shop/package-lock.yml'))).toBe(false);
  });

  it('goes where the project or the environment says', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n' });
    write('shop', { 'dbt_project.yml': 'name: shop\npackages-install-path: "{{ env_var(\'WHERE\', \'vendor\') }}/dbt"\n' });
    await deps('packages:\n  - local: ../utils\n');
    expect(existsSync(join(workspace, 'shop/vendor/dbt/utils'))).toBe(true);
    env['DBT_PACKAGES_INSTALL_PATH'] = join(workspace, 'elsewhere');
    await deps(undefined);
    expect(existsSync(join(workspace, 'elsewhere/utils'))).toBe(true);
  });

  it('puts back what a killed invocation had taken away', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n' });
    write('shop', { '.dbt_packages.999999999.old/x': '', '.dbt_packages.999999999.new/y': '' });
    await deps('packages:\n  - local: ../utils\n');
    expect(readdirSync(join(workspace, 'shop')).filter((name) => name.startsWith('.dbt'))).toEqual([]);
    expect(installed()).toEqual(['utils']);
  });
});

describe('archives', () => {
  it('are taken from a file, under the name that the list gives', async () => {
    const path = join(workspace, 'x.tar.gz');
    writeFileSync(path, await tarball({ 'x-1.0/dbt_project.yml': 'name: anything\n', 'x-1.0/models/a.sql': 'select 1' }));
    env['DBT_ENV_SECRET_WHERE'] = pathToFileURL(path).href;
    const { exitCode, text: said } = await deps('packages:\n  - tarball: "{{ env_var(\'DBT_ENV_SECRET_WHERE\') }}"\n    name: x\n');
    expect(exitCode).toBe(0);
    expect(installed()).toEqual(['x']);
    expect(text('dbt_packages/x/models/a.sql')).toBe('select 1');
    expect(lock()).toBe("packages:\n  - name: x\n    tarball: '{{ env_var(''DBT_ENV_SECRET_WHERE'') }}'\n");
    expect(said).not.toContain(path);
    rmSync(join(workspace, 'shop/dbt_packages'), { recursive: true });
    expect((await deps(undefined)).exitCode).toBe(0);
  });

  it('are downloaded again when they are cut off, and given up when they are something else', async () => {
    const whole = await tarball({ 'x/dbt_project.yml': 'name: x\n' });
    hub.answerNext((_, response) => response.end(whole.subarray(0, whole.length / 2)), (_, response) => response.end(whole));
    expect((await deps(`packages:\n  - tarball: ${hub.url}x.tar.gz\n    name: x\n`)).exitCode).toBe(0);
    expect(hub.asked).toHaveLength(2);
  });
});

const hasGit = ((): boolean => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasGit)('git repositories', () => {
  let commits: string[];
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', '-c', 'init.defaultBranch=main', ...args], { cwd: join(workspace, 'repo'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const commit = (files: Files, tag?: string): void => {
    write('repo', files);
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
    if (tag) git('tag', tag);
    commits.push(git('rev-parse', 'HEAD'));
  };

  beforeEach(() => {
    commits = [];
    mkdirSync(join(workspace, 'repo'));
    git('init', '-q');
    commit({ 'dbt_project.yml': 'name: repo\nversion: 1.0.0\n', 'part/dbt_project.yml': 'name: part\n' }, '1.0.0');
    commit({ 'dbt_project.yml': 'name: repo\nversion: 2.0.0\n' });
  });

  const url = (): string => pathToFileURL(join(workspace, 'repo')).href;

  it.each([
    ['a tag', '1.0.0', 0],
    ['a branch', 'main', 1],
    ['a commit', undefined, 0],
    ['the beginning of a commit', 'short', 0],
  ])('takes %s and locks its commit', async (_, revision, expected) => {
    const wanted = revision === 'short' ? commits[0]!.slice(0, 8) : (revision ?? commits[0]!);
    const { exitCode, text: said } = await deps(`packages:\n  - git: ${url()}\n    revision: "${wanted}"\n`);
    expect(said).not.toContain('FAILED');
    expect(exitCode).toBe(0);
    expect(lock()).toBe(`packages:\n  - git: ${url()}\n    name: repo\n    revision: ${commits[expected]}\n`);
    expect(text('dbt_packages/repo/dbt_project.yml')).toContain(`${expected + 1}.0.0`);
    expect(existsSync(join(workspace, 'shop/dbt_packages/repo/.git'))).toBe(false);
    expect(said.includes('is not pinned')).toBe(revision === 'main');
  });

  it('takes a folder of a repository, and warns of what is not pinned unless told not to', async () => {
    const { text: said } = await deps(`packages:\n  - git: ${url()}\n    subdirectory: part\n  - git: ${url()}\n    warn-unpinned: false\n`);
    expect(installed()).toEqual(['part', 'repo']);
    expect(said.match(/is not pinned/g)).toHaveLength(1);
    expect(lock()).toContain('subdirectory: part');
  });

  it('refuses a repository whose links lead out of it, and takes one whose links do not', async () => {
    symlinkSync('dbt_project.yml', join(workspace, 'repo/inside.yml'));
    commit({}, 'fine');
    expect((await deps(`packages:\n  - git: ${url()}\n    revision: fine\n`)).exitCode).toBe(0);
    expect(text('dbt_packages/repo/inside.yml')).toContain('name: repo');
    // Where it is checked out that leads nowhere; where it would be installed, to the project's own file.
    symlinkSync('../../dbt_project.yml', join(workspace, 'repo/out.yml'));
    commit({}, 'bad');
    const { exitCode, text: said } = await deps(`packages:\n  - git: ${url()}\n    revision: bad\n`);
    expect(said).toMatch(/its link "out\.yml" leads out of its folder/);
    expect(exitCode).toBe(2);
  });

  it('keeps the lock while the branch moves on, until --upgrade', async () => {
    await deps(`packages:\n  - git: ${url()}\n    revision: main\n`);
    commit({ 'dbt_project.yml': 'name: repo\nversion: 3.0.0\n' });
    rmSync(join(workspace, 'shop/dbt_packages'), { recursive: true });
    await deps(undefined);
    expect(text('dbt_packages/repo/dbt_project.yml')).toContain('2.0.0');
    await deps(undefined, '--upgrade');
    expect(text('dbt_packages/repo/dbt_project.yml')).toContain('3.0.0');
  });

  it('keeps secrets out of the lock file, the console and the log', async () => {
    env['DBT_ENV_SECRET_PLACE'] = join(workspace, 'repo');
    const { exitCode, text: said } = await deps('packages:\n  - git: "file://{{ env_var(\'DBT_ENV_SECRET_PLACE\') }}"\n    revision: 1.0.0\n');
    expect(exitCode).toBe(0);
    expect(said + text('package-lock.yml') + text('logs/bk-build.log')).not.toContain(env['DBT_ENV_SECRET_PLACE']);
    expect(lock()).toContain("git: 'file://{{ env_var(''DBT_ENV_SECRET_PLACE'') }}'");
  });

  it.each([
    ['a revision that does not exist', () => `${url()}\n    revision: 1.0.1`, /revision "1\.0\.1"[^]*Did you mean "1\.0\.0"\?/],
    ['two revisions', () => `${url()}\n    revision: 1.0.0\n  - git: ${url()}\n    revision: main`, /in the revisions 1\.0\.0 and main/],
    ['a folder that is not there', () => `${url()}\n    revision: 1.0.0\n    subdirectory: nothing`, /has no folder "nothing"/],
    ['a repository that is not there', () => `${url()}2\n    revision: 1.0.0`, /Cannot get the git repository[^]*Check the address/],
    ['an option for an address', () => '--upload-pack=touch x', /not one that git may be given/],
    ['an option for a revision', () => `${url()}\n    revision: --upload-pack=x`, /not one that git may be given/],
    ['another transport', () => 'ext::sh -c x', /not one that git may be given/],
    ['a host that does not answer', () => `http://127.0.0.1:1/x.git\n    revision: 1.0.0`, /Cannot get the git repository http:\/\/127\.0\.0\.1:1/],
  ])('refuses %s', async (_, entry, expected) => {
    const { exitCode, text: said } = await deps(`packages:\n  - git: ${entry()}\n`);
    expect(said).toMatch(expected);
    expect(exitCode).toBe(2);
    expect(installed()).toEqual([]);
  });
});

describe('--add-package', () => {
  it('keeps what is there, comments too, and replaces the same package from elsewhere', async () => {
    write('shop', { 'packages.yml': '# ours\npackages:\n  # dates\n  - package: acme/dates\n    version: 0.5.0\n  - git: https://example.org/acme/utils.git\n    revision: v1\n' });
    const { exitCode, stdout } = await deps(undefined, '--add-package', 'acme/utils@>=1.0.0,<1.1.0');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Took the former entry');
    expect(text('packages.yml')).toBe('# ours\npackages:\n  # dates\n  - package: acme/dates\n    version: 0.5.0\n  - package: acme/utils\n    version:\n      - ">=1.0.0"\n      - <1.1.0\n');
  });

  it('makes the file, and takes git and local packages', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n' });
    await deps(undefined, '--add-package', '../utils', '--source', 'local', '--lock');
    expect(text('packages.yml')).toBe('packages:\n  - local: ../utils\n');
    addPackage(join(workspace, 'shop'), 'git@example.org:a/b.git@1.0', 'git');
    addPackage(join(workspace, 'shop'), 'git@example.org:a/c.git', 'git');
    addPackage(join(workspace, 'shop'), 'acme/dates', 'hub');
    expect(text('packages.yml')).toContain('  - git: git@example.org:a/b.git\n    revision: "1.0"\n  - git: git@example.org:a/c.git\n  - package: acme/dates\n');
  });
});

describe('lock files', () => {
  it('that cannot be read are made anew with --upgrade', async () => {
    write('shop', { 'package-lock.yml': 'packages: [' });
    const { stderr } = await deps('packages:\n  - package: acme/utils\n    version: 1.0.0\n');
    expect(stderr).toMatch(/LOCK_UNREADABLE[^]*deps --upgrade/);
    expect((await deps(undefined, '--upgrade')).exitCode).toBe(0);
  });

  it('that have changed since the packages were installed are told of', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n' });
    write('shop', { 'profiles.yml': "nobody: {target: x, outputs: {x: {type: duckdb, path: ':memory:'}}}" });
    await deps('packages:\n  - local: ../utils\n');
    const parse = () => invoke(join(workspace, 'shop'), { argv: ['parse'], env });
    expect((await parse()).stdout).not.toContain('PACKAGES_OUTDATED');
    write('shop', { 'package-lock.yml': `# merged\n${text('package-lock.yml')}` });
    expect((await parse()).stdout).toContain('PACKAGES_OUTDATED');
    await deps(undefined);
    expect((await parse()).stdout).not.toContain('PACKAGES_OUTDATED');
  });

  it('of dbt hold here', async () => {
    write('utils', { 'dbt_project.yml': 'name: utils\n' });
    const written = 'packages:\n  - local: ../utils\n    name: utils\nsha1_hash: ';
    write('shop', { 'package-lock.yml': `${written}0000\n` });
    await deps('packages:\n  - local: ../utils\n');
    const ours = text('package-lock.yml');
    expect(ours.startsWith(written)).toBe(true);
    expect((await deps(undefined)).stdout).not.toContain('Locked');
  });
});

it('a project without packages has nothing to install', async () => {
  expect(await deps(undefined)).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('no packages.yml') });
  expect(await deps('packages: []\n')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no packages in packages.yml') });
});
