import { templateTooComplex } from '../diagnostics/catalogue/jinja.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Source } from './source.ts';

/** A template that exhausted the stack, at its longest tag: that is most likely where the fault lies. */
export function tooComplex(source: Source): Diagnostic {
  let [start, end] = [0, Math.min(1, source.text.length)];
  for (const { 0: tag, index } of source.text.matchAll(/\{[{%][^]*?[%}]\}/g))
    if (tag.length > end - start) [start, end] = [index, index + tag.length];
  return templateTooComplex(source.span(start, end));
}
