import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonNames } from '../../src/context/names/index.ts';
import { type Contexts, openContexts } from './harness.ts';

/** A template, and what dbt makes of it: text, or null and the error. */
type Answer = readonly [template: string, text: string | null, error?: string];
type Answers = Readonly<Record<string, readonly Answer[]>>;

const folder = new URL('answers/', import.meta.url);
const answersOf = (name: string): Answers => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Answers;

let contexts: Contexts;
beforeAll(async () => {
  contexts = await openContexts();
});
afterAll(() => contexts.close());

for (const file of readdirSync(folder)) {
  const context = file.replace('.json', '');
  // Macros write the same SQL with other spaces; what it gives is compared below.
  const shape = context === 'namespace' ? withoutSpaces : (text: string) => text;
  describe.each(Object.entries(answersOf(file)))(`${context}: %s`, (group, answers) => {
    it.each(answers as [string, string | null][])('%s', async (template, text) => {
      const rendered = contexts.render[context]!(template);
      if (text === null) await expect(rendered).rejects.toThrow();
      else if (isOtherSql(template)) await expect(rendered).resolves.not.toBe('');
      else expect(shape(await rendered)).toBe(shape(text));
    });

    const expressions = context === 'namespace' && group in statements ? answers : [];
    it.each(expressions.filter(([, text]) => text !== null) as [string, string][])(
      'the database says the same of %s',
      async (template, text) => {
        const run = (sql: string) => contexts.query(statements[group]!(sql)).then(String, () => 'refused');
        const ours = await run(await contexts.render[context]!(template));
        expect(ours).toBe(await run(text));
        expect(ours).not.toBe('');
      },
    );
  });
}

/** SQL around what the macros of a group give. */
const statements: Readonly<Record<string, (sql: string) => string>> = {
  dates: (sql) => `select ${sql}`,
  strings: (sql) => `select ${sql} from (values ('b', 1), ('a', 1), ('c', 2)) t(v, k)`,
  casts: (sql) => `select ${sql} from (values (1), (2)) t(v)`,
  arrays: (sql) => `select ${sql}`,
  sets: (sql) => sql,
  series: (sql) => `select * from (${sql})`,
};

/** Where another function of DuckDB's does the same. */
const isOtherSql = (template: string): boolean => /dbt\.(?:array_concat|last_day\(.*quarter)/.test(template);

function withoutSpaces(sql: string): string {
  return sql.replace(/--.*/g, '').replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1').trim();
}

describe('the names of the context', () => {
  it('are all tried', () => {
    const tried = readdirSync(folder).map((file) => JSON.stringify(answersOf(file))).join('\n');
    const names = [...Object.keys(commonNames), ...contexts.names];
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(tried))).toEqual([]);
  });
});
