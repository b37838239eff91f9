import { type Content, h } from './element.ts';

/** A stretch of code; without a kind it is plain. */
export interface CodePart {
  readonly kind?: 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'template' | 'name';
  readonly text: string;
}

const sqlWords = words(`
  all alter analyze and any anti array as asc asof at attach begin between by case cast check collate column commit
  constraint copy create cross cube current database default delete desc describe distinct drop else end escape except
  exclude exists explain extract false fetch filter first following for foreign from full function generated glob group
  grouping groups having if ignore ilike in index inner insert install intersect interval into is join key last lateral
  left like limit load macro map materialized merge natural not null nulls offset on or order outer over partition
  pivot positional pragma preceding primary qualify range recursive references rename replace returning right rollback
  rollup row rows sample schema select semi sequence set sets show similar some struct summarize table tablesample temp
  temporary then ties to transaction true truncate try_cast unbounded union unique unpivot update use using values view
  when where window with within without`);

const jinjaWords = words(`
  if elif else endif for endfor in not and or is set endset macro endmacro call endcall do filter endfilter block
  endblock import include extends from as with raw endraw snapshot endsnapshot test endtest materialization
  endmaterialization docs enddocs none true false return recursive`);

const pythonWords = words(`
  and as assert async await break class continue def del elif else except False finally for from global if import in is
  lambda None nonlocal not or pass raise return True try while with yield match case`);

/** One pattern finds all parts; what stands first in it wins. */
const sqlParts =
  /(?<comment>--[^\n]*|\/\*[^]*?(?:\*\/|$)|\{#[^]*?(?:#\}|$))|(?<template>\{\{[^]*?(?:\}\}|$)|\{%[^]*?(?:%\}|$))|(?<string>[eE]?'(?:[^']|'')*(?:'|$)|\$\$[^]*?(?:\$\$|$))|(?<name>"(?:[^"]|"")*(?:"|$))|(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)/giu;

const templateParts =
  /(?<string>'(?:[^'\\]|\\[^])*(?:'|$)|"(?:[^"\\]|\\[^])*(?:"|$))|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_]*)/giu;

const pythonParts =
  /(?<comment>#[^\n]*)|(?<string>[rbfu]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?))|(?<number>\b\d[\d_]*(?:\.\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_]*)/giu;

/**
 * Code in its parts; their texts together are the code. Any text will do, in one pass.
 * @param language `sql` (with templates) or `python`; anything else is plain.
 */
export function codeParts(code: string, language = 'sql'): readonly CodePart[] {
  if (language === 'sql' || language === 'jinja') return split(code, sqlParts, sqlWords);
  if (language === 'python' || language === 'py') return split(code, pythonParts, pythonWords);
  return [{ text: code }];
}

/** @param language As in `codeParts`. */
export function highlight(code: string, language?: string): Content {
  return codeParts(code, language).map(({ kind, text }) =>
    kind === undefined ? text : h('span', { class: `code-${kind}` }, text),
  );
}

function split(code: string, pattern: RegExp, keywords: ReadonlySet<string>): CodePart[] {
  const parts: CodePart[] = [];
  let end = 0;
  for (const match of code.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: code.slice(end, match.index) });
    const [text] = match;
    end = match.index + text.length;
    const [kind] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!;
    if (kind === 'template') parts.push(...templateOf(text));
    else if (kind !== 'word') parts.push({ kind: kind as Exclude<CodePart['kind'], undefined>, text });
    else parts.push(wordOf(text, keywords, code[end]));
  }
  if (end < code.length) parts.push({ text: code.slice(end) });
  return parts;
}

/** The inside of `{{ … }}` and `{% … %}`, whose brackets are shown as such. */
function templateOf(text: string): CodePart[] {
  const [, open = '', inner = '', close = ''] = /^(\{[{%][-+]?)([^]*?)([-+]?[%}]\})?$/.exec(text) ?? [];
  const parts: CodePart[] = [{ kind: 'template', text: open }, ...split(inner, templateParts, jinjaWords)];
  if (close !== '') parts.push({ kind: 'template', text: close });
  return parts;
}

function wordOf(text: string, keywords: ReadonlySet<string>, next: string | undefined): CodePart {
  if (keywords.has(text.toLowerCase()) || keywords.has(text)) return { kind: 'keyword', text };
  return next === '(' ? { kind: 'call', text } : { text };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
