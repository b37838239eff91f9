const protocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * An address from a project's text, if a link to it can do no harm: it must say that it is http, https or mailto.
 * Browsers pass over control characters and blanks within `java\nscript:`, and so does the parser of addresses here.
 */
export function safeAddress(address: string): string | undefined {
  try {
    const { href, protocol } = new URL(address);
    return protocols.has(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
