import { writeMacros, type WrittenMacros } from '../../src/jinja/index.ts';

/** The code of a text's macros, written and read again as a script has it. */
// oxlint-disable-next-line no-implied-eval, no-new-func -- what is written is code
export const writtenMacros = (text: string): WrittenMacros => new Function(`"use strict"; return ${writeMacros(text)};`)() as WrittenMacros;
