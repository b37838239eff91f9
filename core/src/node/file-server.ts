import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** What a server gives: paths of files by the paths of addresses, `/index.html`. Nothing else can be asked for. */
export type ServedFiles = ReadonlyMap<string, string>;

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
};

interface Representation {
  readonly tag: string;
  readonly modified: Date;
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/**
 * A server of files as they are at the moment: it answers GET and HEAD, conditional requests with 304, and compresses
 * for those who can read it.
 *
 * @param hosts The names under which it may be asked; undefined for any. A page of another site, whose name has been
 * pointed to this machine, cannot read from it then.
 */
export function fileServer(files: ServedFiles, hosts: ReadonlySet<string> | undefined): Server {
  const kept = new Map<string, Representation>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (hosts && !hosts.has(hostOf(request))) return refuse(response, 403, 'Not under this name');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'Only GET and HEAD');
    }
    const path = files.get(pathOf(request));
    const file = path === undefined ? undefined : await represent(path, kept);
    if (!file) return refuse(response, 404, 'Not found');
    response.setHeader('ETag', file.tag);
    response.setHeader('Last-Modified', file.modified.toUTCString());
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (isUnchanged(request, file)) return void response.writeHead(304).end();
    const isZipped = /\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(
      String(request.headers['accept-encoding'] ?? ''),
    );
    const body = isZipped ? file.zipped : file.plain;
    if (isZipped) response.setHeader('Content-Encoding', 'gzip');
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  return createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The file cannot be read');
    });
  });
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** The file as it is now; undefined when there is none. */
async function represent(
  path: string,
  kept: Map<string, Representation>,
): Promise<Representation | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  const tag = `W/"${status.size.toString(36)}-${Math.floor(status.mtimeMs * 1000).toString(36)}"`;
  const known = kept.get(path);
  if (known?.tag === tag) return known;
  const plain = await readFile(path);
  const file = {
    tag,
    modified: status.mtime,
    type: types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    plain,
    zipped: await promisify(gzip)(plain),
  };
  kept.set(path, file);
  return file;
}

/** A tag says more than a time, which counts only where no tag is given. */
function isUnchanged({ headers }: IncomingMessage, { modified, tag }: Representation): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) {
    const given = tags.split(',').map((text) => text.trim().replace(/^(?!W\/)/, 'W/'));
    return given.includes(tag) || given.includes('*');
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const [path = '/'] = url.split(/[?#]/, 1);
  return path === '/' ? '/index.html' : path;
}

/** The host's name without its port. */
function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

/** The names of a server that listens on an address: those of this machine, unless others are to reach it. */
export function hostNames(host: string): ReadonlySet<string> | undefined {
  const name = host.toLowerCase();
  const isLocal = name === 'localhost' || name === '::1' || name.startsWith('127.');
  if (!isLocal) return undefined;
  return new Set(['localhost', '127.0.0.1', '[::1]', isIP(name) === 6 ? `[${name}]` : name]);
}
