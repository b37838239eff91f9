import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folder, invoke, normalize, openProject, type Run } from './harness.ts';

/** A folder of `cases/`: case.yml says what is done, expected.txt what comes of it. */
interface Case {
  readonly description: string;
  /** A folder of `projects/`. */
  readonly project?: string;
  /** Added to it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly runs: readonly Run[];
}

const casesFolder = join(folder, 'cases');

describe('command line', () => {
  for (const name of readdirSync(casesFolder).toSorted()) {
    const { description, files, project, runs } = parse(
      readFileSync(join(casesFolder, name, 'case.yml'), 'utf8'),
      { customTags: ['binary'] },
    ) as Case;
    it(`${name}: ${description}`, async () => {
      const { path, remove } = openProject(project, files);
      try {
        const transcript: string[] = [];
        for (const run of runs) transcript.push(await tell(path, run));
        check(join(casesFolder, name, 'expected.txt'), normalize(transcript.join('\n'), path));
      } finally {
        remove();
      }
    });
  }
});

async function tell(path: string, run: Run): Promise<string> {
  const { exitCode, stderr, stdout } = await invoke(join(path, run.cwd ?? ''), run);
  const env = Object.entries(run.env ?? {}).map(([name, value]) => `${name}=${value} `);
  return [
    `$ ${env.join('')}bk-build ${run.argv.join(' ')}`,
    stdout.replace(/\u001b/g, '<esc>'),
    ...(stderr === '' ? [] : ['--- stderr', stderr.replace(/\u001b/g, '<esc>')]),
    `--- exit ${exitCode}`,
    '',
  ].join('\n');
}

/** UPDATE=1 writes what is expected; CI never does. */
function check(file: string, text: string): void {
  if (process.env['UPDATE'] === '1' || (!existsSync(file) && !process.env['CI'])) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
