import { afterAll, expect, it } from 'vitest';
import { DatabaseError } from '../../src/adapter/index.ts';
import { testAdapter } from './adapter.ts';

const adapter = testAdapter(':memory:', {
  settings: { memory_limit: '20MB', max_temp_directory_size: '1MB' },
});
afterAll(() => adapter.close());

it('a node that lacks memory is told how to get more of it', async () => {
  const connection = await adapter.acquire('test');
  const sort = 'create table sorted as select hash(i) as h, hash(i + 1) as k from range(9000000) as r(i) order by h';
  const error: unknown = await connection.execute(sort).catch((thrown: unknown) => thrown);
  await connection.release();
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error).toMatchObject({ kind: 'resource', hint: expect.stringContaining('--threads 1') as string });
});
