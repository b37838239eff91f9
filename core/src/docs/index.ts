export { buildSiteData, type SiteSources } from './contents/build.ts';
export { freshnessOf, outcomesOf } from './contents/outcomes.ts';
export type { NodeOutcome, SiteData } from './contents/site-data.ts';
export { type DocsArtifacts, type SiteFile, type SiteRenderer, siteRenderer } from './site.ts';
