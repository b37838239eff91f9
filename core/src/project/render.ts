import type { Json, JsonObject } from '../config/json.ts';
import type { KeyPath } from '../config/index.ts';
import { type Diagnostic, type Span, UserError } from '../diagnostics/index.ts';
import {
  fromJson,
  hasTemplate,
  renderNative,
  type Scope,
  TemplateFault,
  toJson,
  type Value,
} from '../jinja/index.ts';
import { envVar, isSecret } from '../context/names/environment.ts';
import { nameFrom, pureNames } from '../context/names/index.ts';
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

/** The names of a file, and what its rendered texts become once nothing can be done to them any more. */
export interface FileScope extends Scope {
  /** Puts secrets where templates left their marks. */
  reveal(text: string): string;
}

/**
 * What a template sees of a secret. It stands for the secret until the text is rendered, so that no filter can take it
 * apart and no message can show it.
 */
const secretMark = (name: string): string => `$$$DBT_SECRET_START$$$${name}$$$DBT_SECRET_END$$$`;

/** The names of project and profile files: `env_var`, `var`, `target` where there is one, and the pure functions. */
export function fileScope(names: FileNames): FileScope {
  const { env, vars, target, mayReadSecrets = false, missingVars = 'error' } = names;
  const marks = new Map<string, string>();
  const marking = (name: string): string | undefined => {
    const value = env(name);
    if (value === undefined || !isSecret(name)) return value;
    marks.set(secretMark(name), value);
    return secretMark(name);
  };
  const known = new Map<string, Value>([
    ['env_var', envVar(mayReadSecrets ? marking : env, mayReadSecrets)],
    ['var', varFunction(new Map(Object.entries(vars)), missingVars)],
  ]);
  if (target) known.set('target', fromJson(target));
  return {
    get: (name) => known.get(name) ?? nameFrom(pureNames, name, clockless),
    names: () => [...known.keys(), ...Object.keys(pureNames)],
    reveal(text) {
      let revealed = text;
      for (const [mark, value] of marks) revealed = revealed.replaceAll(mark, () => value);
      return revealed;
    },
  };
}

/** These files are read before there is a clock: their times are those that they write themselves. */
const clockless = {
  nowMs(): number {
    throw new TemplateFault('The time cannot be asked for in a project or profile file', 'NO_CLOCK');
  },
};

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
  scope: FileScope,
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
      const value = toJson(renderNative(text, scope, { file: at?.file ?? '', ...place })) as Json;
      return typeof value === 'string' ? scope.reveal(value) : value;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const diagnostic of error.diagnostics) report(at ? { ...diagnostic, at } : diagnostic);
      return text;
    }
  };
  return visit(data, []);
}
