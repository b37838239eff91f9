import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '../../src/adapters/trino/page.ts';

/** What the stand-in does with one request; a page, where nothing else is said. */
export interface Reply extends Partial<Omit<Page, 'id' | 'nextUri'>> {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is, instead of a page. */
  readonly body?: string;
  /** Breaks the connection instead of answering. */
  readonly isDropped?: boolean;
  /** Never answers. */
  readonly isSilent?: boolean;
  /** Where the next page is said to be, if not with the stand-in. */
  readonly next?: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Speaks Trino's protocol: each statement gets the replies of a script, the first to its post, then one a request for a page. */
export class StandIn {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  readonly #script: (readonly Reply[])[];
  #running: { readonly replies: readonly Reply[]; next: number } | undefined;
  #waiting: { readonly count: number; readonly wake: () => void } | undefined;

  private constructor(script: readonly (readonly Reply[])[]) {
    this.#script = [...script];
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => this.#answer(request, body, response));
    });
  }

  /** @param script The replies of each statement, in the order of their posts. */
  static async start(...script: (readonly Reply[])[]): Promise<StandIn> {
    const standIn = new StandIn(script);
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The statements that were posted. */
  get statements(): readonly string[] {
    return this.asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
  }

  methods(): string {
    return this.asked.map(({ method }) => method).join(' ');
  }

  /** Resolves when so many requests have come. */
  received(count: number): Promise<void> {
    if (this.asked.length >= count) return Promise.resolve();
    return new Promise((wake) => (this.#waiting = { count, wake }));
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { headers, method = '', url: path = '' } = request;
    this.asked.push({ method, path, headers, body });
    if (this.#waiting && this.asked.length >= this.#waiting.count) this.#waiting.wake();
    if (method === 'DELETE') return void response.writeHead(204).end();
    // A statement that was refused is posted again, and goes on in its script.
    const isRefused = this.#running !== undefined && this.#running.replies[this.#running.next - 1]?.status !== undefined;
    if (method === 'POST' && !isRefused) this.#running = { replies: this.#script.shift() ?? [], next: 0 };
    this.#reply(response);
  }

  #reply(response: ServerResponse): void {
    const running = this.#running!;
    const reply = running.replies[running.next++] ?? { status: 410, body: 'the script has no more' };
    const { body, headers, isDropped, isSilent, next, status = 200, ...page } = reply;
    if (isSilent) return;
    if (isDropped) return void response.socket?.destroy();
    const isLast = running.next >= running.replies.length || page.error !== undefined;
    const nextUri = next ?? `${this.url}/v1/statement/executing/q/${running.next}`;
    const text = body ?? JSON.stringify({ id: 'q', ...(!isLast && { nextUri }), ...page });
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }
}
