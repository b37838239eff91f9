import type { Json } from '../../config/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { FileNames } from '../render.ts';
import type { FileSystem } from '../project.ts';

/** Where packages come from: the network, git and the disk. Answers are kept, so that nothing is fetched twice. */
export interface PackageSources {
  readonly files: FileSystem;
  /** Base address of the package hub, with a `/` at its end. */
  readonly hubUrl: string;
  /** @throws UserError after the last attempt, or when the answer is no JSON */
  fetchJson(url: string): Promise<Json>;
  /**
   * Downloads and unpacks an archive that holds one folder.
   *
   * @param shownUrl The URL without secrets.
   * @returns that folder
   * @throws UserError when it cannot be had, is no archive, or holds what it must not
   */
  fetchArchive(url: string, shownUrl: string): Promise<string>;
  /** @throws UserError when there is no such repository or revision */
  fetchGit(request: GitRequest): Promise<GitCheckout>;
  sha1(text: string): string;
}

export interface GitRequest {
  readonly url: string;
  /** The URL without secrets. */
  readonly shownUrl: string;
  /** A tag, a branch, a commit or `HEAD`. */
  readonly revision: string;
  readonly subdirectory: string | undefined;
}

export interface GitCheckout {
  /** The folder of the package: the repository's, or its subdirectory. */
  readonly folder: string;
  /** All 40 digits. */
  readonly commit: string;
}

/** The root project as far as packages are concerned. */
export interface PackageRoot {
  readonly name: string;
  readonly folder: string;
  readonly names: FileNames;
  /** The version of dbt that packages have to be made for; undefined when that is not looked at. */
  readonly dbtVersion: string | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
}
