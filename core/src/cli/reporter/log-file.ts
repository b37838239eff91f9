import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const keptFiles = 5;
const mostBufferedChars = 32_768;

/** `bk-build.log`, to which invocations append; a large one is put aside as `bk-build.log.1`, up to `.5`. */
export class LogFile {
  readonly #path: string;
  readonly #mostBytes: number;
  #buffer: string[] = [];
  #bufferedChars = 0;
  /** Known once the file has been looked at. */
  #sizeBytes: number | undefined;
  #isBroken = false;

  constructor(folder: string, mostBytes: number) {
    this.#path = join(folder, 'bk-build.log');
    this.#mostBytes = mostBytes;
  }

  write(line: string): void {
    if (this.#isBroken) return;
    this.#buffer.push(line, '\n');
    this.#bufferedChars += line.length + 1;
    if (this.#bufferedChars >= mostBufferedChars) this.flush();
  }

  /** A log that cannot be written is no reason to fail; nothing is tried again. */
  flush(): void {
    if (this.#buffer.length === 0 || this.#isBroken) return;
    const text = this.#buffer.join('');
    this.#buffer = [];
    this.#bufferedChars = 0;
    try {
      this.#sizeBytes ??= this.#look();
      const bytes = Buffer.byteLength(text);
      if (this.#mostBytes > 0 && this.#sizeBytes > 0 && this.#sizeBytes + bytes > this.#mostBytes)
        this.#rotate();
      appendFileSync(this.#path, text);
      this.#sizeBytes += bytes;
    } catch {
      this.#isBroken = true;
    }
  }

  #look(): number {
    mkdirSync(join(this.#path, '..'), { recursive: true });
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  #rotate(): void {
    for (let number = keptFiles - 1; number > 0; number--) {
      const from = `${this.#path}.${number}`;
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${this.#path}.${number + 1}`);
    }
    renameSync(this.#path, `${this.#path}.1`);
    this.#sizeBytes = 0;
  }
}
