/** What a text of SQL does besides computing: how many statements it holds, and whether it opens or ends a transaction. */
export interface StatementShape {
  readonly isSeveral: boolean;
  readonly transaction: 'opens' | 'ends' | undefined;
}

const single: StatementShape = { isSeveral: false, transaction: undefined };

/** Strings, quoted names and comments, in which a semicolon ends nothing, or a semicolon that ends a statement. */
const token =
  /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|;/g;
const leading = String.raw`^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*`;
const transactionWord = new RegExp(
  `${leading}(?:(begin|start\\s+transaction)|(commit|end|rollback|abort))\\b`,
  'i',
);
const nothing = new RegExp(`${leading}$`);

/** The shape of a text of SQL; takes time only where there is a semicolon before the end. */
export function shapeOf(sql: string): StatementShape {
  const first = sql.indexOf(';');
  if (first === -1 || sql.slice(first + 1).trim() === '') {
    const transaction = transactionOf(sql);
    return transaction ? { isSeveral: false, transaction } : single;
  }
  const parts = splitStatements(sql);
  const transaction = parts.map((part) => transactionOf(part.sql)).findLast((found) => found !== undefined);
  return { isSeveral: parts.length > 1, transaction };
}

/** One statement of a text. */
export interface SqlPart {
  readonly sql: string;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
}

/** The statements of a text, without what is only space and comments, and without the semicolons that end them. */
export function splitStatements(sql: string): readonly SqlPart[] {
  const parts: SqlPart[] = [];
  const add = (start: number, end: number): void => {
    const part = sql.slice(start, end);
    if (!nothing.test(part)) parts.push({ sql: part, start });
  };
  let start = 0;
  if (sql.includes(';')) {
    for (const { 0: found, index } of sql.matchAll(token)) {
      if (found !== ';') continue;
      add(start, index);
      start = index + 1;
    }
  }
  add(start, sql.length);
  return parts;
}

function transactionOf(statement: string): StatementShape['transaction'] {
  const match = transactionWord.exec(statement);
  if (!match) return undefined;
  return match[1] === undefined ? 'ends' : 'opens';
}
