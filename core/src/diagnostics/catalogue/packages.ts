import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

function fault(code: string, message: string, at?: Span, hint?: string): Diagnostic {
  return { code, severity: 'error', message, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

/** Packages that packages.yml names but that are not in the folder of installed packages. */
export function packagesNotInstalled(
  missing: readonly string[],
  folder: string,
  at: Span | undefined,
): Diagnostic {
  const [first] = missing;
  const what = missing.length === 1 ? `The package "${first}" is` : `${missing.length} packages are`;
  const which = missing.length === 1 ? '' : `: ${missing.join(', ')}`;
  return fault(
    'PACKAGE_NOT_INSTALLED',
    `${what} declared but not installed in "${folder}"${which}`,
    at,
    'Install with: bk-build deps',
  );
}

/** The lock file is another one than that by which the packages were installed. */
export function packagesOutdated(folder: string): Diagnostic {
  return {
    ...fault(
      'PACKAGES_OUTDATED',
      `The packages in "${folder}" are not those that package-lock.yml names: it has changed since`,
      undefined,
      'Install with: bk-build deps',
    ),
    severity: 'warning',
  };
}

export function packageNameTaken(name: string, folders: readonly string[]): Diagnostic {
  return fault(
    'PACKAGE_NAME_TAKEN',
    `Two projects have the name "${name}": ${folders.join(' and ')}`,
    undefined,
    'Templates could not tell them apart: remove one of the folders, or rename the project in it',
  );
}

export function packageMalformed(problem: string, at: Span | undefined, hint?: string): Diagnostic {
  return fault('PACKAGE_MALFORMED', `Cannot read the list of packages: ${problem}`, at, hint);
}

export function packageKeyUnknown(
  key: string,
  suggestion: string | undefined,
  at: Span | undefined,
): Diagnostic {
  return fault(
    'PACKAGE_MALFORMED',
    `packages.yml has no key "${key}"`,
    at,
    suggestion === undefined ? 'Packages stand in a list under "packages:"' : `Did you mean "${suggestion}"?`,
  );
}

export function packagesTwice(at: Span | undefined): Diagnostic {
  return fault(
    'PACKAGES_TWICE',
    'Both packages.yml and dependencies.yml have the key "packages"',
    at,
    'Keep them in one of the two',
  );
}

export function packageCircular(chain: readonly string[]): Diagnostic {
  return fault(
    'PACKAGE_CIRCULAR',
    `These packages need one another in a circle: ${chain.join(' → ')}`,
    undefined,
    'Take one of them out of the packages.yml of another',
  );
}

export function packageConflict(
  name: string,
  revisions: readonly string[],
  at: Span | undefined,
): Diagnostic {
  return fault(
    'PACKAGE_CONFLICT',
    `Cannot install "${name}": it is asked for in the revisions ${revisions.join(' and ')}`,
    at,
    'Ask for one revision everywhere',
  );
}

export function packageKindsMixed(name: string, kinds: readonly string[], at: Span | undefined): Diagnostic {
  return fault(
    'PACKAGE_CONFLICT',
    `Cannot install "${name}": it is asked for as ${kinds.join(' and as ')}`,
    at,
    'Ask for it in one way everywhere',
  );
}

export function packageNameInvalid(shown: string, name: string, at: Span | undefined): Diagnostic {
  return fault(
    'PACKAGE_NAME',
    `Cannot install "${shown}": its name "${name}" is no name of a project (letters, digits and underscores)`,
    at,
    'Correct the name in its dbt_project.yml, or report it to those who made the package',
  );
}

export function packageNameTwice(name: string, places: readonly string[], at: Span | undefined): Diagnostic {
  return fault(
    'PACKAGE_NAME_TAKEN',
    `Two projects have the name "${name}": ${places.join(' and ')}`,
    at,
    'Templates could not tell them apart: leave one out, or rename it',
  );
}

export function packageProjectMissing(
  shown: string,
  kind: 'local' | 'git' | 'tarball' | 'hub',
  at: Span | undefined,
): Diagnostic {
  const hints = {
    local: "Check the path; it counts from the folder of the list's file",
    git: 'For a project in a part of a repository, name its folder with subdirectory:',
    tarball: 'The project has to stand in the one folder that the archive holds',
    hub: 'Take another version, and report it to those who made the package',
  };
  return fault('PACKAGE_NO_PROJECT', `Cannot install "${shown}": it has no dbt_project.yml`, at, hints[kind]);
}

export function packageUnpinned(shown: string, revision: string, at: Span | undefined): Diagnostic {
  return {
    ...fault(
      'PACKAGE_UNPINNED',
      `The package "${shown}" is not pinned: ${revision} is another state tomorrow`,
      at,
      'Name a tag or a commit with revision:, or say warn-unpinned: false',
    ),
    severity: 'warning',
  };
}

export function packageNotInHub(name: string, known: readonly string[], at: Span | undefined): Diagnostic {
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const similar = nearest(name, known) ?? known.find((item) => item.endsWith(`/${bare}`));
  return fault(
    'PACKAGE_UNKNOWN',
    `The package hub has no package "${name}"`,
    at,
    similar === undefined ? undefined : `Did you mean "${similar}"?`,
  );
}

export function packageRedirected(name: string, moved: string, at: Span | undefined): Diagnostic {
  return {
    ...fault(
      'PACKAGE_MOVED',
      `The package "${name}" has moved to "${moved}"`,
      at,
      `Ask for "${moved}" instead`,
    ),
    severity: 'warning',
  };
}

export function packageVersionInvalid(name: string, text: string, at: Span | undefined): Diagnostic {
  return fault(
    'PACKAGE_VERSION',
    `Cannot read the version "${text}" of the package "${name}"`,
    at,
    'A version has three numbers, in quotes: "1.3.0", or [">=1.0.0", "<2.0.0"]',
  );
}

/** No version of a package is within the bounds. */
export function packageVersionMissing(
  name: string,
  wanted: readonly string[],
  found: {
    /** In order. */
    readonly installable: readonly string[];
    /** Within the bounds, but not made for this version of dbt. */
    readonly incompatible: readonly string[];
    readonly dbtVersion: string | undefined;
    readonly at: Span | undefined;
  },
): Diagnostic {
  const { at, dbtVersion, incompatible, installable } = found;
  if (incompatible.length > 0) {
    return fault(
      'PACKAGE_VERSION_MISSING',
      `Cannot install "${name}": ${listed(incompatible)} would do for ${wanted.join(', ')}, but not for dbt ${dbtVersion!}`,
      at,
      installable.length > 0
        ? `Versions for it: ${listed(installable)}; or pass --no-version-check`
        : 'Pass --no-version-check to install it nevertheless',
    );
  }
  const [exact] = wanted;
  const similar = wanted.length === 1 ? nearest(exact!.replace(/^[<>=]+/, ''), installable) : undefined;
  const hints = [
    ...(similar === undefined ? [] : [`Did you mean "${similar}"?`]),
    installable.length === 0 ? 'It has no version to install' : `Versions: ${listed(installable)}`,
  ];
  return fault(
    'PACKAGE_VERSION_MISSING',
    `Cannot install "${name}": it has no version that is ${wanted.join(' and ')}`,
    at,
    hints.join(' '),
  );
}

const mostListed = 12;

/** The newest of some versions. */
function listed(versions: readonly string[]): string {
  const shown = versions.slice(-mostListed).join(', ');
  return versions.length > mostListed ? `…, ${shown}` : shown;
}

export function hubAnswerInvalid(url: string, problem: string): Diagnostic {
  return fault(
    'HUB_ANSWER',
    `Cannot use the answer of ${url}: ${problem}`,
    undefined,
    'Check DBT_PACKAGE_HUB_URL, or try again later',
  );
}

export function lockUnreadable(problem: string, at: Span | undefined): Diagnostic {
  return fault(
    'LOCK_UNREADABLE',
    `Cannot read package-lock.yml: ${problem}`,
    at,
    'Make it anew with: bk-build deps --upgrade',
  );
}

/** The last of several attempts has failed. */
export function downloadFailed(url: string, problem: string, attempts: number, hint?: string): Diagnostic {
  return fault(
    'DOWNLOAD_FAILED',
    `Cannot get ${url}: ${problem}${attempts > 1 ? ` (tried ${attempts} times)` : ''}`,
    undefined,
    hint ?? 'Check the connection and the address; packages that are installed stay as they are',
  );
}

/** An archive that holds what would be written elsewhere, or is no archive. */
export function archiveRefused(url: string, problem: string): Diagnostic {
  return fault(
    'ARCHIVE_REFUSED',
    `Will not unpack ${url}: ${problem}`,
    undefined,
    'Nothing of it was installed; report it to those who made the package',
  );
}

export function gitMissing(): Diagnostic {
  return fault(
    'GIT_MISSING',
    'Cannot install packages from git: there is no command "git"',
    undefined,
    'Install git',
  );
}

export function gitFailed(url: string, problem: string, hint?: string): Diagnostic {
  return fault('GIT_FAILED', `Cannot get the git repository ${url}: ${problem}`, undefined, hint);
}

export function gitRevisionMissing(url: string, revision: string, known: readonly string[]): Diagnostic {
  const similar = nearest(revision, known);
  const shown = known.length === 0 ? 'It has no tags or branches' : `There are ${listed(known)}`;
  return fault(
    'GIT_REVISION_MISSING',
    `Cannot find the revision "${revision}" in the git repository ${url}`,
    undefined,
    similar === undefined ? shown : `Did you mean "${similar}"? ${shown}`,
  );
}

export function subdirectoryMissing(url: string, folder: string): Diagnostic {
  return fault(
    'GIT_FOLDER_MISSING',
    `The git repository ${url} has no folder "${folder}"`,
    undefined,
    'Correct subdirectory:, or leave it out where the project stands at the top',
  );
}

export function addPackageInvalid(text: string, source: 'hub' | 'git' | 'local'): Diagnostic {
  const forms = {
    hub: 'owner/name@version, such as dbt-labs/dbt_utils@1.3.0; a repository or a folder needs --source git or local',
    git: 'address@revision, such as https://github.com/owner/name.git@v1',
    local: 'a path, such as ../utils',
  };
  return fault(
    'PACKAGE_TO_ADD',
    `Cannot add the package "${text}"`,
    undefined,
    `Write it as ${forms[source]}`,
  );
}
