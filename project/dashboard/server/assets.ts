import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Its name holds a hash of its content, so that it may be kept for ever. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All files of the page by their addresses, read once: no request's path ever reaches the file system. */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const address = path.slice(folder.length).replaceAll('\\', '/');
    assets.set(address, {
      type,
      body: readFileSync(path),
      isImmutable: /-[A-Z0-9]{8}\.\w+$/.test(entry.name),
    });
  }
  const page = assets.get('/index.html');
  if (page) assets.set('/', page);
  return assets;
}
