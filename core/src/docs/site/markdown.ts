import { lexer, type Token, type Tokens } from 'marked';
import { type Content, h } from './element.ts';
import { highlight } from './highlight.ts';
import { safeAddress } from './safe-address.ts';

/**
 * Markdown as content of a page. HTML in it is shown as it was written, links lead only to http, https and mailto, and
 * images become links, so that reading a page tells nobody that it was read.
 *
 * @param below How many levels of headings the page has above those of the text.
 */
export function markdown(text: string, below = 2): Content {
  return blocks(lexer(text, { gfm: true }), below);
}

function blocks(tokens: readonly Token[], below: number): Content[] {
  return tokens.map((token) => block(token, below));
}

function block(token: Token, below: number): Content {
  switch (token.type) {
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      return h(`h${Math.min(depth + below, 6)}`, {}, inlines(tokens));
    }
    case 'paragraph':
      return h('p', {}, inlines((token as Tokens.Paragraph).tokens));
    case 'code': {
      const { lang, text } = token as Tokens.Code;
      return h('pre', { class: 'code' }, h('code', {}, highlight(text, lang)));
    }
    case 'blockquote':
      return h('blockquote', {}, blocks((token as Tokens.Blockquote).tokens, below));
    case 'list': {
      const { items, ordered, start } = token as Tokens.List;
      const content = items.map(({ tokens }) => h('li', {}, blocks(tokens, below)));
      return ordered ? h('ol', { start: start || 1 }, content) : h('ul', {}, content);
    }
    case 'table':
      return table(token as Tokens.Table);
    case 'hr':
      return h('hr');
    case 'space':
    case 'def':
      return null;
    default:
      return inline(token);
  }
}

function table({ align, header, rows }: Tokens.Table): Content {
  const cells = (tag: string, row: readonly Tokens.TableCell[]): Content =>
    row.map(({ tokens }, index) =>
      h(tag, { class: align[index] ? `align-${align[index]}` : undefined }, inlines(tokens)),
    );
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, cells('th', header))),
      h(
        'tbody',
        {},
        rows.map((row) => h('tr', {}, cells('td', row))),
      ),
    ),
  );
}

function inlines(tokens: readonly Token[]): Content[] {
  return tokens.map(inline);
}

function inline(token: Token): Content {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return h(token.type, {}, inlines((token as Tokens.Strong).tokens));
    case 'codespan':
      return h('code', {}, (token as Tokens.Codespan).text);
    case 'br':
      return h('br');
    case 'link':
      return link(token as Tokens.Link, inlines((token as Tokens.Link).tokens));
    case 'image':
      return link(token as Tokens.Image, [decode((token as Tokens.Image).text) || 'image']);
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ';
    case 'html':
    case 'escape':
      return (token as Tokens.HTML).text;
    default: {
      const { text = token.raw, tokens } = token as Partial<Tokens.Text> & { readonly raw: string };
      return tokens ? inlines(tokens) : decode(text);
    }
  }
}

function link({ href, title }: Tokens.Link | Tokens.Image, content: readonly Content[]): Content {
  const address = safeAddress(href);
  if (address === undefined) return content;
  return h(
    'a',
    { href: address, title: title ?? undefined, rel: 'noopener noreferrer', target: '_blank' },
    content,
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  copy: '©',
  rarr: '→',
  larr: '←',
  times: '×',
  ge: '≥',
  le: '≤',
};

/** The references to characters that descriptions use; others stay as they were written. */
function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name]! : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
