import { crc32 } from 'node:zlib';

/** CRC-32 and length of bytes that come in parts: tells damaged ones from whole ones, and hides nothing. */
export class Crc32 {
  #sum = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    // Of no bytes zlib gives 0, whatever came before them.
    if (bytes.byteLength === 0) return;
    this.#sum = crc32(bytes, this.#sum);
    this.#length += bytes.byteLength;
  }

  digest(): string {
    return `${this.#sum.toString(16)}-${this.#length}`;
  }
}
