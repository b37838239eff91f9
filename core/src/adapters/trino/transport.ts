import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { TrinoCredentials } from './credentials.ts';

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends requests over connections that are kept open between them. */
export class Transport {
  readonly #agents: readonly [HttpAgent, HttpsAgent];

  /** @throws Error when a file of the profile cannot be read */
  constructor({ authorities, certificate, key, isVerified }: TrinoCredentials['tls']) {
    const pem = (file: string | undefined): Buffer | undefined =>
      file === undefined ? undefined : readFileSync(file);
    this.#agents = [
      new HttpAgent({ keepAlive: true }),
      new HttpsAgent({
        keepAlive: true,
        rejectUnauthorized: isVerified,
        ca: pem(authorities),
        cert: pem(certificate),
        key: pem(key),
      }),
    ];
  }

  /** @throws the machine's own error, with its `code`, when there is no answer */
  send({ method, url, headers, body, signal }: Request): Promise<Answer> {
    const isSecure = url.startsWith('https:');
    const [http, https] = this.#agents;
    return new Promise((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(
        url,
        { method, headers, agent: isSecure ? https : http, ...(signal && { signal }) },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}
