import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '../cli/harness.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const path = mkdtempSync(join(tmpdir(), 'bk-serve-'));
const page = join(path, 'out/index.html');

beforeAll(() => {
  mkdirSync(join(path, 'out'));
  writeFileSync(join(path, 'dbt_project.yml'), 'name: shop\nprofile: shop\ntarget-path: out\n');
});

afterAll(() => rmSync(path, { recursive: true, force: true }));

beforeEach(() => {
  writeFileSync(page, '<p>pages</p>');
  writeFileSync(join(path, 'out/docs-data.js'), 'x'.repeat(5000));
  writeFileSync(join(path, 'out/shop.duckdb'), 'secret');
});

/** A call of `docs serve`, which goes on until it is ended. */
async function serve(...argv: string[]): Promise<{ readonly address: URL; readonly end: () => Promise<number> }> {
  let interrupt = (): void => undefined;
  let found: (address: URL) => void;
  const address = new Promise<URL>((resolve) => (found = resolve));
  const answer = invoke(path, { argv: ['docs', 'serve', '--port', '0', ...argv] }, (effects) => ({
    ...effects,
    onInterrupt: (callback) => {
      interrupt = callback;
      return () => undefined;
    },
    stdout: {
      ...effects.stdout,
      write: (text) => {
        const [said] = /http:\S+/.exec(text) ?? [];
        if (said !== undefined) found(new URL(said));
      },
    },
  }));
  let ended: Promise<number> | undefined;
  const end = async (): Promise<number> => {
    interrupt();
    return (await answer).exitCode;
  };
  return { address: await address, end: () => (ended ??= end()) };
}

async function ask(at: URL, name: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const call = request({ host: '127.0.0.1', port: at.port, path: name, agent: false, ...options });
  call.end();
  const [response] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return {
    status: response.statusCode!,
    headers: response.headers as Answer['headers'],
    body: Buffer.concat(parts),
  };
}

describe('docs serve', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  beforeEach(async () => {
    server = await serve();
  });

  afterEach(() => server.end());

  it('gives the pages, until it is told to end', async () => {
    const { body, headers, status } = await ask(server.address, '/');
    expect([status, headers['content-type'], body.toString()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<p>pages</p>',
    ]);
    expect(await server.end()).toBe(0);
    await expect(ask(server.address, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('compresses for those who can read it', async () => {
    const { body, headers } = await ask(server.address, '/docs-data.js?x=1', {
      headers: { 'Accept-Encoding': 'br, gzip' },
    });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).toString()).toBe('x'.repeat(5000));
    const plain = await ask(server.address, '/docs-data.js', { headers: { 'Accept-Encoding': 'gzip;q=0' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  it('sends nothing anew that the reader has', async () => {
    const { headers } = await ask(server.address, '/');
    const { etag = '', 'last-modified': modified = '' } = headers;
    const conditional = async (name: string, value: string): Promise<number> =>
      (await ask(server.address, '/', { headers: { [name]: value } })).status;
    expect(await conditional('If-None-Match', etag)).toBe(304);
    expect(await conditional('If-None-Match', `"other", ${etag.replace('W/', '')}`)).toBe(304);
    expect(await conditional('If-None-Match', '"other"')).toBe(200);
    expect(await conditional('If-Modified-Since', modified)).toBe(304);
    expect(await conditional('If-Modified-Since', 'Wed, 01 Jan 2020 00:00:00 GMT')).toBe(200);
    writeFileSync(page, '<p>other</p>');
    utimesSync(page, new Date(), new Date(statSync(page).mtimeMs + 5000));
    expect(await conditional('If-None-Match', etag)).toBe(200);
  });

  it.each(['/shop.duckdb', '/../dbt_project.yml', '/%2e%2e/dbt_project.yml', '/out/index.html', '/manifest.json', '//'])(
    'has no %s',
    async (name) => expect((await ask(server.address, name)).status).toBe(404),
  );

  it('only reads', async () => {
    const { headers, status } = await ask(server.address, '/', { method: 'POST' });
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await ask(server.address, '/', { method: 'HEAD' })).body).toHaveLength(0);
  });

  it('answers to names of this machine alone', async () => {
    const status = async (host: string): Promise<number> =>
      (await ask(server.address, '/', { headers: { Host: host } })).status;
    expect(await status('evil.example')).toBe(403);
    expect(await status(`localhost:${server.address.port}`)).toBe(200);
  });
});

describe('docs serve without a place', () => {
  const run = (...argv: string[]): Promise<{ exitCode: number; stderr: string }> =>
    invoke(path, { argv: ['docs', 'serve', ...argv] });

  it('is refused without pages', async () => {
    rmSync(page);
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('DOCS_MISSING');
    expect(stderr).toContain('bk-build docs generate');
  });

  it('is refused on a port that is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { readonly port: number };
    const { exitCode, stderr } = await run('--port', String(port));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('CANNOT_LISTEN')]);
    expect(stderr).toContain('something else listens there');
    other.close();
  });

  it('is refused on a port that cannot be', async () => {
    expect((await run('--port', '70000')).stderr).toContain('from 0 to 65535');
    expect((await run('--port', '-1')).exitCode).toBe(2);
  });
});
