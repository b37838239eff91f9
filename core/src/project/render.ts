import type { Json, JsonObject } from '../config/json.ts';
import type { KeyPath } from '../config/index.ts';
import { type Diagnostic, type Span, UserError } from '../diagnostics/index.ts';
import { fromJson, hasTemplate, renderNative, type Scope, toJson, type Value } from '../jinja/index.ts';
import { envVar } from '../context/names/environment.ts';
import { varFunction } from '../context/names/variables.ts';

/** What templates in project and profile files see. */
export interface FileNames {
  readonly env: (name: string) => string | undefined;
  /** `--vars`. */
  readonly vars: JsonObject;
  /** `target`, once it is known. */
  readonly target?: JsonObject;
  /** Whether DBT_ENV_SECRET_… may be read: in profiles only. */
  readonly mayReadSecrets?: boolean;
  /** What a variable without value and default gives; an error unless said otherwise. */
  readonly missingVars?: 'none' | 'error';
}

/** The names of project and profile files: `env_var`, `var`, and `target` where there is one. */
export function fileScope(names: FileNames): Scope {
  const { env, vars, target, mayReadSecrets = false, missingVars = 'error' } = names;
  const known = new Map<string, Value>([
    ['env_var', envVar(env, mayReadSecrets)],
    ['var', varFunction(new Map(Object.entries(vars)), missingVars)],
  ]);
  if (target) known.set('target', fromJson(target));
  return { get: (name) => known.get(name), names: () => known.keys() };
}

/** Where text of a file stands. */
type Locate = (path: KeyPath) => Span | undefined;

/**
 * Renders every text of a file's data.
 *
 * @param keeps Whether what stands under a path is left as it is, because it is rendered later.
 * @param report Takes the faults; the text then stays as it is.
 */
export function renderData(
  data: Json,
  scope: Scope,
  locate: Locate,
  keeps: (path: KeyPath) => boolean,
  report: (diagnostic: Diagnostic) => void,
): Json {
  const visit = (value: Json, path: KeyPath): Json => {
    if (keeps(path)) return value;
    if (typeof value === 'string') return hasTemplate(value) ? renderText(value, path) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item, index) => visit(item, [...path, index]));
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([key, item]) => [key, visit(item, [...path, key])]),
    );
  };
  const renderText = (text: string, path: KeyPath): Json => {
    const at = locate(path);
    try {
      const place = at && { line: at.line, column: at.column };
      return toJson(renderNative(text, scope, { file: at?.file ?? '', ...place })) as Json;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const diagnostic of error.diagnostics) report(at ? { ...diagnostic, at } : diagnostic);
      return text;
    }
  };
  return visit(data, []);
}
