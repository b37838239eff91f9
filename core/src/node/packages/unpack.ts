import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { archiveRefused, UserError } from '../../diagnostics/index.ts';
import { brokenDownload } from './download.ts';
import { linkLeadsOut, textLeadsOut } from './links.ts';

/** How much an archive may hold. */
export interface UnpackLimits {
  readonly mostBytes: number;
  readonly mostEntries: number;
}

export const usualLimits: UnpackLimits = { mostBytes: 1024 ** 3, mostEntries: 200_000 };

interface Link {
  readonly name: string;
  readonly path: string;
  readonly target: string;
}

/**
 * Unpacks a tar archive, gzipped or not, into a folder that is made for it.
 *
 * @param shownUrl What to call it in messages.
 * @returns the one folder that the archive holds
 * @throws UserError when an entry would end outside of the folder, is neither file nor folder nor a link within it, or
 *   when there is too much; nothing is left behind then. An archive that cannot be read throws a `brokenDownload`.
 */
export async function unpack(
  bytes: Uint8Array,
  folder: string,
  shownUrl: string,
  limits: UnpackLimits = usualLimits,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  try {
    await new Unpacker(folder, shownUrl, limits).run(bytes);
    return onlyFolder(folder, shownUrl);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

class Unpacker {
  readonly #root: string;
  readonly #shownUrl: string;
  readonly #limits: UnpackLimits;
  readonly #links: Link[] = [];
  #bytes = 0;
  #entries = 0;

  constructor(folder: string, shownUrl: string, limits: UnpackLimits) {
    this.#root = realpathSync.native(folder);
    this.#shownUrl = shownUrl;
    this.#limits = limits;
  }

  async run(bytes: Uint8Array): Promise<void> {
    const { createTarDecoder } = await import('modern-tar');
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const source = Readable.from(pieces(bytes));
    const plain = isGzip ? source.pipe(createGunzip()) : source;
    source.on('error', (error) => plain.destroy(error));
    const entries = (Readable.toWeb(plain) as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
      createTarDecoder({ strict: true }),
    );
    try {
      for await (const { body, header } of entries) {
        if (++this.#entries > this.#limits.mostEntries)
          this.#refuse(`it has more than ${this.#limits.mostEntries} entries`);
        const data = await this.#read(body, header.size);
        this.#write(header, data);
      }
    } catch (error) {
      if (error instanceof UserError || (error as NodeJS.ErrnoException).path !== undefined) throw error;
      throw brokenDownload(`it is no whole archive (${(error as Error).message})`);
    }
    if (this.#entries === 0) throw brokenDownload('it is no archive, or an empty one');
    // Links come last, so that no file is ever written through one.
    for (const link of this.#links) this.#link(link);
    for (const link of this.#links) this.#checkLink(link);
  }

  async #read(body: ReadableStream<Uint8Array>, sizeBytes: number): Promise<Buffer> {
    const tooMuch = `it holds more than ${Math.floor(this.#limits.mostBytes / 1024 / 1024)} MB`;
    if (this.#bytes + sizeBytes > this.#limits.mostBytes) this.#refuse(tooMuch);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#limits.mostBytes) this.#refuse(tooMuch);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  #write({ linkname = '', name, type = 'file' }: EntryHeader, data: Uint8Array): void {
    const path = this.#inside(name);
    if (type === 'directory') {
      mkdirSync(path, { recursive: true });
    } else if (type === 'file') {
      if (path === this.#root) this.#refuse(`its entry "${name}" has no name`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, data);
    } else if (type === 'symlink') {
      this.#links.push({ name, path, target: linkname });
    } else if (type !== 'pax-global-header' && type !== 'pax-header') {
      this.#refuse(`its entry "${name}" is a ${type.replace('-', ' ')}, not a file`);
    }
  }

  /** Where an entry goes. */
  #inside(name: string): string {
    const parts = name.split(/[/\\]/);
    if (name.includes('\0') || /^([/\\]|[A-Za-z]:)/.test(name) || parts.includes('..'))
      this.#refuse(`its entry "${name}" leads out of its folder`);
    return join(this.#root, ...parts.filter((part) => part !== '' && part !== '.'));
  }

  #link({ name, path, target }: Link): void {
    if (textLeadsOut(this.#packageOf(path), path, target))
      this.#refuse(`its link "${name}" leads out of its folder, to "${target}"`);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { recursive: true, force: true });
    symlinkSync(target, path);
  }

  /** Links to links may lead elsewhere than their texts say. */
  #checkLink({ name, path, target }: Link): void {
    if (linkLeadsOut(this.#packageOf(path), path))
      this.#refuse(`its link "${name}" leads out of its folder, to "${target}"`);
  }

  /** The archive's one folder, which alone will be installed. */
  #packageOf(path: string): string {
    const [top = ''] = relative(this.#root, path).split(sep);
    return join(this.#root, top);
  }

  #refuse(problem: string): never {
    throw new UserError(archiveRefused(this.#shownUrl, problem));
  }
}

interface EntryHeader {
  readonly name: string;
  readonly type?: string;
  readonly linkname?: string;
}

const pieceBytes = 256 * 1024;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
}

function onlyFolder(folder: string, shownUrl: string): string {
  const entries = readdirSync(folder, { withFileTypes: true });
  const [first] = entries;
  if (entries.length === 1 && first!.isDirectory()) return join(folder, first!.name);
  const names = entries
    .map(({ name }) => name)
    .slice(0, 5)
    .join(', ');
  throw new UserError(
    archiveRefused(shownUrl, `a package is one folder, but it holds ${names || 'nothing'}`),
  );
}
