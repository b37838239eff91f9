/** The keys that a property file may have, and that say what its entries describe. */
export const resourceKeys = [
  'models',
  'seeds',
  'snapshots',
  'analyses',
  'data_tests',
  'functions',
  'sources',
  'exposures',
  'unit_tests',
  'groups',
  'macros',
  'metrics',
  'semantic_models',
  'saved_queries',
] as const;

export type ResourceKey = (typeof resourceKeys)[number];
