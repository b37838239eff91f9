import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contexts, openContexts } from './harness.ts';

/** A template, and what dbt makes of it: text, or null and the error. */
type Answer = readonly [template: string, text: string | null, error?: string];

const folder = new URL('answers/', import.meta.url);
const answersOf = (name: string): Readonly<Record<string, readonly Answer[]>> =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Readonly<Record<string, readonly Answer[]>>;

let contexts: Contexts;
beforeAll(async () => {
  contexts = await openContexts();
});
afterAll(() => contexts.close());

for (const file of readdirSync(folder)) {
  const context = file.replace('.json', '');
  describe.each(Object.entries(answersOf(file)))(`${context}: %s`, (_, answers) => {
    it.each(answers as [string, string | null][])('%s', async (template, text) => {
      const rendered = contexts.render[context]!(template);
      if (text === null) await expect(rendered).rejects.toThrow();
      else expect(await rendered).toBe(text);
    });
  });
}
