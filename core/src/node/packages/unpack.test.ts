import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../../diagnostics/index.ts';
import { unpack, usualLimits } from './unpack.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bk-unpack-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, body = 'text'): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), type: 'file' }, body };
}

function link(name: string, linkname: string, type: 'symlink' | 'link' = 'symlink'): TarEntry {
  return { header: { name, size: 0, type, linkname } };
}

async function unpacked(entries: readonly TarEntry[], limits = usualLimits): Promise<string> {
  return unpack(
    gzipSync(await packTar(entries)),
    join(folder, 'inner'),
    'https://example.org/x.tar.gz',
    limits,
  );
}

it('unpacks files, folders, and links within', async () => {
  const entries = [
    file('p/a.sql', 'select 1'),
    { header: { name: 'p/empty/', size: 0, type: 'directory' as const } },
    file(`p/${'deep/'.repeat(40)}ü.md`),
    link('p/link', 'a.sql'),
    link('p/dangling', 'nothing'),
  ];
  const root = await unpacked(entries);
  expect(readFileSync(join(root, 'link'), 'utf8')).toBe('select 1');
  expect(readdirSync(root).toSorted()).toEqual(['a.sql', 'deep', 'empty', 'link']);
});

it('takes archives without compression', async () => {
  const root = await unpack(await packTar([file('p/a')]), join(folder, 'inner'), 'x');
  expect(readdirSync(root)).toEqual(['a']);
});

it.each<readonly [string, readonly TarEntry[], RegExp]>([
  ['a climbing path', [file('p/../../evil')], /entry "p\/\.\.\/\.\.\/evil" leads out/],
  ['an absolute path', [file('/etc/evil')], /entry "\/etc\/evil" leads out/],
  ['a path of Windows', [file('p\\..\\..\\evil')], /leads out/],
  ['a drive', [file('C:/evil')], /leads out/],
  [
    'a link that climbs',
    [file('p/a'), link('p/l', '../../evil')],
    /link "p\/l" leads out of its folder, to "\.\.\/\.\.\/evil"/,
  ],
  ['an absolute link', [link('p/l', '/etc/passwd')], /link "p\/l" leads out/],
  [
    'a link by way of a link',
    [file('p/x/c'), link('p/x/up', '..'), link('p/out', 'x/up/..')],
    /link "p\/out" leads out/,
  ],
  ['a hard link', [file('p/a'), link('p/l', '/etc/passwd', 'link')], /"p\/l" is a link/],
  ['a device', [{ header: { name: 'p/null', size: 0, type: 'character-device' } }], /is a character device/],
  ['a second folder', [file('p/a'), file('q/a')], /a package is one folder, but it holds p, q/],
])('refuses %s by name, and leaves nothing', async (_, entries, expected) => {
  const error: unknown = await unpacked(entries).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(expected);
  expect(existsSync(join(folder, 'inner'))).toBe(false);
  expect(existsSync(join(folder, 'evil'))).toBe(false);
});

it('never writes a file through a link', async () => {
  await unpacked([file('p/a'), link('p/sub', '.'), file('p/sub/b')]).catch(() => undefined);
  expect(readdirSync(realpathSync(folder))).not.toContain('b');
});

it('bounds what an archive may hold', async () => {
  const bomb = gzipSync(await packTar([file('p/zeros', '0'.repeat(3_000_000))]));
  expect(bomb.length).toBeLessThan(20_000);
  await expect(
    unpack(bomb, join(folder, 'inner'), 'x', { mostBytes: 1024 ** 2, mostEntries: 9 }),
  ).rejects.toThrow(/more than 1 MB/);
  await expect(
    unpacked([file('p/a'), file('p/b'), file('p/c')], { ...usualLimits, mostEntries: 2 }),
  ).rejects.toThrow(/more than 2 entries/);
});

it.each([
  ['half an archive', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['something else', () => Buffer.from('<html>not here</html>')],
  ['nothing', () => Buffer.alloc(0)],
])('does not take %s for an archive', async (_, change) => {
  const whole = gzipSync(await packTar([file('p/a', 'x'.repeat(5000))]));
  await expect(unpack(change(whole), join(folder, 'inner'), 'x')).rejects.toThrow(/archive/);
  expect(existsSync(join(folder, 'inner'))).toBe(false);
});
