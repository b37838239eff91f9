import type { Span } from '../../diagnostics/index.ts';

/** A package as packages.yml, a lock file or the hub asks for it. */
export type PackageSpec = LocalSpec | GitSpec | TarballSpec | HubSpec;

interface Described {
  /** Where it is asked for, for errors. */
  readonly at: Span | undefined;
}

export interface LocalSpec extends Described {
  readonly kind: 'local';
  /** A folder, relative to the root project. */
  readonly local: string;
}

export interface GitSpec extends Described {
  readonly kind: 'git';
  /** What git clones from; may hold secrets, so never shown. */
  readonly git: string;
  /** The same as written, before templates were rendered. */
  readonly gitAsWritten: string;
  readonly revision: string | undefined;
  readonly subdirectory: string | undefined;
  readonly warnsUnpinned: boolean;
}

export interface TarballSpec extends Described {
  readonly kind: 'tarball';
  /** A URL; may hold secrets, so never shown. */
  readonly tarball: string;
  readonly tarballAsWritten: string;
  readonly name: string;
}

export interface HubSpec extends Described {
  readonly kind: 'hub';
  /** With its owner: `dbt-labs/dbt_utils`. */
  readonly package: string;
  /** Bounds that all hold: `>=1.0.0`. */
  readonly versions: readonly string[];
  readonly takesPrereleases: boolean;
}

/** A package that is fixed to one state, as the lock file has it. */
export type PinnedPackage =
  | LocalSpec
  | (GitSpec & { readonly revision: string })
  | TarballSpec
  | (HubSpec & { readonly version: string; readonly latest: string });

/** What a package is called in messages: never with a secret in it. */
export function describePackage(spec: PackageSpec): string {
  switch (spec.kind) {
    case 'local':
      return spec.local;
    case 'git':
      return spec.subdirectory === undefined
        ? spec.gitAsWritten
        : `${spec.gitAsWritten}/${spec.subdirectory}`;
    case 'tarball':
      return spec.name;
    case 'hub':
      return spec.package;
  }
}

/** The names under which a package is the same as another one; the first is its own. */
export function identities(spec: PackageSpec): readonly string[] {
  switch (spec.kind) {
    case 'local':
      return [spec.local];
    case 'git': {
      const other = spec.git.endsWith('.git') ? spec.git.slice(0, -4) : `${spec.git}.git`;
      return [spec.git, other].map((url) =>
        spec.subdirectory === undefined ? url : `${url}/${spec.subdirectory}`,
      );
    }
    case 'tarball':
      return [spec.tarball];
    case 'hub':
      return [spec.package];
  }
}
