import { type Json, type JsonObject, parseYaml } from '../../config/index.ts';
import { type Diagnostic, lockUnreadable, UserError } from '../../diagnostics/index.ts';
import type { FileSystem } from '../project.ts';
import { type FileNames, fileScope, renderData } from '../render.ts';
import { isMapping } from '../shape.ts';
import { readPackageList } from './read-entry.ts';
import type { ResolvedPackage } from './resolve.ts';
import type { PackageSpec, PinnedPackage } from './spec.ts';

export const lockFile = 'package-lock.yml';

/** In the folder of packages: the text of the lock file that they were installed by. */
export const stateFile = '.bk-build-lock';

/** What package-lock.yml holds. */
export interface Lock {
  readonly sha1: string | undefined;
  readonly packages: readonly ResolvedPackage[];
}

/** The lock file of a project; undefined when there is none. @throws UserError when it cannot be read */
export function readLock(folder: string, files: FileSystem, names: FileNames): Lock | undefined {
  const text = files.readText(`${folder}/${lockFile}`);
  if (text === undefined) return undefined;
  const fail = (diagnostic: Diagnostic): void => {
    if (diagnostic.severity === 'error')
      throw new UserError(lockUnreadable(diagnostic.message, diagnostic.at));
  };
  const { diagnostics, value: document } = parseYaml(text, lockFile);
  diagnostics.forEach(fail);
  if (document.value === null) return { sha1: undefined, packages: [] };
  if (!isMapping(document.value))
    throw new UserError(lockUnreadable('it holds no mapping', document.span([])));
  const { packages: written = null, sha1_hash: sha1 } = document.value;
  const scope = fileScope({ ...names, mayReadSecrets: true, missingVars: 'none' });
  const rendered = renderData(
    written,
    scope,
    (path) => document.span(['packages', ...path]),
    () => false,
    fail,
  );
  const specs = readPackageList(rendered, {
    locate: (path) => document.span(['packages', ...path]),
    isFloat: (path) => document.isFloat(['packages', ...path]),
    unrendered: written,
    report: fail,
  });
  const list = rendered as readonly JsonObject[];
  return {
    sha1: typeof sha1 === 'string' ? sha1 : undefined,
    packages: specs.map(({ spec }, index) => ({ pinned: pinned(spec), name: nameIn(list[index]) ?? '' })),
  };
}

function nameIn(entry: Json | undefined): string | undefined {
  const name = isMapping(entry) ? entry['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function pinned(spec: PackageSpec): PinnedPackage {
  if (spec.kind === 'git') return { ...spec, revision: spec.revision ?? 'HEAD' };
  if (spec.kind === 'hub') return { ...spec, version: spec.versions[0]!, latest: spec.versions[0]! };
  return spec;
}

/** The text of package-lock.yml, as dbt writes it: keys in alphabetical order. */
export function lockText(
  packages: readonly ResolvedPackage[],
  sha1: string,
  mask: (text: string) => string,
): string {
  const lines = packages.flatMap(({ name, pinned: item }) =>
    Object.entries({ ...entryOf(item, mask), name })
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${yamlText(value)}`),
  );
  return [
    packages.length === 0 ? 'packages: []' : 'packages:',
    ...lines,
    `sha1_hash: ${yamlText(sha1)}`,
    '',
  ].join('\n');
}

/** A package's entry; secrets in an address stay the templates that they were written as. */
function entryOf(item: PinnedPackage, mask: (text: string) => string): Readonly<Record<string, string>> {
  switch (item.kind) {
    case 'local':
      return { local: item.local };
    case 'tarball':
      return { tarball: mask(item.tarballAsWritten) };
    case 'hub':
      return { package: item.package, version: item.version };
    case 'git':
      return {
        git: mask(item.gitAsWritten),
        revision: item.revision,
        ...(item.subdirectory !== undefined && { subdirectory: item.subdirectory }),
      };
  }
}

/** A text as YAML, in quotes where it would be read as something else. */
function yamlText(value: string): string {
  const isPlain =
    /^[A-Za-z_./][\w./@:+-]*$/.test(value) &&
    !value.endsWith(':') &&
    !/^(y|n|yes|no|on|off|true|false|null|~|\.inf|\.nan)$/i.test(value);
  const isVersion = /^\d+\.\d+\.\d[\w.+-]*$/.test(value);
  const isHash = /^[0-9a-f]{40}$/.test(value) && !/^\d+(e\d+)?$/.test(value);
  return isPlain || isVersion || isHash ? value : `'${value.replaceAll("'", "''")}'`;
}
