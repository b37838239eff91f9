import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../../src/diagnostics/index.ts';
import { nodeFileSystem } from '../../src/node/index.ts';
import { Hub } from '../../src/project/packages/hub.ts';
import { readPackages } from '../../src/project/packages/index.ts';
import type { PackageSources } from '../../src/project/packages/sources.ts';

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));
}

/** A file system of one file. */
function only(name: string, text: string): typeof nodeFileSystem {
  return { ...nodeFileSystem, readText: (path) => (path.endsWith(`/${name}`) ? text : undefined) };
}

function read(text: string, name = 'packages.yml') {
  const faults: string[] = [];
  const list = readPackages({
    folder: '/project',
    files: only(name, text),
    names: { env: (variable) => (variable === 'HOST' ? 'example.org' : undefined), vars: {} },
    report: ({ at, hint, message }) => void faults.push(`${at?.line ?? '-'}: ${message}${hint ? ` (${hint})` : ''}`),
  });
  return { faults, list };
}

describe('the hash of a list of packages', () => {
  it.each(recorded('lists') as readonly { name: string; text: string; sha1: string }[])('$name', ({ sha1, text }) => {
    const { faults, list } = read(text);
    expect(faults).toEqual([]);
    expect(createHash('sha1').update(list.hashText).digest('hex')).toBe(sha1);
  });
});

describe('faults of a list of packages', () => {
  it.each([
    ['no list', 'packages: 3', /expected a list of packages, found the number 3/],
    ['a wrong key', 'packages:\n  - package: a/b\n    version: 1.0.0\n    install-prerelease: true', /^4: .*no key "install-prerelease".*Did you mean "install_prerelease"/],
    ['no version', 'packages:\n  - package: a/b', /^2: .*"a\/b" needs a version/],
    ['no owner', 'packages:\n  - package: dbt_utils\n    version: 1.0.0', /^2: .*have an owner/],
    ['an empty path', 'packages:\n  - local: ""', /^2: .*"local" must be a text/],
    ['a private package', 'packages:\n  - private: org/x', /provider of a "private" package/],
    ['no kind', 'packages:\n  - name: x', /a package is one of/],
    ['a folder that climbs', 'packages:\n  - git: x\n    subdirectory: ../y', /"\.\.\/y" is no folder within/],
    ['a wrong top key', 'package:\n  - local: x', /packages\.yml has no key "package".*Did you mean "packages"/],
    ['a missing variable', "packages:\n  - git: \"{{ env_var('NOBODY') }}\"", /^2: .*NOBODY/],
  ])('%s', (_, text, expected) => {
    expect(read(text).faults.join('\n')).toMatch(expected);
  });

  it('dependencies.yml may name projects, and is not rendered', () => {
    const { faults, list } = read("projects: [{name: other}]\npackages:\n  - local: \"{{ x }}\"\n", 'dependencies.yml');
    expect(faults).toEqual([]);
    expect(list.specs).toMatchObject([{ kind: 'local', local: '{{ x }}' }]);
  });
});

interface Versions {
  readonly available: readonly string[];
  readonly answers: readonly {
    readonly wanted: readonly string[];
    readonly takesPrereleases: boolean;
    readonly answer: string | null;
  }[];
}

describe('the version that a range stands for', () => {
  const { answers, available } = recorded('versions') as Versions;
  const description = { name: 'b', packages: [], downloads: { tarball: 'x' } };
  const versions = Object.fromEntries(available.map((version) => [version, description]));
  const sources = {
    hubUrl: 'hub/',
    fetchJson: (url: string) => Promise.resolve(url.endsWith('index.json') ? ['a/b'] : { name: 'b', versions }),
  } as unknown as PackageSources;
  const root = { name: 'shop', folder: '', names: { env: () => undefined, vars: {} }, dbtVersion: undefined, report: () => undefined };

  it.each(answers.map((item) => [`${item.wanted.join(' ')}${item.takesPrereleases ? ' with prereleases' : ''}`, item] as const))(
    '%s',
    async (_, { answer, takesPrereleases, wanted }) => {
      const spec = { kind: 'hub', package: 'a/b', versions: wanted, takesPrereleases, at: undefined } as const;
      const found = await new Hub(sources, root).pin(spec).catch((error: unknown) => (error as UserError).diagnostics[0]!.code);
      if (answer === 'invalid') expect(found).toBe('PACKAGE_VERSION');
      else if (answer === null) expect(found).toBe('PACKAGE_VERSION_MISSING');
      else expect(found).toMatchObject({ version: answer });
    },
  );
});
