import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { invoke } from '../cli/harness.ts';

const folder = dirname(fileURLToPath(import.meta.url));

export interface DocumentedShop {
  readonly path: string;
  /** Its target folder. */
  readonly target: string;
  readonly remove: () => void;
}

/** The project beside this file, built by several commands, one of whose tests fails, with its pages as they are now. */
export async function documentedShop(): Promise<DocumentedShop> {
  execFileSync(process.execPath, [join(folder, '../../../scripts/bundle-docs.mjs')]);
  const path = mkdtempSync(join(tmpdir(), 'bk-docs-'));
  cpSync(join(folder, 'shop'), path, { recursive: true });
  const run = async (exitCode: number, ...argv: string[]): Promise<void> => {
    const answer = await invoke(path, { argv: [...argv, '--quiet'] });
    expect(answer, argv.join(' ')).toMatchObject({ exitCode });
  };
  await run(0, 'seed');
  await run(0, 'run');
  await run(1, 'test');
  await run(0, 'docs', 'generate', '--static');
  return { path, target: join(path, 'target'), remove: () => rmSync(path, { recursive: true, force: true }) };
}
