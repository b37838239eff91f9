export { applyEdits, type Edit, type Finding, type Severity, toDiagnostic } from './finding.ts';
export { formatSql, type FormatOptions } from './format/format-sql.ts';
export { type Graded, lintProject, lintQuery, lintText, withoutSilenced } from './lint.ts';
export { type CompiledQuery, rules } from './rules/index.ts';
export { type LintSettings, readLintSettings } from './settings.ts';
export { SqlFile } from './sql/sql-file.ts';
export { tokenizeSql } from './sql/tokens.ts';
export { readSqlFluff } from './sqlfluff.ts';
