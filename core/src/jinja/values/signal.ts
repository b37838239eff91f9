import type { Value } from './contract.ts';

/** What `return(value)` throws or gives: the macro around it gives the value instead of its text. Not an error. */
export class ReturnSignal {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Fails with words that the template's place and macros are still to be added to. */
export class TemplateFault extends Error {
  override name = 'TemplateFault';
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, code = 'TEMPLATE_ERROR', hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
