import { isSpace, spacePattern } from '../characters.ts';
import { strip } from '../methods/string-padding.ts';
import { toStr } from '../text.ts';
import { Dict, TemplateFault, Undefined, type Value } from '../values/index.ts';
import { isSet, itemsOf, type NamedFilter, takes, wholeNumber } from './filter.ts';

/** Filters for HTML and URLs. */
export const markupFilters: Readonly<Record<string, NamedFilter>> = {
  escape: takes('', (input) => escapeHtml(toStr(input))),
  e: takes('', (input) => escapeHtml(toStr(input))),
  forceescape: takes('', (input) => escapeHtml(toStr(input))),
  safe: takes('', (input) => toStr(input)),
  striptags: takes('', (input) => stripTags(toStr(input))),
  urlencode: takes('', (input) => urlEncode(input)),
  urlize: takes(
    'trim_url_limit?, nofollow?, target?, rel?, extra_schemes?',
    (input, [limit, isNofollow, target, rel]) => {
      const rels = new Set([
        'noopener',
        ...(rel ? toStr(rel).split(' ') : []),
        ...(isSet(isNofollow) ? ['nofollow'] : []),
      ]);
      const attributes = ` rel="${escapeHtml([...rels].sort().join(' '))}"`;
      const targeted = isSet(target) ? ` target="${escapeHtml(toStr(target!))}"` : '';
      return urlize(toStr(input), wholeNumber(limit, Infinity, 'urlize'), attributes + targeted);
    },
  ),
  xmlattr: takes('autospace?', (input, [autospace = true]) => {
    if (!(input instanceof Dict)) throw new TemplateFault('xmlattr takes a dict');
    const parts = [...input.entries()]
      .filter(([, value]) => value !== null && !(value instanceof Undefined))
      .map(([key, value]) => `${escapeHtml(attributeName(toStr(key)))}="${escapeHtml(toStr(value))}"`);
    const text = parts.join(' ');
    return text !== '' && isSet(autospace) ? ` ${text}` : text;
  }),
};

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character)!);
}

function attributeName(name: string): string {
  if (/[\s/>=]/u.test(name)) throw new TemplateFault(`Invalid character in attribute name: '${name}'`);
  return name;
}

/** Takes comments and tags out, and makes characters of the common entities. */
function stripTags(text: string): string {
  let kept = '';
  let position = 0;
  for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', position)) {
    const isComment = text.startsWith('<!--', open);
    const close = isComment ? text.indexOf('-->', open + 4) : text.indexOf('>', open);
    if (close === -1) break;
    kept += text.slice(position, open);
    position = close + (isComment ? 3 : 1);
  }
  const plain = strip(kept + text.slice(position), undefined, true, true);
  return unescapeHtml(plain.split(spacePattern).join(' '));
}

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#[xX]([\da-fA-F]{1,5})|([a-z]+));/g, (all, decimal, hex, name) => {
    if (name !== undefined) return named.get(name as string) ?? all;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return String.fromCodePoint(code);
  });
}

function urlEncode(input: Value): string {
  if (typeof input === 'string' || typeof input !== 'object' || input === null) return quoteUrl(input, true);
  const pairs =
    input instanceof Dict
      ? [...input.entries()]
      : itemsOf(input).map((pair) => itemsOf(pair) as [Value, Value]);
  return pairs.map(([key, value]) => `${quoteUrl(key, false)}=${quoteUrl(value, false)}`).join('&');
}

function quoteUrl(value: Value, keepsSlash: boolean): string {
  const text = encodeURIComponent(toStr(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return keepsSlash ? text.replaceAll('%2F', '/') : text.replaceAll('%20', '+');
}

const urlPattern = /^(?:https?:\/\/|www\.)[\w%-]+(?:\.[\w%-]+)*(?:[:/?#]\S*)?$/iu;
const mailPattern = /^[^\s@:]+@\w[\w.-]*\.\w+$/u;

/** Makes links of the web and mail addresses in a text; punctuation around an address is left outside. */
function urlize(text: string, limit: number, attributes: string): string {
  const shorten = (url: string): string => (url.length > limit ? `${url.slice(0, limit)}...` : url);
  const link = (word: string): string => {
    const [, head = '', middle = '', tail = ''] = /^((?:[(<]|&lt;)*)(.*?)((?:[)>.,]|&gt;)*)$/su.exec(word)!;
    return head + linked(middle) + tail;
  };
  const linked = (word: string): string => {
    if (urlPattern.test(word)) {
      const href = /^https?:/i.test(word) ? word : `https://${word}`;
      return `<a href="${href}"${attributes}>${shorten(word)}</a>`;
    }
    const mail = word.startsWith('mailto:') ? word.slice('mailto:'.length) : word;
    return mailPattern.test(mail) ? `<a href="mailto:${mail}">${mail}</a>` : word;
  };
  return escapeHtml(text)
    .split(/(\s+)/u)
    .map((word) => (word === '' || isSpace(word) ? word : link(word)))
    .join('');
}
