import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '../cli/harness.ts';
import { type FakeHub, type Files, type Packages, startHub, tarball } from './fake-hub.ts';

const hubPackages: Packages = {
  'acme/utils': { '1.0.0': {} },
  'acme/ring': { '1.0.0': { packages: [{ package: 'acme/back', version: '1.0.0' }] } },
  'acme/back': { '1.0.0': { packages: [{ package: 'acme/ring', version: '1.0.0' }] } },
  'acme/shop': { '1.0.0': {} },
};

const hub: readonly [title: string, entries: string, prepare?: (hub: FakeHub) => void][] = [
  ['an unknown package', '- package: acme/util\n    version: 1.0.0'],
  ['packages in a circle', '- package: acme/ring\n    version: 1.0.0'],
  ['the name of the project itself', '- package: acme/shop\n    version: 1.0.0'],
  ['a folder that is called as a package', '- package: acme/utils\n    version: 1.0.0\n  - local: acme/utils'],
  ['a version that does not exist', '- package: acme/utils\n    version: 2.0.0'],
  [
    'a hub that is none',
    '- package: acme/utils\n    version: 1.0.0',
    ({ answerNext }) => answerNext((_, response) => response.end('{"error": "under maintenance"}')),
  ],
  [
    'a hub without versions',
    '- package: acme/utils\n    version: 1.0.0',
    ({ answerNext }) =>
      answerNext(
        (_, response) => response.end('["acme/utils"]'),
        (_, response) => response.end('{"name": "utils"}'),
      ),
  ],
  [
    'a package that has moved to where nothing is',
    '- package: acme/utils\n    version: 1.0.0',
    ({ answerNext }) =>
      answerNext(
        (_, response) => response.end('["acme/utils"]'),
        (_, response) =>
          response.end(
            '{"name": "utils", "namespace": "acme", "redirectnamespace": "newacme", "versions": {"1.0.0": {}}}',
          ),
      ),
  ],
];

const folders: readonly [title: string, files: Files, entries: string][] = [
  ['a name that climbs', { 'dbt_project.yml': 'name: ../../etc' }, '- local: ../utils'],
  ['a package that needs itself', { 'dbt_project.yml': 'name: utils', 'packages.yml': 'packages: [{local: ../utils}]' }, '- local: ../utils'],
  ['a package that has a faulty list', { 'dbt_project.yml': 'name: utils', 'packages.yml': 'packages:\n  - lcoal: ../x\n' }, '- local: ../utils'],
  ['a package that needs what is not there', { 'dbt_project.yml': 'name: utils', 'packages.yml': 'packages:\n  - local: ../x\n' }, '- local: ../utils'],
];

const repositories: readonly [title: string, entries: (url: string) => string][] = [
  ['a revision that does not exist', (url) => `- git: ${url}\n    revision: 1.0.1`],
  ['two revisions', (url) => `- git: ${url}\n    revision: 1.0.0\n  - git: ${url}\n    revision: main`],
  ['a folder that is not there', (url) => `- git: ${url}\n    revision: 1.0.0\n    subdirectory: nothing`],
  ['a repository that is not there', (url) => `- git: ${url}2\n    revision: 1.0.0`],
  ['a repository without a project', (url) => `- git: ${url}\n    revision: empty`],
  ['a repository that is not pinned', (url) => `- git: ${url}`],
  ['an option for an address', () => '- git: --upload-pack=touch x'],
  ['a link that leads out', (url) => `- git: ${url}\n    revision: climbing`],
];

let workspace: string;
let server: FakeHub;
let env: Record<string, string>;

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'bk-packages-'));
  server = await startHub(hubPackages);
  env = { DBT_PACKAGE_HUB_URL: server.url, HOME: workspace };
  write('shop', { 'dbt_project.yml': 'name: shop\nprofile: nobody\n' });
});

afterEach(async () => {
  await server.close();
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
});

function write(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(workspace, folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** What `deps` says of a list of packages. */
async function said(entries: string): Promise<string> {
  write('shop', { 'packages.yml': `packages:\n  ${entries}\n` });
  const { exitCode, stderr, stdout } = await invoke(join(workspace, 'shop'), { argv: ['deps'], env });
  const text = `${stdout}${stderr === '' ? '' : `--- stderr\n${stderr}`}--- exit ${exitCode}\n`;
  return text
    .replaceAll(pathToFileURL(workspace).href, '<workspace>')
    .replaceAll(workspace, '<workspace>')
    .replaceAll(server.url, '<hub>/')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replaceAll(/\^+/g, '^');
}

/** The words are kept in `messages/`; UPDATE=1 writes them. */
function check(title: string, text: string): void {
  const file = new URL(`messages/${title.replaceAll(' ', '-')}.txt`, import.meta.url);
  if (process.env['UPDATE'] === '1' || (!existsSync(file) && !process.env['CI'])) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('what deps says of', () => {
  it.each(hub)('%s', async (title, entries, prepare) => {
    prepare?.(server);
    check(title, await said(entries));
  });

  it.each(folders)('%s', async (title, files, entries) => {
    write('utils', files);
    check(title, await said(entries));
  });

  it('an archive that climbs', async () => {
    const bytes = await tarball({ 'x/dbt_project.yml': 'name: x\n', 'x/../../y.txt': '' });
    writeFileSync(join(workspace, 'x.tar.gz'), bytes);
    const url = pathToFileURL(join(workspace, 'x.tar.gz')).href;
    check('an archive that climbs', await said(`- tarball: ${url}\n    name: x`));
  });

  it('a machine without git', async () => {
    env['PATH'] = join(workspace, 'nothing');
    check('a machine without git', await said('- git: https://example.org/utils.git\n    revision: 1.0.0'));
  });
});

describe.skipIf(!isThere('git'))('what deps says of a git repository:', () => {
  const git = (...args: string[]): void => {
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@y', '-c', 'init.defaultBranch=main'];
    execFileSync('git', [...author, ...args], { cwd: join(workspace, 'repo'), stdio: 'ignore' });
  };
  const commit = (tag: string): void => {
    git('add', '-A');
    git('commit', '-q', '-m', 'x', '--allow-empty');
    git('tag', tag);
  };

  beforeEach(() => {
    mkdirSync(join(workspace, 'repo'));
    git('init', '-q');
    commit('empty');
    write('repo', { 'dbt_project.yml': 'name: repo\n' });
    commit('1.0.0');
    symlinkSync('../../dbt_project.yml', join(workspace, 'repo/out.yml'));
    commit('climbing');
    rmSync(join(workspace, 'repo/out.yml'));
    commit('2.0.0');
  });

  it.each(repositories)('%s', async (title, entries) => {
    check(title, await said(entries(pathToFileURL(join(workspace, 'repo')).href)));
  });
});
