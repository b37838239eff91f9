import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { folder, invoke, openProject } from './harness.ts';

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('an invocation', () => {
  it('parses once what does not change', async () => {
    // Its inputs are more than the cache writes at a time.
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`models/many/a_model_with_a_name_${index}.sql`, 'select 1 as id\n']),
    );
    const { path, remove } = openProject('shop', many);
    try {
      expect((await invoke(path, { argv: ['parse'] })).exitCode).toBe(0);
      const written = (): readonly number[] =>
        ['files', 'manifest', 'inputs'].map((name) => statSync(join(path, 'target', 'bk-build', name)).ino);
      const first = written();
      expect((await invoke(path, { argv: ['parse'] })).exitCode).toBe(0);
      expect(written()).toEqual(first);
    } finally {
      remove();
    }
  });

  it.each([
    ['is not parsed', { 'models/faulty.sql': "select * from {{ ref('nowhere') }}" }, [], 2],
    ['has nothing that is selected', {}, ['--select', 'nothing'], 0],
  ])('makes no database for a project that %s', async (_, files, flags, exitCode) => {
    const { path, remove } = openProject('shop', files);
    try {
      expect((await invoke(path, { argv: ['build', ...flags] })).exitCode).toBe(exitCode);
      expect(filesBelow(path).filter((file) => /\.duckdb/.test(file))).toEqual([]);
      rmSync(join(path, 'models/faulty.sql'), { force: true });
      expect((await invoke(path, { argv: ['build'] })).exitCode).toBe(0);
      expect(filesBelow(path).filter((file) => file.endsWith('.duckdb'))).toHaveLength(1);
    } finally {
      remove();
    }
  });

  it('writes what dbt writes into the target folder', async () => {
    const { path, remove } = openProject('shop');
    try {
      expect((await invoke(path, { argv: ['build', '--quiet'] })).exitCode).toBe(0);
      const written = filesBelow(join(path, 'target')).map((file) => file.slice(path.length + 1));
      expect(written.filter((file) => !file.startsWith('target/bk-build/')).toSorted()).toEqual([
        'target/compiled/shop/models/marts/customers.sql',
        'target/compiled/shop/models/marts/fct_orders.sql',
        'target/compiled/shop/models/properties.yml/accepted_values_customers_customer__Anna__Ben.sql',
        'target/compiled/shop/models/properties.yml/models/keeps_currency.sql',
        'target/compiled/shop/models/properties.yml/not_null_stg_orders_order_id.sql',
        'target/compiled/shop/models/properties.yml/unique_stg_orders_order_id.sql',
        'target/compiled/shop/models/staging/stg_orders.sql',
        'target/compiled/shop/tests/revenue_is_positive.sql',
        'target/manifest.json',
        'target/run/shop/models/marts/customers.sql',
        'target/run/shop/models/marts/fct_orders.sql',
        'target/run/shop/models/properties.yml/accepted_values_customers_customer__Anna__Ben.sql',
        'target/run/shop/models/properties.yml/models/keeps_currency.sql',
        'target/run/shop/models/properties.yml/not_null_stg_orders_order_id.sql',
        'target/run/shop/models/properties.yml/unique_stg_orders_order_id.sql',
        'target/run/shop/models/staging/stg_orders.sql',
        'target/run/shop/seeds/raw_orders.csv',
        'target/run/shop/tests/revenue_is_positive.sql',
        'target/run_results.json',
        'target/semantic_manifest.json',
      ]);
      const { args, results } = JSON.parse(readFileSync(join(path, 'target/run_results.json'), 'utf8'));
      expect(args).toMatchObject({
        which: 'build',
        quiet: true,
        vars: {},
        invocation_command: 'bk-build build --quiet',
      });
      expect(results).toHaveLength(10);
      const { nodes } = JSON.parse(readFileSync(join(path, 'target/manifest.json'), 'utf8'));
      expect(nodes['model.shop.customers']).toMatchObject({
        compiled: true,
        compiled_path: 'target/compiled/shop/models/marts/customers.sql',
      });
    } finally {
      remove();
    }
  });

  it('writes no artifacts with --no-write-json', async () => {
    const { path, remove } = openProject('shop');
    try {
      await invoke(path, { argv: ['build', '--quiet', '--no-write-json', '--no-partial-parse'] });
      expect(readdirSync(join(path, 'target')).toSorted()).toEqual(['compiled', 'run']);
    } finally {
      remove();
    }
  });

  it('keeps secrets out of every file', async () => {
    const { path, remove } = openProject('shop');
    try {
      const before = new Set(filesBelow(path));
      const sql = "select 'hunter\"2' as x, '{{ invocation_args_dict.vars }}' as y, nowhere_at_all";
      writeFileSync(join(path, 'models/leak.sql'), sql);
      before.add(join(path, 'models/leak.sql'));
      const argv = ['build', '--vars', "{password: 'hunter\"2'}", '--log-format-file', 'json'];
      const { exitCode, stdout } = await invoke(path, { argv, env: { DBT_ENV_SECRET_PASSWORD: 'hunter"2' } });
      expect(exitCode).toBe(1);
      expect(stdout).not.toContain('hunter');
      const leaks = filesBelow(path)
        .filter((file) => !before.has(file) && !file.includes('/target/bk-build/'))
        .filter((file) => readFileSync(file, 'latin1').includes('hunter'));
      expect(leaks.map((file) => file.slice(path.length + 1))).toEqual([]);
    } finally {
      remove();
    }
  });

  it('does not disturb another one: 20 at once', async () => {
    const projects = Array.from({ length: 20 }, () => openProject('shop'));
    try {
      const answers = await Promise.all(
        projects.map(({ path }, index) =>
          invoke(path, { argv: ['build', '--vars', `{currency: C${index}}`, '--exclude', 'test_type:unit'] }),
        ),
      );
      expect(answers.map(({ exitCode }) => exitCode)).toEqual(projects.map(() => 0));
      for (const [index, { path }] of projects.entries()) {
        const { stdout } = await invoke(path, {
          argv: ['show', '--inline', "select distinct currency from {{ ref('fct_orders') }}", '-q'],
        });
        expect(stdout).toContain(`C${index} `);
      }
    } finally {
      for (const { remove } of projects) remove();
    }
  });

  it('is cancelled by Ctrl-C: what runs is rolled back, results are written', async () => {
    const endless = 'select sum(a.range * b.range) as x from range(10000000) a, range(10000000) b';
    const { path, remove } = openProject('shop', { 'models/marts/endless.sql': endless });
    try {
      let interrupt: () => void = () => undefined;
      let insisted: unknown;
      const insist = (): void => {
        interrupt();
        try {
          interrupt();
        } catch (error) {
          insisted = error;
        }
      };
      const answer = await invoke(
        path,
        { argv: ['run', '--select', 'endless', 'fct_orders', '--debug'] },
        (effects) => ({
          ...effects,
          onInterrupt(callback) {
            interrupt = callback;
            return () => undefined;
          },
          stdout: {
            ...effects.stdout,
            write(text) {
              effects.stdout.write(text);
              if (text.includes('START sql table model main.endless')) setTimeout(insist, 50);
            },
          },
        }),
      );
      expect(answer.exitCode).toBe(130);
      // The second Ctrl-C would have ended the process at once.
      expect(insisted).toEqual(new Error('forced to exit with 130'));
      expect(answer.stdout).toContain('Cancelling 1 running node; press Ctrl-C again to leave at once');
      const { results } = JSON.parse(readFileSync(join(path, 'target/run_results.json'), 'utf8'));
      expect(
        results.map(({ status, unique_id: id }: { status: string; unique_id: string }) => [id, status]),
      ).toContainEqual(['model.shop.endless', 'skipped']);
    } finally {
      remove();
    }
  });

  it('tells of a seed whose file goes away while it runs', async () => {
    const { path, remove } = openProject('shop');
    try {
      const { exitCode, stdout } = await invoke(path, { argv: ['seed'] }, (effects) => ({
        ...effects,
        stdout: {
          ...effects.stdout,
          write(text) {
            effects.stdout.write(text);
            if (text.includes('Concurrency')) rmSync(join(path, 'seeds/raw_orders.csv'));
          },
        },
      }));
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/SEED_UNREADABLE\n +Cannot read the seed seeds\/raw_orders\.csv: .*no such file.*\n +It was there when/);
    } finally {
      remove();
    }
  });

  it('shows in a terminal what runs, on a line that goes away again', async () => {
    const slow = 'select sum(a.range) as x from range(20000) a, range(20000) b';
    const { path, remove } = openProject('shop', { 'models/marts/slow.sql': slow });
    try {
      let nowMs = Date.now();
      const { stdout } = await invoke(
        path,
        { argv: ['run', '-s', 'slow'], terminal: true, env: { NO_COLOR: '1' } },
        (effects) => ({
          ...effects,
          now: () => (nowMs += 0.01),
        }),
      );
      const drawn = stdout.split('\r\u001b[2K');
      expect(drawn.length).toBeGreaterThan(2);
      expect(drawn[1]).toMatch(/^0\/1 slow 0\.\ds$/);
      expect(stdout.trimEnd().endsWith('TOTAL=1')).toBe(true);
    } finally {
      remove();
    }
  });

  it('puts a large log file aside', async () => {
    const { path, remove } = openProject('shop');
    try {
      for (let i = 0; i < 8; i++)
        await invoke(path, { argv: ['build', '-q', '--log-file-max-bytes', '2000'] });
      const logs = readdirSync(join(path, 'logs')).toSorted();
      expect(logs).toEqual(['bk-build.log', ...[1, 2, 3, 4, 5].map((n) => `bk-build.log.${n}`)]);
      expect(statSync(join(path, 'logs/bk-build.log')).size).toBeGreaterThan(0);
    } finally {
      remove();
    }
  });
});

