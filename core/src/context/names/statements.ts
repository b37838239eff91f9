import { raisedByTemplate, wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { UserError } from '../../diagnostics/index.ts';
import {
  type CallSite,
  noKwargs,
  parseTemplate,
  type Scope,
  type Template,
  TemplateObject,
  toStr,
  type Value,
} from '../../jinja/index.ts';
import { fault, native, variadic } from '../call.ts';
import type { RunEnvironment } from '../run-environment.ts';
import { renderedFile } from '../statement-origins.ts';
import type { NameGroup } from './group.ts';
import { results } from './results.ts';

/** What the `statement` macro stands on, and what macros write and render while a node runs. */
export const statements: NameGroup<RunEnvironment> = {
  ...results,
  write: ({ shared, subject }) =>
    native('write', ['payload'], ([payload], site) => {
      if (subject.resourceType === 'macro')
        throw fault(site, wrongArguments('write', 'a macro that is run by itself has no file to write'));
      shared.writeRun(subject.uniqueId, toStr(payload!));
      return '';
    }),
  render: ({ scope, renderings }) =>
    native('render', ['string'], async ([string], site) => {
      const source = toStr(string!);
      const rendered = await parsedText(source, renderedFile, site).renderMapped(scope);
      renderings.push({ source, rendered });
      return rendered.text;
    }),
  try_or_compiler_error: () => tryOrCompilerError,
  load_agate_table: ({ shared, subject }) =>
    native('load_agate_table', [], (_, site) => {
      if (!shared.loadSeed || subject.resourceType !== 'seed') {
        throw fault(site, wrongArguments('load_agate_table', `${subject.uniqueId} is not a seed`));
      }
      return shared.loadSeed(subject.uniqueId);
    }),
};

/**
 * Renders a text that a template came by, with the names that the template sees. Its mistakes have the place of the call.
 *
 * @param isSync Whether nothing may be awaited, as while parsing.
 */
export function renderText(source: string, scope: Scope, site: CallSite, isSync: true): string;
export function renderText(source: string, scope: Scope, site: CallSite, isSync?: false): Promise<string>;
export function renderText(
  source: string,
  scope: Scope,
  site: CallSite,
  isSync = false,
): string | Promise<string> {
  const template = parsedText(source, site.span().file, site);
  return isSync ? template.renderSync(scope) : template.render(scope);
}

function parsedText(source: string, file: string, site: CallSite): Template {
  const { value, diagnostics } = parseTemplate(source, { file });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0)
    throw new UserError(errors.map((error) => ({ ...error, at: site.span(), trace: site.trace() })));
  return value;
}

/** Calls what it is given with the other arguments; whatever goes wrong becomes the message. */
export const tryOrCompilerError = variadic('try_or_compiler_error', (args, kwargs, site) => {
  const [message, callee, ...rest] = args;
  if (!(callee instanceof TemplateObject) || !callee.call) {
    throw fault(site, wrongArguments('try_or_compiler_error', 'it takes a message and something to call'));
  }
  const fail = (cause: unknown): never => {
    throw Object.assign(fault(site, raisedByTemplate('COMPILER_ERROR', toStr(message!))), { cause });
  };
  let result: Value | Promise<Value>;
  try {
    result = callee.call(rest, kwargs.size > 0 ? kwargs : noKwargs, site);
  } catch (error) {
    return fail(error);
  }
  return result instanceof Promise ? result.catch(fail) : result;
});
