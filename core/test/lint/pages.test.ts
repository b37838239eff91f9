import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/lint/index.ts';
import { invoke, openProject } from '../cli/harness.ts';

const docs = fileURLToPath(new URL('../../../docs/lint', import.meta.url));

/** What every example stands in. */
const base: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'profiles.yml': 'shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n',
  'models/staging/stg_orders.sql': 'SELECT 1 AS order_id, 2 AS customer_id, 300 AS amount\n',
  'models/staging/stg_customers.sql': "SELECT 2 AS customer_id, 'Anna' AS customer_name\n",
};

/** The files in the code blocks below a heading: their paths stand behind the language. */
function filesUnder(page: string, heading: string): Record<string, string> {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const blocks = section.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```/gm);
  return Object.fromEntries([...blocks].map(([, path, text]) => [path!, text!]));
}

async function findings(files: Readonly<Record<string, string>>, rule: string): Promise<readonly string[]> {
  const { path, remove } = openProject(undefined, { ...base, ...files });
  try {
    const { stderr, stdout } = await invoke(path, { argv: ['lint', '--output', 'json'] });
    expect(stderr).not.toContain('_');
    const { findings: all } = JSON.parse(stdout) as { findings: readonly { rule: string; at: { file: string } }[] };
    return all.filter((finding) => finding.rule === rule && Object.hasOwn(files, finding.at.file)).map(({ at }) => at.file);
  } finally {
    remove();
  }
}

describe('docs/lint', () => {
  test('has a page for each rule, and lists them', () => {
    const pages = readdirSync(docs).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual(Object.keys(rules).map((name) => `${name}.md`).toSorted());
    const index = readFileSync(join(docs, 'README.md'), 'utf8');
    for (const [name, { summary }] of Object.entries(rules))
      expect(index.replace(/ +/g, ' ')).toContain(`| [${name}](${name}.md) | ${summary} |`);
  });

  test.each(Object.keys(rules))('%s: the first example is found, the second is not', async (rule) => {
    const page = readFileSync(join(docs, `${rule}.md`), 'utf8');
    const [bad, good] = [filesUnder(page, 'Instead of'), filesUnder(page, 'write')];
    expect(Object.keys(bad).length * Object.keys(good).length).toBeGreaterThan(0);
    expect(await findings(bad, rule)).not.toEqual([]);
    expect(await findings(good, rule)).toEqual([]);
  });
});
