import { expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EACCES', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['EMFILE', 'too many files are open'],
  ['EIO', 'the disk failed'],
  ['EXDEV', 'EXDEV: i/o error'],
])('what the system refuses with %s is told with its path: %s', (code, problem) => {
  const error = Object.assign(new Error(`${code}: i/o error`), { code, path: 'target/manifest.json' });
  expect(describeError(error)).toMatchObject([
    {
      code: 'FILE_REFUSED',
      severity: 'error',
      message: `Cannot write or read "target/manifest.json": ${problem}`,
    },
  ]);
});
