import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import { type HostValue, render, renderSync } from '../../src/jinja/index.ts';

/** A template with what Python's Jinja, set up as dbt does, makes of it. */
interface Snippet {
  readonly name: string;
  readonly template: string;
  readonly context?: Record<string, HostValue>;
  readonly macros?: string;
  readonly expected?: string;
  /** It fails; at this line, where Python's Jinja names one. */
  readonly error?: { readonly line?: number };
}

const file = new URL('fixtures/semantics.json', import.meta.url);
const snippets = JSON.parse(readFileSync(file, 'utf8')) as readonly Snippet[];

describe.each(snippets)('$name', ({ template, context = {}, macros, expected, error }) => {
  const options = macros === undefined ? {} : { macros };

  it('renders as Python does', async () => {
    if (!error) {
      expect(renderSync(template, context, options)).toBe(expected);
      expect(await render(template, context, options)).toBe(expected);
      return;
    }
    const failure = await render(template, context, options).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(UserError);
    const [diagnostic] = (failure as UserError).diagnostics;
    expect(diagnostic?.at).toBeDefined();
    if (error.line !== undefined) expect(diagnostic?.at?.line).toBe(error.line);
  });
});
