import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Dashboard, startDashboard } from '../server/start.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** A copy of the project in a folder of its own, with data of three years and three days, and a dashboard to look at it. */
export class TestShop {
  readonly folder = mkdtempSync(join(tmpdir(), 'berlinkart-dashboard-'));
  readonly warehouse = join(this.folder, 'data/warehouse.duckdb');

  constructor() {
    for (const name of ['berlinkart.config.yaml', 'models', 'snapshots', 'seeds', 'macros', 'tests'])
      cpSync(join(repository, name), join(this.folder, name), { recursive: true });
    // Names that a page must show and not obey.
    this.edit(
      'models/staging/stg_products.sql',
      'product_name,',
      `${hostileNameSql('product_id')} || product_name AS product_name,`,
    );
    this.edit(
      'models/staging/stg_customers.sql',
      ' AS full_name',
      ` || ' ' || ${hostileNameSql('customer_id')} AS full_name`,
    );
  }

  /** Makes data: three years, built as they are, and three days more with customers who move, built again. */
  async make(scale: number): Promise<void> {
    await this.run('project/dist/ingest.js', '--scale', String(scale));
    await this.build();
    await this.run('project/dist/ingest.js', '--advance', '3');
    await this.build();
  }

  build(...words: string[]): Promise<void> {
    return this.run('core/bin/bk-build.js', 'build', ...words);
  }

  /** @throws when the program does not end well */
  async run(program: string, ...words: string[]): Promise<void> {
    const { status, output } = await this.try(program, ...words);
    if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}\n${output}`);
  }

  /** Does not block: the dashboard, and the connections kept open to it, live in this process. */
  try(
    program: string,
    ...words: string[]
  ): Promise<{ readonly status: number | null; readonly output: string }> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [join(repository, program), ...words],
        { cwd: this.folder, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: Infinity },
        (_, stdout, stderr) => resolve({ status: child.exitCode, output: stdout + stderr }),
      );
    });
  }

  edit(file: string, before: string, after: string): void {
    const path = join(this.folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${file} does not hold ${before}`);
    writeFileSync(path, text.replace(before, after));
  }

  /** Asks the warehouse itself: what the dashboard says is held against it. */
  async ask(sql: string): Promise<Record<string, string | number | boolean | null>[]> {
    const instance = await DuckDBInstance.create(this.warehouse, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, string | number>[];
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  dashboard(warehouse = this.warehouse): Promise<Dashboard> {
    return startDashboard({
      warehouse,
      delta: join(this.folder, 'data/delta'),
      host: '127.0.0.1',
      port: 0,
      page: join(repository, 'project/dist/web'),
      worker: new URL('project/dist/analyst-worker.js', new URL('../../../', import.meta.url)),
      onError: (error) => {
        this.errors.push(error);
      },
    });
  }

  /** What the servers could not do; a test that expects none looks here. */
  readonly errors: Error[] = [];

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function hostileNameSql(id: string): string {
  return `CASE ${id} % 10 WHEN 3 THEN '<img src=x onerror="window.hacked=1">' WHEN 4 THEN '=HYPERLINK("http://evil")' ELSE '' END`;
}
