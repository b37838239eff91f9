import type { Connection } from '../../adapter/index.ts';
import { createDuckDbAdapter } from './index.ts';

/** Lends a connection to a database in memory that reads the files of this machine and ends with `use`. */
export async function withFileReader<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  const target = { database: 'memory', schema: 'main', threads: 1, output: {}, span: () => undefined };
  const { value: adapter } = createDuckDbAdapter(target, '.');
  try {
    return await use(await adapter.acquire('file reader'));
  } finally {
    await adapter.close();
  }
}
