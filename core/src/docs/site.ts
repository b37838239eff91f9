/** What a site of documentation is made from: two artifacts as they were written, as text. */
export interface DocsArtifacts {
  readonly manifest: string;
  readonly catalog: string;
}

export interface SiteFile {
  /** Relative to the target folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Makes a site that can be opened from the target folder. It knows the artifacts and nothing else, so that it works on
 * those of dbt too.
 */
export interface SiteRenderer {
  /** @param isStatic Whether all of it is to be one file that needs no server. */
  render(artifacts: DocsArtifacts, isStatic: boolean): Iterable<SiteFile>;
}