/** Which built-in macros a node calls is bk-build's own affair. */
function readLine(line: string): unknown {
  return JSON.parse(line, (key, value: unknown) => (key === 'macros' ? undefined : value));
}

describe('ls', () => {
  const selection = join(folder, '../selection');
  const expected = JSON.parse(readFileSync(join(selection, 'outputs.json'), 'utf8')) as Readonly<
    Record<string, string[]>
  >;

  it.each(Object.keys(expected))('prints what dbt prints: %s', async (form) => {
    const { path, remove } = openProject('../../selection/project');
    try {
      const { stdout } = await invoke(path, { argv: ['ls', '--resource-type', 'all', '--output', form] });
      const lines = stdout.trimEnd().split('\n');
      if (form === 'json') expect(lines.map(readLine)).toEqual(expected[form]!.map(readLine));
      else expect(lines).toEqual(expected[form]);
    } finally {
      remove();
    }
  });
});

describe('every command', () => {
  it('has a golden help', () => {
    const help = readFileSync(join(folder, 'cases/help/expected.txt'), 'utf8');
    expect(Object.keys(commands).filter((name) => !help.includes(`$ bk-build ${name} --help`))).toEqual([]);
  });

  it('is called in some case', () => {
    const cases = readdirSync(join(folder, 'cases')).filter((name) => name !== 'help');
    const transcripts = cases
      .map((name) => readFileSync(join(folder, 'cases', name, 'expected.txt'), 'utf8'))
      .join('\n');
    const missing = Object.keys(commands).filter(
      (name) => !new RegExp(`^\\$ .*bk-build .*\\b${name}\\b`, 'm').test(transcripts),
    );
    expect(missing).toEqual([]);
  });
});
