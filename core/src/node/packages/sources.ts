import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../config/index.ts';
import type { GitCheckout, GitRequest, PackageSources } from '../../project/packages/index.ts';
import { nodeFileSystem } from '../file-system.ts';
import { brokenDownload, download, type Patience, usualPatience } from './download.ts';
import { checkOut } from './git.ts';
import { unpack } from './unpack.ts';

export interface SourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly mask: (text: string) => string;
  readonly patience?: Patience;
  /** Hears of what takes long. */
  readonly tell: (text: string) => void;
}

const mostArchiveBytes = 256 * 1024 * 1024;
const mostJsonBytes = 64 * 1024 * 1024;
const gitTimeoutMs = 10 * 60_000;

/** The network, git and the disk, with a folder of its own for what is fetched; `dispose` deletes that. */
export function packageSources(options: SourceOptions): PackageSources & { dispose(): void } {
  const { env, mask, patience = usualPatience, signal, tell } = options;
  const folder = mkdtempSync(join(tmpdir(), 'bk-build-'));
  const asked = new Map<string, Promise<unknown>>();
  let number = 0;
  const once = <T>(key: readonly unknown[], ask: (folder: string) => Promise<T>): Promise<T> => {
    const name = JSON.stringify(key);
    let answer = asked.get(name);
    if (!answer) asked.set(name, (answer = ask(join(folder, String(number++)))));
    return answer as Promise<T>;
  };
  const hint = proxyHint(env);
  const base = env['DBT_PACKAGE_HUB_URL'] || 'https://hub.getdbt.com/';
  return {
    files: nodeFileSystem,
    hubUrl: base.endsWith('/') ? base : `${base}/`,
    sha1: (text) => hash('sha1', text),
    fetchJson: (url) =>
      once(['json', url], () =>
        download(
          url,
          { shownUrl: withoutUser(url), mostBytes: mostJsonBytes, patience, signal, tell, hint },
          parseJson,
        ),
      ),
    fetchArchive: (url, shownUrl) =>
      once(['archive', url], (path) =>
        download(
          url,
          { shownUrl: mask(shownUrl), mostBytes: mostArchiveBytes, patience, signal, tell, hint },
          (bytes) => unpack(bytes, path, mask(shownUrl)),
        ),
      ),
    fetchGit: (request: GitRequest): Promise<GitCheckout> =>
      once(['git', request.url, request.revision, request.subdirectory], (path) =>
        checkOut(
          { ...request, shownUrl: mask(request.shownUrl) },
          { env, folder: path, signal, mask, timeoutMs: gitTimeoutMs },
        ),
      ),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function parseJson(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw brokenDownload('the answer is no JSON');
  }
}

function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

/** Node's own downloads heed a proxy only when they are told to, and only from some version on. */
function proxyHint(env: SourceOptions['env']): string | undefined {
  const isSet = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => env[name]);
  return isSet && env['NODE_USE_ENV_PROXY'] !== '1'
    ? 'A proxy is set: with Node 22.21 or newer, NODE_USE_ENV_PROXY=1 has it used'
    : undefined;
}
