import type { Json, JsonObject } from '../config/json.ts';
import { type Diagnostic, lintSettingInvalid, lintSettingUnknown, type Span } from '../diagnostics/index.ts';
import { defaultFormat, type FormatOptions, type KeywordCase } from './format/format-sql.ts';
import { rules } from './rules/index.ts';
import type { Options } from './rules/rule.ts';
import type { Severity } from './finding.ts';

/** What a project asks of its SQL. */
export interface LintSettings {
  /** The rules that are on, by name. */
  readonly rules: ReadonlyMap<string, { readonly severity: Severity; readonly options: Options }>;
  /** Files below these paths are not looked at. */
  readonly exclude: readonly string[];
  readonly format: FormatOptions;
}

type Report = (diagnostic: Diagnostic) => void;
type Locate = (path: readonly (string | number)[]) => Span | undefined;

const formatKeys = ['indent', 'line-length'];

/**
 * The project file's `lint:`: each rule with `off`, `error` or `warning`, with a mapping of `severity` and options, or
 * with its main option alone; besides `exclude:` and `format:`.
 */
export function readLintSettings(given: JsonObject, locate: Locate, report: Report): LintSettings {
  const { exclude, format, ...ofRules } = given;
  const unknown = (key: string, known: readonly string[], path: readonly string[]): void =>
    report(lintSettingUnknown(key, known, locate(path)));
  const active = new Map<string, { readonly severity: Severity; readonly options: Options }>();
  for (const [name, rule] of Object.entries(rules)) {
    const setting = readRule(name, ofRules[name] ?? null, locate, report);
    if (setting !== 'off')
      active.set(name, {
        severity: setting.severity ?? rule.severity,
        options: { ...rule.options, ...setting.options },
      });
  }
  for (const key of Object.keys(ofRules))
    if (!Object.hasOwn(rules, key)) unknown(key, [...Object.keys(rules), 'exclude', 'format'], [key]);
  return {
    rules: active,
    exclude: Array.isArray(exclude) ? (exclude as readonly Json[]).map(String) : [],
    format: readFormat(format, active.get('keyword-case')?.options, locate, report),
  };
}

interface RuleSetting {
  readonly severity?: Severity;
  readonly options: Options;
}

function readRule(name: string, value: Json, locate: Locate, report: Report): RuleSetting | 'off' {
  const rule = rules[name]!;
  if (value === null || value === true) return { options: {} };
  // YAML takes the word off for false.
  if (value === 'off' || value === false) return 'off';
  if (value === 'error' || value === 'warning') return { severity: value, options: {} };
  const given =
    isMapping(value) && !isShorthandMapping(name, value) ? value : { [rule.shorthand ?? name]: value };
  const { severity, ...options } = given;
  const known = Object.keys(rule.options);
  for (const key of Object.keys(options))
    if (!known.includes(key))
      report(lintSettingUnknown(key, [...known, 'severity'], locate([name, key]) ?? locate([name])));
  if (severity === 'off' || severity === false) return 'off';
  const problem = rule.refuse?.({ ...rule.options, ...options });
  if (problem !== undefined) {
    report(lintSettingInvalid(name, problem, locate([name])));
    return { options: {} };
  }
  return { ...((severity === 'error' || severity === 'warning') && { severity }), options };
}

/** `naming-convention: {staging: ^stg_}`: the mapping is the option itself. */
function isShorthandMapping(name: string, value: JsonObject): boolean {
  const { options, shorthand } = rules[name]!;
  const isMappingOption = shorthand !== undefined && isMapping(options[shorthand] ?? null);
  return isMappingOption && !('severity' in value) && !(shorthand in value);
}

function readFormat(
  value: Json | undefined,
  keywordCase: Options | undefined,
  locate: Locate,
  report: Report,
): FormatOptions {
  const given = isMapping(value ?? null) ? (value as JsonObject) : {};
  for (const key of Object.keys(given))
    if (!formatKeys.includes(key)) report(lintSettingUnknown(key, formatKeys, locate(['format', key])));
  const count = (key: string, otherwise: number): number => {
    const found = given[key];
    if (found === undefined) return otherwise;
    if (typeof found === 'number' && Number.isInteger(found) && found > 0) return found;
    report(lintSettingInvalid(key, 'it is a whole number above 0', locate(['format', key])));
    return otherwise;
  };
  return {
    keywordCase: (keywordCase?.['case'] as KeywordCase | undefined) ?? defaultFormat.keywordCase,
    indent: count('indent', defaultFormat.indent),
    lineLength: count('line-length', defaultFormat.lineLength),
  };
}

function isMapping(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
