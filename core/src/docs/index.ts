export type { DocsArtifacts, SiteFile, SiteRenderer } from './site.ts';
