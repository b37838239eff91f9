const texts = new WeakMap<object, string>();

/**
 * An entry of a manifest as JSON. The parse cache and manifest.json are both made of these texts, so each is made once
 * and kept for as long as the entry is; of a finished manifest no entry changes.
 *
 * @throws TypeError where an integer is past 2^53, for which JSON has no form
 */
export function entryText(entry: object): string {
  let text = texts.get(entry);
  if (text === undefined) keepEntryText(entry, (text = JSON.stringify(entry)));
  return text;
}

/** Tells the text that an entry was read from. */
export function keepEntryText(entry: object, text: string): void {
  texts.set(entry, text);
}
