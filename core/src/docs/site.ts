import type { JsonObject } from '../config/json.ts';
import { buildSiteData } from './contents/build.ts';
import type { NodeOutcome } from './contents/site-data.ts';
import { inlineData, linkData } from './contents/embed.ts';

/** What a site of documentation is made from: two artifacts as they were written, as text, and what else is known. */
export interface DocsArtifacts {
  readonly manifest: string;
  readonly catalog: string;
  /** How nodes ended when they were last run, by unique id. */
  readonly outcomes?: ReadonlyMap<string, NodeOutcome>;
  /** Numbers of rows, by unique id. */
  readonly rows?: ReadonlyMap<string, number>;
}

export interface SiteFile {
  /** Relative to the target folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Makes a site that can be opened from the target folder, from a server or as a file. It knows the artifacts and little
 * else, so that it works on those of dbt too.
 */
export interface SiteRenderer {
  /** @param isStatic Whether there is to be one more file, which holds everything and can be sent around. */
  render(artifacts: DocsArtifacts, isStatic: boolean): Iterable<SiteFile>;
}

/**
 * The renderer around a page.
 * @param page The HTML of the page with its code and style in it; it has the mark of `embed.ts` where the data belongs.
 */
export function siteRenderer(page: string): SiteRenderer {
  return {
    *render({ catalog, manifest, outcomes = new Map(), rows = new Map() }, isStatic) {
      const data = buildSiteData({
        manifest: JSON.parse(manifest) as JsonObject,
        catalog: JSON.parse(catalog) as JsonObject,
        outcomes,
        rows,
      });
      const text = JSON.stringify(data);
      yield { path: 'docs-data.js', text: linkData(text) };
      yield { path: 'index.html', text: page };
      if (isStatic) yield { path: 'static_index.html', text: inlineData(page, text) };
    },
  };
}
