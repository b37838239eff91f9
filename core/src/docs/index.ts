export { buildSiteData, outcomesOf, type SiteSources } from './contents/build.ts';
export type { NodeOutcome, SiteData } from './contents/site-data.ts';
export { type DocsArtifacts, type SiteFile, type SiteRenderer, siteRenderer } from './site.ts';
