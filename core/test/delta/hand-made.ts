import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { useWorkshop, writeCommit } from './harness.ts';

export const field = (name: string, type: unknown, metadata: object = {}): object => ({
  name,
  type,
  nullable: true,
  metadata,
});

/** The first lines of a table's log. */
export const head = (
  fields: readonly object[],
  { protocol = {}, configuration = {}, partitionColumns = [] as string[] } = {},
): object[] => [
  { protocol: { minReaderVersion: 1, minWriterVersion: 2, ...protocol } },
  {
    metaData: {
      id: '0',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns,
      configuration,
    },
  },
];

export const features = (...names: string[]): object => ({
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: names,
  writerFeatures: names,
});

export const add = (path: string, rest: object = {}): object => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, ...rest },
});

/** A folder with one Delta table, made by hand. */
export function useTable() {
  const workshop = useWorkshop();
  const root = (name = 'orders'): string => join(workshop.folder, name);

  async function makeTable(actions: readonly object[], files: Readonly<Record<string, string>>): Promise<void> {
    mkdirSync(join(root(), '_delta_log'), { recursive: true });
    for (const [name, query] of Object.entries(files)) {
      mkdirSync(join(root(), name, '..'), { recursive: true });
      await workshop.connection.run(
        `copy (${query}) to '${join(root(), name).replaceAll("'", "''")}' (format parquet)`,
      );
    }
    writeCommit(root(), 0, actions);
  }
  
  async function read(sql = ''): Promise<unknown[]> {
    return workshop.rows(`select * from (${await workshop.table().select()}) ${sql}`);
  }

  return { workshop, root, makeTable, read };
}
