import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, relative, sep } from 'node:path';
import { packTar, type TarEntry } from 'modern-tar';

export interface Registry {
  readonly url: string;
  /** Names of the packages that were asked for and are not here. */
  readonly missed: ReadonlySet<string>;
  close(): Promise<void>;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
}

/**
 * An npm registry on this machine that has what stands in some folders of node_modules, and nothing else: an installation
 * that would need more fails.
 */
export async function startRegistry(folders: readonly string[]): Promise<Registry> {
  const packages = new Map(folders.map((folder) => [readManifest(folder).name, folder]));
  const missed = new Set<string>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!).slice(1);
    const [name, archive] = path.split('/-/') as [string, string?];
    const folder = packages.get(name);
    if (folder === undefined) {
      missed.add(name);
      response.writeHead(404).end('{}');
    } else if (archive === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(packument(folder, url));
    } else {
      void archiveOf(folder).then((bytes) => response.writeHead(200).end(bytes));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, missed, close };
}

function readManifest(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

function packument(folder: string, url: string): string {
  const manifest = readManifest(folder);
  const { name, version } = manifest;
  const tarball = `${url}${name}/-/${basename(name)}-${version}.tgz`;
  return JSON.stringify({
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball } } },
  });
}

/** Not compressed: npm reads it all the same. */
function archiveOf(folder: string): Promise<Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map((entry): TarEntry => {
    const file = join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    const name = `package/${relative(folder, file).split(sep).join('/')}`;
    return { header: { name, size: body.length, type: 'file' }, body };
  });
  return packTar(entries);
}
