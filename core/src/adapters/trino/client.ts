import { DatabaseError } from '../../adapter/index.ts';
import type { TrinoCredentials } from './credentials.ts';
import { mayPass, toDatabaseError } from './errors.ts';
import { type Page, readPage } from './page.ts';
import { isUnsafe, refusal, unreachable, unsafePage } from './refusals.ts';
import type { Session } from './session.ts';
import { type Answer, type Request, Transport } from './transport.ts';

/** What waiting takes; tests bring their own. */
export interface Waiting {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;

/**
 * Runs statements by Trino's protocol: a statement is posted, then its pages are fetched one by one, each of which the server
 * holds back for about a second while there is nothing new.
 */
export class TrinoClient {
  readonly #credentials: TrinoCredentials;
  readonly #transport: Transport;
  readonly #waiting: Waiting;

  constructor(credentials: TrinoCredentials, waiting: Waiting) {
    this.#credentials = credentials;
    this.#transport = new Transport(credentials.tls);
    this.#waiting = waiting;
  }

  /**
   * Runs a statement to its end, or until `takes` wants no more pages. What the cluster did not take, or lost before anything
   * of it was kept, is sent again.
   *
   * @param takes Gets each page; false ends the statement.
   * @returns the last page
   * @throws DatabaseError
   */
  async run(
    sql: string,
    session: Session,
    takes: (page: Page) => boolean,
    signal: AbortSignal,
  ): Promise<Page> {
    for (let attempt = 1; ; attempt++) {
      let hasRows = false;
      const last = await this.#once(
        sql,
        session,
        (page) => {
          hasRows ||= (page.data?.length ?? 0) > 0;
          return takes(page);
        },
        signal,
      );
      if (!last.error) return last;
      if (hasRows || !mayPass(last.error) || attempt >= this.#credentials.attempts) {
        throw toDatabaseError(last.error, sql);
      }
      await this.#wait(attempt, sql, signal);
    }
  }

  close(): void {
    this.#transport.close();
  }

  async #once(
    sql: string,
    session: Session,
    takes: (page: Page) => boolean,
    signal: AbortSignal,
  ): Promise<Page> {
    const post = { method: 'POST', url: `${this.#credentials.server}/v1/statement`, body: sql } as const;
    let page = await this.#page({ ...post, headers: session.headers() }, session, sql, signal);
    for (;;) {
      const isWanted = page.error !== undefined || takes(page);
      const next = page.nextUri;
      if (next === undefined) return page;
      if (isUnsafe(next, this.#credentials)) throw unsafePage(next, this.#credentials, sql);
      if (!isWanted) {
        await this.#cancel(next, session);
        return page;
      }
      try {
        page = await this.#page(
          { method: 'GET', url: next, headers: session.headers(), signal },
          session,
          sql,
          signal,
        );
      } catch (error) {
        await this.#cancel(next, session);
        throw error;
      }
    }
  }

  /** A page, asked for again while the server or the network has a bad moment. */
  async #page(request: Request, session: Session, sql: string, signal: AbortSignal): Promise<Page> {
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw interruption(sql);
      const mayAsk = attempt < this.#credentials.attempts;
      let answer: Answer;
      try {
        answer = await this.#transport.send(request);
      } catch (error) {
        if (signal.aborted) throw interruption(sql);
        // A statement that may have arrived is not sent a second time; a page can be fetched as often as one likes.
        if (!mayAsk || (request.method === 'POST' && !neverArrived(error))) {
          throw unreachable(error, this.#credentials, sql);
        }
        await this.#wait(attempt, sql, signal);
        continue;
      }
      if (answer.status === 200) {
        session.learn(answer);
        try {
          return readPage(answer.text);
        } catch (error) {
          throw refusal(answer, this.#credentials, sql, error);
        }
      }
      if (!mayAsk || ![429, 502, 503, 504].includes(answer.status)) {
        throw refusal(answer, this.#credentials, sql);
      }
      await this.#wait(attempt, sql, signal, answer);
    }
  }

  /** Waits as long as the server asks for, or twice as long each time; some chance keeps clients apart. */
  async #wait(attempt: number, sql: string, signal: AbortSignal, answer?: Answer): Promise<void> {
    const asked = Number(answer?.headers['retry-after']);
    const doubled = firstWaitMs * 2 ** (attempt - 1) * (0.5 + this.#waiting.random());
    const ms = Math.min(longestWaitMs, Number.isFinite(asked) ? asked * 1000 : doubled);
    await this.#waiting.sleep(ms, signal);
    if (signal.aborted) throw interruption(sql);
  }

  /** Tells the server to stop; that it cannot be told changes nothing. */
  async #cancel(nextUri: string, session: Session): Promise<void> {
    await this.#transport
      .send({ method: 'DELETE', url: nextUri, headers: session.headers() })
      .catch(() => undefined);
  }
}

export function interruption(sql: string): DatabaseError {
  return new DatabaseError('The query was cancelled', { kind: 'interrupted', sql });
}

function neverArrived(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? '');
}
