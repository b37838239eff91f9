import type * as fs from 'node:fs';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { invoke, openProject } from './harness.ts';

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof fs>()),
  watch: () => {
    throw Object.assign(new Error('ENOSPC: no watchers are left'), { code: 'ENOSPC' });
  },
}));

it('bk-build dev looks at the files itself where the system refuses to watch them', async () => {
  const { path, remove } = openProject('shop');
  let said = '';
  let interrupt = (): void => undefined;
  const until = (text: string): Promise<void> => vi.waitUntil(() => said.includes(text), 10_000).then(() => undefined);
  try {
    const end = invoke(path, { argv: ['dev'] }, (effects) => ({
      ...effects,
      stdout: { ...effects.stdout, write: (text) => void (said += text) },
      onInterrupt: (callback) => {
        interrupt = callback;
        return () => undefined;
      },
    }));
    await until('Watching');
    expect(said).toContain('WATCH_REFUSED');
    expect(said).toContain('ENOSPC');
    appendFileSync(join(path, 'models/marts/customers.sql'), '-- saved');
    await until('customers.sql changed: compiled customers');
    interrupt();
    expect((await end).exitCode).toBe(0);
  } finally {
    remove();
  }
});
