import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../../diagnostics/index.ts';
import { brokenDownload, download, type DownloadOptions } from './download.ts';

let server: Server;
let url: string;
let asked: number;
let answers: RequestListener[];

beforeEach(async () => {
  asked = 0;
  answers = [];
  server = createServer((request, response) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** So patient that a busy machine does not look like a silent server. */
const patience = { silenceMs: 20_000, attempts: 3, firstWaitMs: 1 };

function get(address = url, change: Partial<DownloadOptions> = {}): Promise<string> {
  const options = {
    shownUrl: 'the address',
    mostBytes: 1000,
    patience,
    signal: new AbortController().signal,
    ...change,
  };
  return download(address, options, (bytes) => Buffer.from(bytes).toString());
}

const fail =
  (status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end();

it.each([500, 503, 429, 408])('asks again after status %d, and says so', async (status) => {
  answers = [fail(status), (_, response) => void response.end('ok')];
  const told: string[] = [];
  expect(await get(url, { tell: (text) => void told.push(text) })).toBe('ok');
  expect(told.join()).toMatch(new RegExp(`the address: .*${status}.*trying again \\(2 of 3\\)`));
  expect(asked).toBe(2);
});

it.each([
  ['nothing is there', fail(404), /status 404: there is nothing/],
  ['a login is needed', fail(401), /status 401: it needs a login/],
  [
    'too much is announced',
    ((_, response) =>
      void response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5000))) as RequestListener,
    /larger than/,
  ],
  [
    'too much comes',
    ((_, response) => void response.end('x'.repeat(5000))) as RequestListener,
    /larger than/,
  ],
])('does not ask again when %s', async (_, answer, expected) => {
  answers = [answer];
  await expect(get()).rejects.toThrow(expected);
  expect(asked).toBe(1);
});

it.each<readonly [string, RequestListener, RegExp]>([
  ['no answer comes', () => undefined, /no answer for 0\.1 seconds \(tried/],
  [
    'the answer stops',
    (_, response) => void response.writeHead(200, { 'content-length': '50' }).write('x'),
    /no answer for 0\.1 seconds/,
  ],
])('gives up when %s each time', async (_, answer, expected) => {
  answers = [answer];
  const impatient = { ...patience, silenceMs: 100 };
  const error: unknown = await get(url, { patience: impatient }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(expected);
  expect((error as Error).message).toContain('(tried 3 times)');
});

it('gives up when the connection breaks each time', async () => {
  answers = [(_, response) => void response.socket!.destroy()];
  await expect(get()).rejects.toThrow(/the connection broke.*tried 3 times/);
  expect(asked).toBe(3);
});

it('asks again when the bytes are not what they should be', async () => {
  answers = [(_, response) => void response.end('half'), (_, response) => void response.end('whole')];
  const check = (bytes: Uint8Array): string => {
    const text = Buffer.from(bytes).toString();
    if (text === 'half') throw brokenDownload('it is half');
    return text;
  };
  expect(
    await download(
      url,
      { shownUrl: url, mostBytes: 99, patience, signal: new AbortController().signal },
      check,
    ),
  ).toBe('whole');
});

it('names a host that refuses', async () => {
  await expect(get('http://127.0.0.1:1/')).rejects.toThrow(
    /Cannot get the address: the host refuses the connection \(tried 3 times\)|bad port/,
  );
});

it('sends a user of the address as a header, and never shows it', async () => {
  answers = [(request, response) => void response.end(request.headers.authorization)];
  const answer = await get(url.replace('//', '//user:p%40ss@'));
  expect(Buffer.from(answer.replace('Basic ', ''), 'base64').toString()).toBe('user:p@ss');
});

it('stops when it is cancelled', async () => {
  const abort = new AbortController();
  answers = [() => abort.abort()];
  await expect(get(url, { signal: abort.signal })).rejects.toThrow(/cancelled/);
  expect(asked).toBe(1);
});

it.each([['ftp://example.org/x'], ['nonsense'], ['file:///no/such/file']])('refuses %s', async (address) => {
  await expect(get(address)).rejects.toBeInstanceOf(UserError);
});
