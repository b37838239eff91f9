import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, invoke, openProject } from './harness.ts';

const orders = 'models/staging/stg_orders.sql';
const customers = 'models/marts/customers.sql';

/** A running `bk-build dev` over a copy of a project. */
class Dev {
  readonly path: string;
  readonly #remove: () => void;
  readonly #end: Promise<Answer>;
  #isStopped = false;
  #interrupt: () => void = () => undefined;
  #said = '';
  #heard = 0;

  constructor(flags: readonly string[] = [], options: DevOptions = {}) {
    const { files, isEmpty = false, terminal = false } = options;
    const { path, remove } = openProject(isEmpty ? undefined : 'shop', files);
    this.path = path;
    this.#remove = remove;
    const say = (text: string): void => void (this.#said += text);
    this.#end = invoke(path, { argv: ['dev', ...flags], terminal }, (effects) => ({
      ...effects,
      stdout: { ...effects.stdout, write: say },
      stderr: { ...effects.stderr, write: say },
      onInterrupt: (callback) => {
        this.#interrupt = callback;
        return () => undefined;
      },
    }));
  }

  save(file: string, text: string | ((before: string) => string)): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof text === 'string' ? text : text(readFileSync(path, 'utf8')));
  }

  /** As editors do it that never leave half a file. */
  replace(file: string, text: string): void {
    this.save(`${file}.swp`, text);
    renameSync(join(this.path, `${file}.swp`), join(this.path, file));
  }

  /** Waits until something is said that was not heard before; gives all that was said since. */
  async hear(expected: string | RegExp): Promise<string> {
    for (let attempt = 0; attempt < 600; attempt++) {
      const news = this.#said.slice(this.#heard);
      const found = typeof expected === 'string' ? news.indexOf(expected) : news.search(expected);
      // The line that ends an answer is whole.
      if (found !== -1 && news.indexOf('\n', found) !== -1) {
        this.#heard = this.#said.length;
        return news;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`never said ${String(expected)}, but: ${this.#said.slice(this.#heard)}`);
  }

  get silence(): string {
    return this.#said.slice(this.#heard);
  }

  /** Ctrl-C. @returns the exit code */
  async stop(): Promise<number> {
    if (!this.#isStopped) this.#interrupt();
    this.#isStopped = true;
    const { exitCode } = await this.#end;
    return exitCode;
  }

  async close(): Promise<void> {
    await this.stop();
    this.#remove();
  }
}

interface DevOptions {
  readonly isEmpty?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
}

let open: Dev | undefined;

function start(flags?: readonly string[], options?: DevOptions): Dev {
  return (open = new Dev(flags, options));
}

afterEach(async () => {
  await open?.close();
  open = undefined;
});

const watching = 'Watching 3 models, 1 seed, 1 analysis and 4 tests; Ctrl-C ends';

describe('bk-build dev', () => {
  it('tells what it watches, compiles what is saved, and ends with 0 on Ctrl-C', async () => {
    const dev = start();
    await dev.hear(watching);
    dev.save(orders, (text) => `${text}-- saved\n`);
    expect(await dev.hear('compiled')).toContain('stg_orders.sql changed: compiled stg_orders (0.00s)');
    expect(readFileSync(join(dev.path, `target/compiled/shop/${orders}`), 'utf8')).toContain('-- saved');
    // Nothing asked the database.
    expect(existsSync(join(dev.path, 'shop.duckdb'))).toBe(false);
    expect(await dev.stop()).toBe(0);
  });

  it('shows a mistake with its place, and that it is gone', async () => {
    const dev = start();
    await dev.hear(watching);
    const before = readFileSync(join(dev.path, customers), 'utf8');
    dev.save(customers, before.replace("ref('fct_orders')", "ref('fct_order')"));
    const told = await dev.hear('waiting for a change');
    expect(told).toContain(`${customers}:2:13  REF_NOT_FOUND`);
    expect(told).toContain("2 | from {{ ref('fct_order') }}");
    expect(told).toContain('Did you mean "fct_orders"');
    dev.save(customers, '{% if %}');
    expect(await dev.hear('waiting for a change')).toContain(`${customers}:1:`);
    // Another file is saved meanwhile: the mistake is still there.
    dev.save(orders, (text) => `${text}-- saved\n`);
    expect(await dev.hear('waiting for a change')).toContain(`${customers}:1:`);
    dev.save(customers, before);
    expect(await dev.hear('compiled')).toContain('stg_orders.sql changed: compiled stg_orders');
    dev.save(customers, '{% if %}');
    await dev.hear('waiting for a change');
    dev.save(customers, before);
    await dev.hear('The project is whole again');
  });

  it('tries what did not compile again, whatever is saved, until it does', async () => {
    const dev = start();
    await dev.hear(watching);
    const before = readFileSync(join(dev.path, customers), 'utf8');
    dev.save(customers, `${before}{% if execute %}{{ exceptions.raise_compiler_error('not so') }}{% endif %}`);
    const told = await dev.hear('customers.sql changed');
    expect(told).toContain(`${customers}:5:`);
    expect(told).toContain('customers.sql changed: 1 error in customers');
    dev.save(orders, (text) => `${text}-- saved\n`);
    expect(await dev.hear('stg_orders.sql changed')).toContain('not so');
    dev.save(customers, before);
    expect(await dev.hear('customers.sql changed')).toContain('compiled customers');
    dev.save(orders, (text) => `${text}-- again\n`);
    expect(await dev.hear('stg_orders.sql changed')).toContain('compiled stg_orders (');
  });

  it('sees files that come, are renamed and go', async () => {
    const dev = start();
    await dev.hear(watching);
    dev.save('models/new/deep/first.sql', "select * from {{ ref('customers') }}\n");
    await dev.hear('first.sql changed: compiled first');
    renameSync(join(dev.path, 'models/new/deep/first.sql'), join(dev.path, 'models/new/deep/second.sql'));
    await dev.hear(/(first|second)\.sql and (first|second)\.sql changed: compiled second/);
    dev.save('models/new/deep/second.sql', "select 1 from {{ ref('customers') }}\n");
    await dev.hear('second.sql changed: compiled second');
    rmSync(join(dev.path, 'models/new'), { recursive: true });
    await dev.hear('second.sql changed: nothing to compile');
    dev.save('models/new/deep/third.sql', 'select 3 as id\n');
    await dev.hear('third.sql changed: compiled third');
    rmSync(join(dev.path, customers));
    expect(await dev.hear('waiting for a change')).toContain('ref("customers")');
  });

  it('sees files that editors replace, again and again', async () => {
    const dev = start();
    await dev.hear(watching);
    for (const number of [1, 2, 3]) {
      dev.replace(customers, `select ${number} as customer from {{ ref('fct_orders') }}\n`);
      await dev.hear('customers.sql changed: compiled customers');
      const sql = readFileSync(join(dev.path, `target/compiled/shop/${customers}`), 'utf8');
      expect(sql).toContain(`select ${number} as`);
    }
  });

  it('answers a burst of saves once it is over', async () => {
    const dev = start();
    await dev.hear(watching);
    for (let number = 0; number < 200; number++) dev.save(customers, `select ${number} as customer\n`);
    dev.save(orders, (text) => `${text}-- saved\n`);
    await dev.hear('customers.sql and stg_orders.sql changed: compiled');
    expect(dev.silence).toBe('');
    expect(readFileSync(join(dev.path, `target/compiled/shop/${customers}`), 'utf8')).toContain('199');
  });

  it('says nothing where nothing is different', async () => {
    const dev = start();
    await dev.hear(watching);
    dev.save(orders, (text) => text);
    dev.save('notes.md', 'not one of the project');
    dev.save('target/compiled/x.sql', 'select 1');
    dev.save(customers, (text) => `${text}\n-- saved`);
    expect(await dev.hear('compiled')).not.toContain('stg_orders');
  });

  it('compiles what holds the SQL or the name of what changed', async () => {
    const dev = start();
    await dev.hear(watching);
    dev.save('models/properties.yml', (text) => text.replace('- name: stg_orders', '- name: stg_orders\n    config: {alias: renamed}'));
    await dev.hear('properties.yml changed: compiled 4 nodes');
    dev.save(orders, (text) => `{{ config(materialized='ephemeral') }}\n${text}`);
    await dev.hear('stg_orders.sql changed: compiled 4 nodes');
    dev.save(orders, (text) => `${text}-- within\n`);
    await dev.hear('stg_orders.sql changed');
    expect(readFileSync(join(dev.path, 'target/compiled/shop/models/marts/fct_orders.sql'), 'utf8')).toContain(
      '-- within',
    );
  });

  it('heeds macros, the project file, the profile, selectors and packages', async () => {
    const files = { 'macros/twice.sql': '{% macro twice(x) %}{{ x }} * 2{% endmacro %}\n' };
    const dev = start([], { files });
    await dev.hear(watching);
    dev.save(orders, (text) => text.replace('amount_cents / 100.0', "{{ twice('amount_cents') }}"));
    await dev.hear('stg_orders.sql changed: compiled stg_orders');
    dev.save('macros/twice.sql', '{% macro twice(x) %}{{ half(x) }} * 4{% endmacro %}\n');
    expect(await dev.hear('waiting for a change')).toContain("'half' is undefined");
    dev.save('macros/half.sql', '{% macro half(x) %}{{ x }} / 2{% endmacro %}\n');
    await dev.hear('half.sql and twice.sql changed: compiled stg_orders');
    dev.save('dbt_project.yml', (text) => text.replace('EUR', 'CHF'));
    await dev.hear('The project changed: compiled 9 nodes');
    expect(readFileSync(join(dev.path, 'target/compiled/shop/models/marts/fct_orders.sql'), 'utf8')).toContain('CHF');
    dev.save('profiles.yml', (text) => text.replace('threads: 1', 'threads: 1\n      schema: mine'));
    await dev.hear('The project changed: compiled 9 nodes');
    dev.save('profiles.yml', 'shop: {target: [}');
    expect(await dev.hear('waiting for a change')).toContain('profiles.yml:1:');
    dev.save('profiles.yml', 'shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n');
    await dev.hear('The project changed: compiled 9 nodes');
    dev.save('packages.yml', 'packages: [{local: u}]\n');
    expect(await dev.hear('waiting for a change')).toContain('bk-build deps');
    dev.save('dbt_packages/u/dbt_project.yml', 'name: u\n');
    dev.save('dbt_packages/u/models/of_package.sql', 'select 1 as id\n');
    await dev.hear(/compiled .*10 nodes/);
    dev.save('dbt_packages/u/models/of_package.sql', 'select 2 as id\n');
    await dev.hear('of_package.sql changed: compiled of_package');
  });

  it('tells a warning once', async () => {
    const dev = start([], { files: { 'models/more.yml': 'models: [{name: nobody}]\n' } });
    expect(await dev.hear(watching)).toContain('PROPERTIES_WITHOUT_NODE');
    dev.save(orders, (text) => `${text}-- saved\n`);
    expect(await dev.hear('compiled')).not.toContain('PROPERTIES_WITHOUT_NODE');
    dev.save('models/more.yml', 'models: []\n');
    await dev.hear('more.yml changed');
    dev.save('models/more.yml', 'models: [{name: nobody}]\n');
    expect(await dev.hear('more.yml changed')).toContain('PROPERTIES_WITHOUT_NODE');
  });

  it('keeps to what is selected', async () => {
    const dev = start(['--select', 'marts.*']);
    await dev.hear(watching);
    dev.save(orders, (text) => `${text}-- saved\n`);
    await dev.hear('stg_orders.sql changed: nothing to compile');
    dev.save(customers, (text) => `${text}-- saved\n`);
    await dev.hear('customers.sql changed: compiled customers');
  });

  it('waits where there is no project yet', async () => {
    const dev = start([], { isEmpty: true });
    expect(await dev.hear('waiting for a change')).toContain('PROJECT_NOT_FOUND');
    dev.save('profiles.yml', 'x: {target: dev, outputs: {dev: {type: duckdb}}}\n');
    await dev.hear('waiting for a change');
    dev.save('dbt_project.yml', 'name: x\nprofile: x\n');
    await dev.hear('Watching a project without nodes');
  });

  it('clears the screen of a terminal, unless it is told not to, and of nothing else', async () => {
    const clear = '\u001b[2J';
    for (const [flags, terminal, expected] of [
      [[], true, true],
      [['--no-clear'], true, false],
      [[], false, false],
    ] as const) {
      const dev = start(flags, { terminal });
      await dev.hear('Watching');
      dev.save(orders, (text) => `${text}-- saved\n`);
      expect((await dev.hear('compiled')).includes(clear)).toBe(expected);
      dev.save(orders, '{% if %}');
      expect((await dev.hear('waiting')).includes(clear)).toBe(expected);
      await dev.close();
    }
  });

  it('writes JSON lines', async () => {
    const dev = start(['--log-format', 'json']);
    await dev.hear('Watching');
    dev.save(orders, (text) => `${text}-- saved\n`);
    for (const line of (await dev.hear('compiled')).trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('info');
  });

  it('looks at the files itself with --poll', async () => {
    const dev = start(['--poll']);
    await dev.hear(watching);
    dev.save('models/new/first.sql', 'select 1 as id\n');
    await dev.hear('first.sql changed: compiled first');
    dev.replace('models/new/first.sql', 'select 2 as id\n');
    await dev.hear('first.sql changed: compiled first');
  });

  it('builds what is saved, with its tests', async () => {
    const dev = start(['--build']);
    await dev.hear(watching);
    await invoke(dev.path, { argv: ['build'] });
    dev.save(orders, (text) => `${text}-- saved\n`);
    const told = await dev.hear('Done.');
    expect(told).toContain('OK created sql view model main.stg_orders');
    expect(told).toContain('PASS=3');
    expect(told).not.toContain('fct_orders');
    dev.save(orders, (text) => text.replace('order_id,', '1 as order_id,'));
    expect(await dev.hear('Done.')).toMatch(/ERROR=1/);
    dev.save(orders, 'select nothing from {{ ref("raw_orders") }}');
    expect(await dev.hear('Done.')).toContain(`${orders}:1:8`);
    dev.save(orders, (text) => text.replace('nothing', '*'));
    expect(await dev.hear('Done.')).toContain('OK created sql view model main.stg_orders');
  });

  it('tells that another process holds the database, and builds once it does not', async () => {
    const dev = start(['--build']);
    await dev.hear(watching);
    await invoke(dev.path, { argv: ['seed'] });
    const duckdb = createRequire(import.meta.url).resolve('@duckdb/node-api');
    const program = `const { DuckDBInstance } = require(${JSON.stringify(duckdb)}); DuckDBInstance.create('shop.duckdb').then((held) => { console.log('held'); process.stdin.on('end', () => { held.closeSync(); process.exit(); }).resume(); });`;
    const holder = spawn(process.execPath, ['-e', program], { cwd: dev.path, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      dev.save(orders, (text) => `${text}-- saved\n`);
      expect(await dev.hear('waiting for a change')).toMatch(/DATABASE_LOCKED|another process/);
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
    dev.save(orders, (text) => `${text}-- again\n`);
    expect(await dev.hear('Done.')).toContain('OK created sql view model main.stg_orders');
  });
});
