import { UserError } from '../diagnostics/index.ts';
import { parseBlocks } from './blocks.ts';
import { parseTemplate, type RenderOptions } from './template.ts';
import { fromHost, type HostValue } from './host.ts';
import { ReturnFunction, type Scope, type Value } from './values/index.ts';

export interface StandaloneOptions extends RenderOptions {
  /** A text whose macros can be called by bare name. */
  readonly macros?: string;
  /** The name that errors give the template; `template` when absent. */
  readonly file?: string;
}

/**
 * Renders a template, waiting for functions that give promises.
 *
 * ```ts
 * await render('select {{ cols | join(", ") }}', { cols: ['a', 'b'] });
 * ```
 *
 * @param context Names for the template: plain data, dates left out, and functions; these get and give plain data.
 * @throws UserError with the place of what is wrong
 */
export async function render(
  source: string,
  context: Readonly<Record<string, HostValue>> = {},
  options: StandaloneOptions = {},
): Promise<string> {
  const { template, scope } = prepare(source, context, options);
  return template.render(scope, options);
}

/** The same without waiting: no function may give a promise. */
export function renderSync(
  source: string,
  context: Readonly<Record<string, HostValue>> = {},
  options: StandaloneOptions = {},
): string {
  const { template, scope } = prepare(source, context, options);
  return template.renderSync(scope, options);
}

function prepare(
  source: string,
  context: Readonly<Record<string, HostValue>>,
  { macros, file = 'template' }: StandaloneOptions,
) {
  const template = parseTemplate(source, { file });
  const blocks = parseBlocks(macros ?? '', { file: `${file} (macros)` });
  const errors = [...template.diagnostics, ...blocks.diagnostics];
  if (errors.length > 0) throw new UserError(errors);
  const names = new Map<string, Value>([['return', returnFunction]]);
  const scope: Scope = { get: (name) => names.get(name), names: () => names.keys() };
  for (const block of blocks.value) {
    if (block.kind !== 'snapshot' && block.kind !== 'docs') names.set(block.name, block.bind(scope));
  }
  for (const [name, value] of Object.entries(context)) names.set(name, fromHost(value));
  return { template: template.value, scope };
}

const returnFunction = new ReturnFunction(([value]) => value ?? null);
