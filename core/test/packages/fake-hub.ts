import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';

/** Files of an archive by their paths. */
export type Files = Readonly<Record<string, string>>;

export interface Version {
  readonly packages?: readonly object[];
  readonly requires?: string;
  readonly files?: Files;
}

/** Packages by their names with owner, then by version. */
export type Packages = Readonly<Record<string, Readonly<Record<string, Version>>>>;

export interface FakeHub {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** Answers the next requests in the place of the hub. */
  answerNext(...answers: readonly ((request: IncomingMessage, response: ServerResponse) => void)[]): void;
  close(): Promise<void>;
}

export async function tarball(files: Files, extra: readonly TarEntry[] = []): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]): TarEntry => {
    const size = Buffer.byteLength(body);
    return { header: { name, size, type: 'file' }, body };
  });
  return gzipSync(await packTar([...entries, ...extra]));
}

/** A hub on this machine, with archives beside it. */
export async function startHub(packages: Packages): Promise<FakeHub> {
  const asked: string[] = [];
  const queue: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  let url = '';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!);
    asked.push(path);
    const next = queue.shift();
    if (next) return next(request, response);
    void answer(path).then(
      (body) => response.writeHead(body === undefined ? 404 : 200).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const answer = async (path: string): Promise<string | Uint8Array | undefined> => {
    if (path === '/api/v1/index.json') return JSON.stringify(Object.keys(packages));
    const [, owner, name, version] = /^\/(?:api\/v1\/)?([^/]+)\/([^/]+?)(?:\.json|\/([^/]+)\.tar\.gz)$/.exec(path) ?? [];
    const versions = packages[`${owner}/${name}`];
    if (!versions) return undefined;
    if (version === undefined) {
      const described = Object.entries(versions).map(([text, item]) => [
        text,
        {
          id: `${owner}/${name}/${text}`,
          name,
          version: text,
          packages: item.packages ?? [],
          require_dbt_version: item.requires ?? [],
          downloads: { tarball: `${url}${owner}/${name}/${text}.tar.gz`, format: 'tgz' },
        },
      ]);
      return JSON.stringify({ name, namespace: owner, versions: Object.fromEntries(described) });
    }
    const files = versions[version]?.files ?? { 'dbt_project.yml': `name: ${name}\nversion: "${version}"\n` };
    return tarball(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}-${version}/${file}`, text])));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    answerNext: (...answers) => void queue.push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
