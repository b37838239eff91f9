/** The server's answers, in the shapes that its routes give. */

export type ColumnKind = 'text' | 'date' | 'month' | 'integer' | 'number' | 'money' | 'percent' | 'flag';
export type Value = string | number | boolean | null;

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly kind: ColumnKind;
}

/** Rows by columns: one list of values a column. */
export interface Table {
  readonly columns: readonly Column[];
  readonly values: readonly (readonly Value[])[];
}

export interface Answer {
  readonly generation: string;
  /** Rows of the first table, also those that were not sent. */
  readonly total: number;
  readonly tables: Readonly<Record<string, Table>>;
  readonly facts: Readonly<Record<string, Value>>;
  readonly notes: readonly string[];
}

export interface Checks {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly outdated: number;
}

export interface Meta {
  readonly generation: string;
  readonly builtAt: string;
  readonly choices: {
    readonly firstDate: string;
    readonly lastDate: string;
    readonly cities: readonly string[];
  };
  readonly categories: readonly string[];
  readonly referenceDates: readonly string[];
  readonly checks: Readonly<Record<string, Checks>>;
}

export interface Provenance {
  readonly title: string;
  readonly about: string;
  readonly statements: readonly { readonly name: string; readonly sql: string }[];
  readonly models: readonly {
    readonly name: string;
    readonly path: string;
    readonly description: string;
    readonly sql: string;
  }[];
  readonly checks: Checks;
}

export interface ShopVersions {
  readonly versions: readonly {
    readonly version: number;
    readonly committedAt: string;
    readonly operation: string;
  }[];
}

export interface ShopAt {
  readonly version: number;
  readonly newest: number;
  readonly figures: Table;
}

/** An error that the server explains. */
export class ServerError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Asks the server. @throws ServerError with its explanation, or one that it cannot be reached */
export async function ask<Result>(address: string, signal?: AbortSignal): Promise<Result> {
  const response = await fetch(address, signal ? { signal } : {}).catch((error: Error) => {
    if (error.name === 'AbortError') throw error;
    throw new ServerError(
      'UNREACHABLE',
      'The server cannot be reached. Is it running? Start it with: npm run dashboard',
    );
  });
  const body: unknown = await response.json().catch((error: Error) => {
    if (error.name === 'AbortError' || response.ok) throw error;
    return {};
  });
  if (response.ok) return body as Result;
  const { error } = body as { error?: { code: string; message: string } };
  throw new ServerError(error?.code ?? 'FAILED', error?.message ?? `The server answered ${response.status}`);
}

/** The values of a table's column; empty when there is none. */
export function column(table: Table | undefined, key: string): readonly Value[] {
  const index = table?.columns.findIndex((candidate) => candidate.key === key) ?? -1;
  return table?.values[index] ?? [];
}

export const texts = (table: Table | undefined, key: string) => column(table, key) as readonly string[];
export const numbers = (table: Table | undefined, key: string) => column(table, key) as readonly number[];
/** Numbers, some of which are not known. */
export const gappy = (table: Table | undefined, key: string) =>
  column(table, key) as readonly (number | null)[];
export const flags = (table: Table | undefined, key: string) => column(table, key) as readonly boolean[];
