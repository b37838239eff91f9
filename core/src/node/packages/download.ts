import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { downloadFailed, UserError } from '../../diagnostics/index.ts';

export interface DownloadOptions {
  /** What to call the address in messages: without secrets. */
  readonly shownUrl: string;
  /** More than this is refused. */
  readonly mostBytes: number;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** What else may help when it fails. */
  readonly hint?: string | undefined;
  /** Hears of an attempt that failed, before the next one. */
  readonly tell?: (text: string) => void;
}

/** How long to wait for a host that does not answer, and how often to ask again. */
export interface Patience {
  /** Without a single byte. */
  readonly silenceMs: number;
  readonly attempts: number;
  /** Before the second attempt; twice as long before each further one. */
  readonly firstWaitMs: number;
}

export const usualPatience: Patience = { silenceMs: 15_000, attempts: 5, firstWaitMs: 500 };

/** Why an attempt failed. */
class Failed extends Error {
  readonly mayPass: boolean;

  constructor(problem: string, mayPass: boolean) {
    super(problem);
    this.mayPass = mayPass;
  }
}

/**
 * The bytes behind an `http:`, `https:` or `file:` URL. What may pass (no answer, a broken connection, a server in
 * trouble) is tried again, each time after a longer while.
 *
 * @param check Throws when the bytes are not what they should be: a cut-off download is tried again too.
 * @throws UserError with the last attempt's problem
 */
export async function download<T>(
  url: string,
  options: DownloadOptions,
  check: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const { patience, shownUrl, signal } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await check(await fetchOnce(url, options));
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (signal.aborted) throw new UserError(downloadFailed(shownUrl, 'it was cancelled', 1));
      const { mayPass = false, message } = error as Partial<Failed> & Error;
      if (!mayPass || attempt >= patience.attempts)
        throw new UserError(downloadFailed(shownUrl, message, attempt, options.hint), { cause: error });
      options.tell?.(
        `Cannot get ${shownUrl}: ${message}; trying again (${attempt + 1} of ${patience.attempts})`,
      );
      await pause(patience.firstWaitMs * 2 ** (attempt - 1), signal);
    }
  }
}

/** What a check throws when it wants the download tried again. */
export function brokenDownload(problem: string): Error {
  return new Failed(problem, true);
}

async function fetchOnce(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const address = parseUrl(url);
  if (address.protocol === 'file:') return readLocal(address);
  const headers = withoutCredentials(address);
  const watch = new SilenceWatch(options.patience.silenceMs, options.signal);
  try {
    const response = await fetch(address, { headers, signal: watch.signal });
    if (!response.ok) throw statusProblem(response.status);
    return await readBody(response, options.mostBytes, watch);
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw watch.isSilent
      ? new Failed(`no answer for ${options.patience.silenceMs / 1000} seconds`, true)
      : connectionProblem(error);
  } finally {
    watch.end();
  }
}

function parseUrl(url: string): URL {
  if (!URL.canParse(url)) throw new Failed('it is no URL', false);
  const address = new URL(url);
  if (!['http:', 'https:', 'file:'].includes(address.protocol))
    throw new Failed(`addresses that begin with "${address.protocol}" are not supported`, false);
  return address;
}

function readLocal(address: URL): Uint8Array {
  try {
    return readFileSync(fileURLToPath(address));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failed(code === 'ENOENT' ? 'there is no such file' : message, false);
  }
}

/** `https://user:token@host` becomes a header: fetch takes no user in an address. */
function withoutCredentials(address: URL): Record<string, string> {
  const { password, username } = address;
  if (username === '' && password === '') return {};
  address.username = '';
  address.password = '';
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

async function readBody(response: Response, mostBytes: number, watch: SilenceWatch): Promise<Uint8Array> {
  const tooLarge = (): Failed =>
    new Failed(`it is larger than ${Math.floor(mostBytes / 1024 / 1024)} MB`, false);
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    watch.heard();
    size += (chunk as Uint8Array).length;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk as Uint8Array);
  }
  const isEncoded = response.headers.has('content-encoding');
  if (!isEncoded && announced > size)
    throw new Failed(`the connection broke after ${size} of ${announced} bytes`, true);
  return Buffer.concat(chunks);
}

function statusProblem(status: number): Failed {
  const meanings: Readonly<Record<number, string>> = {
    401: 'it needs a login',
    403: 'access is denied',
    404: 'there is nothing at that address',
    429: 'too many requests',
  };
  const mayPass = status >= 500 || status === 408 || status === 429;
  return new Failed(
    `the server answers with status ${status}${meanings[status] ? `: ${meanings[status]}` : ''}`,
    mayPass,
  );
}

const meanings: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host cannot be found',
  EAI_AGAIN: 'the host cannot be found now',
  ECONNREFUSED: 'the host refuses the connection',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the host does not answer',
};

function connectionProblem(error: unknown): Failed {
  const { cause, message } = error as Error;
  const { code = '', message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new Failed(
      `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS can name one that is`,
      false,
    );
  }
  return new Failed(meanings[code] ?? (inner || message), true);
}

/** Ends a request when nothing is heard for a while, or when the user asks to stop. */
class SilenceWatch {
  isSilent = false;
  readonly #silenceMs: number;
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal;
  readonly #stop = (): void => this.#abort.abort();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(silenceMs: number, outer: AbortSignal) {
    this.#silenceMs = silenceMs;
    this.#outer = outer;
    outer.addEventListener('abort', this.#stop, { once: true });
    if (outer.aborted) this.#stop();
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isSilent = true;
      this.#abort.abort();
    }, this.#silenceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#stop);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
