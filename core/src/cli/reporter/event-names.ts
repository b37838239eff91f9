/** dbt's names and codes of what it tells too, by the codes of diagnostics; for those who read JSON lines. */
const names: Readonly<Record<string, readonly [name: string, code: string]>> = {
  TEMPLATE_WARNING: ['JinjaLogWarning', 'I061'],
  WARNING_RAISED: ['JinjaLogWarning', 'I061'],
  NOTHING_SELECTED_BY: ['NoNodesForSelectionCriteria', 'M030'],
  NOTHING_SELECTED: ['NothingToDo', 'Q035'],
  CONFIG_PATH_UNUSED: ['UnusedResourceConfigPath', 'I051'],
  PROPERTIES_WITHOUT_NODE: ['NoNodeForYamlKey', 'I058'],
  PROPERTIES_OF_OTHER_KIND: ['WrongResourceSchemaFile', 'I057'],
  MODEL_DEPRECATED: ['DeprecatedModel', 'I065'],
  REFERENCE_DEPRECATED: ['DeprecatedReference', 'I067'],
  REFERENCE_TO_BE_DEPRECATED: ['UpcomingReferenceDeprecation', 'I066'],
  CONTRACT_BROKEN: ['UnversionedBreakingChange', 'I071'],
  RESOURCE_DOUBTFUL: ['SemanticValidationFailure', 'I070'],
  PACKAGE_UNPINNED: ['DepsUnpinned', 'M029'],
};

/** The event that a diagnostic is; deprecations have the names that dbt gave them. */
export function eventOf({
  code,
  deprecation,
  severity,
}: {
  readonly code: string;
  readonly deprecation?: string;
  readonly severity: 'error' | 'warning';
}): readonly [name: string, code: string] {
  if (severity === 'error') return ['MainEncounteredError', 'Z002'];
  return deprecation === undefined ? (names[code] ?? ['Note', 'Z050']) : [deprecation, 'D000'];
}
