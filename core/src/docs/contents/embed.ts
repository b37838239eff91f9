import { InternalError } from '../../diagnostics/index.ts';

/** Where the page's HTML loads its data; a copy that holds everything has the data there instead. */
export const dataMark = '<script src="docs-data.js"></script>';

/**
 * The file beside the page: a script, since a page that is opened as a file may load no JSON. It holds the JSON as a
 * string, which browsers read faster than they read code.
 *
 * @param json A JSON text.
 */
export function linkData(json: string): string {
  const literal = withoutMarkup(json.replace(/[\\']/g, String.raw`\$&`), String.raw`\x`);
  return `globalThis.bkBuildDocs = '${literal}';\n`;
}

/** The page with the data in it, as a block that browsers do not run. */
export function inlineData(page: string, json: string): string {
  const at = page.indexOf(dataMark);
  if (at === -1) throw new InternalError('the page of the documentation has no place for its data');
  const data = withoutMarkup(json, String.raw`\u00`);
  const block = `<script type="application/json" id="docs-data">${data}</script>`;
  return page.slice(0, at) + block + page.slice(at + dataMark.length);
}

/** Nothing in a text may end the script that it stands in, or begin a comment there. */
function withoutMarkup(text: string, escape: string): string {
  return text
    .replace(/[<>&]/g, (character) => escape + character.charCodeAt(0).toString(16))
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}
