import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Asset } from './assets.ts';
import { Problem } from './problem.ts';
import { Remembered } from './remembered.ts';
import { answer, type Content, type Services } from './routes.ts';

export interface ServerOptions extends Services {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Names under which the server may be asked; undefined for any. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Called for what is not the asker's fault. */
  readonly onError: (error: Error) => void;
}

/** A response that can be sent as often as it is asked for. */
interface Prepared {
  readonly type: string;
  readonly plain: Buffer;
  readonly tag: string;
  readonly fileName?: string | undefined;
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

type Encoding = 'br' | 'gzip';

const longestAddress = 8_000;
const rememberedAnswers = 150;
/** Lists of all customers and files are larger, and are seldom asked for twice. */
const mostRememberedBytes = 200_000;

const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body, { level: 6 }),
};

/** Nothing may be loaded from elsewhere, run from within the page, or frame it. */
const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The dashboard's server, not yet listening. */
export function dashboardServer(options: ServerOptions): Server {
  const answers = new Remembered<Prepared>(
    rememberedAnswers,
    ({ plain }) => plain.length <= mostRememberedBytes,
  );
  const pages = new Map<Asset, Prepared>();

  const prepare = async (request: IncomingMessage): Promise<{ prepared: Prepared; isImmutable: boolean }> => {
    requireSafe(request, options.hosts);
    const address = request.url ?? '/';
    if (address.length > longestAddress)
      throw new Problem(414, 'ADDRESS_TOO_LONG', `The address is longer than ${longestAddress} characters`);
    const { path, query } = parse(address);
    const asset = options.assets.get(path);
    if (asset) {
      const known = pages.get(asset) ?? prepared({ type: asset.type, body: asset.body });
      pages.set(asset, known);
      return { prepared: known, isImmutable: asset.isImmutable };
    }
    const make = async (): Promise<Prepared> => prepared(await answer(path, query, options));
    // What does not come from the warehouse alone changes without a new generation.
    const isLasting = path.startsWith('/api/report/') || path.startsWith('/download/');
    const generation = options.warehouse.generationId;
    if (!isLasting || generation === undefined) return { prepared: await make(), isImmutable: false };
    query.sort();
    return { prepared: await answers.get(`${generation} ${path} ${query}`, make), isImmutable: false };
  };

  const server = createServer((request, response) => {
    prepare(request)
      .then(({ prepared, isImmutable }) => send(request, response, prepared, isImmutable))
      .catch((error: Error) => {
        if (!(error instanceof Problem)) options.onError(error);
        sendProblem(
          response,
          error instanceof Problem
            ? error
            : new Problem(500, 'FAILED', 'The server failed; its output says why'),
        );
      });
  });
  server.requestTimeout = 30_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseRaw(error, socket));
  return server;
}

/** A page elsewhere may not ask in a reader's name, nor by a name that was bent to this machine. */
function requireSafe(request: IncomingMessage, hosts: ReadonlySet<string> | undefined): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Problem(
      405,
      'METHOD_NOT_ALLOWED',
      'Only GET and HEAD are answered: nothing can be changed from here',
    );
  const host = request.headers.host ?? '';
  if (hosts && !hosts.has(host.replace(/:\d+$/, '')))
    throw new Problem(403, 'HOST_REFUSED', 'This server is not asked by that name');
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    throw new Problem(403, 'ORIGIN_REFUSED', 'Another site may not ask this server');
}

function parse(address: string): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', ...rest] = address.split('?');
  const text = rest.join('?');
  try {
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem(400, 'BAD_ADDRESS', 'The address holds a % that begins no character');
  }
  if (/%00|\0/.test(address))
    throw new Problem(400, 'BAD_ADDRESS', 'The address holds a character that is none');
  return { path, query: new URLSearchParams(text) };
}

function prepared({ type, body, fileName }: Content): Prepared {
  const plain = Buffer.from(body as Uint8Array);
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, plain, tag, fileName, encoded: new Map() };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { type, plain, tag, fileName, encoded }: Prepared,
  isImmutable: boolean,
): Promise<void> {
  const headers: Record<string, string> = {
    ...securityHeaders,
    'Content-Type': type,
    'Cache-Control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
    ...(fileName !== undefined && { 'Content-Disposition': `attachment; filename="${fileName}"` }),
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const encoding =
    plain.length > 1_000 && /^(text|application\/json|image\/svg)/.test(type)
      ? encodingFor(request)
      : undefined;
  let body = plain;
  if (encoding) {
    const known = encoded.get(encoding) ?? compress[encoding](plain);
    encoded.set(encoding, known);
    body = await known;
    headers['Content-Encoding'] = encoding;
  }
  headers['Content-Length'] = String(body.length);
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
}

function encodingFor(request: IncomingMessage): Encoding | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  return (['br', 'gzip'] as const).find((encoding) => new RegExp(`\\b${encoding}\\b`).test(accepted));
}

function sendProblem(response: ServerResponse, problem: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(problem.status, {
      ...securityHeaders,
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(problem.status === 405 && { Allow: 'GET, HEAD' }),
    })
    .end(problemText(problem));
}

function problemText({ code, message }: Problem): string {
  return JSON.stringify({ error: { code, message } });
}

/** Answers what Node could not read as a request, in the same form. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, problem] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [
          '431 Request Header Fields Too Large',
          new Problem(431, 'REQUEST_TOO_LARGE', 'The request’s head is too large'),
        ]
      : ['400 Bad Request', new Problem(400, 'BAD_REQUEST', 'This is no HTTP request')];
  const body = problemText(problem as Problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
