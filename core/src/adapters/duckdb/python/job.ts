import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdapterResponse, PythonError, type PythonJob } from '../../../adapter/index.ts';
import { quoteName, quoteText } from '../quoting.ts';
import { runPython } from './process.ts';

/** Types that Parquet has no equal for; their values travel as text. */
const textual = String.raw`HUGEINT|\bBIT\b|BIGNUM|VARINT|TIME_NS`;
/** Types that have no way back from text, nor from what Parquet makes of them: they stay what Parquet makes. */
const untranslatable = /\bUNION\(|\bVARIANT\b/;

interface Column {
  readonly name: string;
  readonly type: string;
}

/** What the job needs of the connection that it runs for. */
export interface JobConnection {
  execute(sql: string): Promise<unknown>;
  describe(sql: string): Promise<readonly Column[]>;
}

export interface JobSettings {
  /** The project's folder. */
  readonly cwd: string;
  /** Statements that set up the model's session as the profile says. */
  readonly statements: readonly string[];
  /** Where names without a database and schema are looked for. */
  readonly database: string;
  readonly schema: string;
}

interface Result {
  readonly error?: {
    readonly type: string;
    readonly message: string;
    readonly line: number | null;
    readonly module: string | null;
  };
  readonly tables?: readonly {
    readonly path: readonly string[];
    readonly columns: readonly Column[];
    readonly file: string;
  }[];
}

/**
 * Runs a Python model beside the database, which no second process may open: what it reads goes to it as Parquet, and
 * the tables that it makes come back as such.
 *
 * @throws PythonError; DatabaseError where an input cannot be read.
 */
export async function runPythonJob(
  job: PythonJob,
  connection: JobConnection,
  settings: JobSettings,
  signal: AbortSignal,
): Promise<AdapterResponse> {
  const folder = await mkdtemp(join(tmpdir(), 'bk-python-'));
  try {
    const inputs = [];
    for (const [index, input] of job.inputs.entries())
      inputs.push({
        ...input,
        ...(await exportInput(input.name, `in_${index}.parquet`, folder, connection)),
      });
    const { cwd, statements, database, schema } = settings;
    const { file, code, lines } = job;
    const spec = { file, code, lines, inputs, settings: statements, database, schema, textual };
    await writeFile(join(folder, 'job.json'), JSON.stringify(spec));
    const { code: exitCode, said } = await runPython({ folder, cwd, signal, say: job.say });
    const result = await readResult(folder);
    if (!result) {
      const end = exitCode === null ? 'Python was killed' : `Python ended with code ${exitCode}`;
      throw new PythonError(said === '' ? end : `${end}: ${said.trim()}`);
    }
    if (result.error) throw failure(result.error, job);
    for (const table of result.tables ?? []) await importTable(table, folder, connection);
    return { message: 'OK' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exportInput(
  name: string,
  file: string,
  folder: string,
  connection: JobConnection,
): Promise<{ readonly file: string; readonly columns: readonly Column[] }> {
  const columns = await connection.describe(`select * from ${name}`);
  const isTextual = new RegExp(textual);
  const selected = columns.map(({ name: column, type }) => {
    const quoted = quoteName(column);
    return isTextual.test(type) ? `${quoted}::varchar as ${quoted}` : quoted;
  });
  await connection.execute(
    `copy (select ${selected.join(', ')} from ${name}) to ${quoteText(join(folder, file))} (format parquet)`,
  );
  return { file, columns: columns.filter(({ type }) => !untranslatable.test(type)) };
}

async function importTable(
  { path, columns, file }: NonNullable<Result['tables']>[number],
  folder: string,
  connection: JobConnection,
): Promise<void> {
  const selected = columns.map(({ name, type }) => {
    const quoted = quoteName(name);
    return untranslatable.test(type) ? quoted : `${quoted}::${type} as ${quoted}`;
  });
  const kind = path.length === 1 ? 'temporary table' : 'table';
  await connection.execute(
    `create or replace ${kind} ${path.map(quoteName).join('.')} as select ${selected.join(', ')} from read_parquet(${quoteText(join(folder, file))})`,
  );
}

async function readResult(folder: string): Promise<Result | undefined> {
  const text = await readFile(join(folder, 'result.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Result);
}

function failure(
  { type, message, line, module }: NonNullable<Result['error']>,
  { code }: PythonJob,
): PythonError {
  const offset = line === null ? undefined : offsetOfLine(code, line);
  if (type !== 'ModuleNotFoundError' || module === null)
    return new PythonError(message === '' ? type : `${type}: ${message}`, { offset });
  return new PythonError(`The Python on the PATH has no module "${module}"`, {
    offset,
    hint: `Run "python3 -m pip install ${module.split('.')[0]}"`,
  });
}

/** Where a line, counted from 1, begins behind its indentation. */
function offsetOfLine(code: string, line: number): number {
  const before = code.split('\n').slice(0, line - 1);
  const start = before.join('\n').length + (before.length > 0 ? 1 : 0);
  return start + /^[ \t]*/.exec(code.slice(start))![0].length;
}
