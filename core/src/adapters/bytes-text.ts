/** Bytes as Python writes them: `b'a\x00'`. */
export function bytesText(bytes: Uint8Array): string {
  const escapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'";
  const shown = Array.from(bytes, (byte) => {
    if (byte === quote.charCodeAt(0)) return `\\${quote}`;
    const isPlain = byte >= 32 && byte < 127;
    return (
      escapes[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)
    );
  });
  return `b${quote}${shown.join('')}${quote}`;
}
