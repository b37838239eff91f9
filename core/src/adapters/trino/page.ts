import type { Wire } from './values.ts';

/** One answer of the protocol: where the statement stands, and rows of its result. */
export interface Page {
  readonly id: string;
  /** Where the next page is; the last one has none. */
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly Wire[])[];
  /** `CREATE TABLE`, and how many rows it wrote. */
  readonly updateType?: string;
  readonly updateCount?: number | string;
  readonly error?: TrinoError;
}

export interface TrinoError {
  readonly message: string;
  /** `SYNTAX_ERROR`. */
  readonly errorName: string;
  readonly errorType: 'USER_ERROR' | 'INTERNAL_ERROR' | 'INSUFFICIENT_RESOURCES' | 'EXTERNAL';
  /** From 1, in characters. */
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const wholeBeyondDoubles = /^-?\d{16,}$/;

/**
 * Reads a page. Whole numbers that a double cannot hold become text.
 * @throws SyntaxError when it is none
 */
export function readPage(json: string): Page {
  const exact = /\d{16}/.test(json)
    ? json.replace(stringOrNumber, (token) => (wholeBeyondDoubles.test(token) ? `"${token}"` : token))
    : json;
  const page = JSON.parse(exact) as Page;
  if (typeof page !== 'object' || page === null || typeof page.id !== 'string') {
    throw new SyntaxError('no page of a statement');
  }
  return page;
}
