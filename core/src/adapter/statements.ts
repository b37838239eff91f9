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
  let count = 0;
  let transaction: StatementShape['transaction'];
  const add = (statement: string): void => {
    if (nothing.test(statement)) return;
    count++;
    transaction = transactionOf(statement) ?? transaction;
  };
  let start = 0;
  for (const { 0: found, index } of sql.matchAll(token)) {
    if (found !== ';') continue;
    add(sql.slice(start, index));
    start = index + 1;
  }
  add(sql.slice(start));
  return { isSeveral: count > 1, transaction };
}

function transactionOf(statement: string): StatementShape['transaction'] {
  const match = transactionWord.exec(statement);
  if (!match) return undefined;
  return match[1] === undefined ? 'ends' : 'opens';
}
