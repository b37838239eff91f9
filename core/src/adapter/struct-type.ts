/** A part of a struct: its name without quotes, and its type as written. */
export interface StructField {
  readonly name: string;
  readonly type: string;
}

/**
 * The parts of `STRUCT(a INTEGER, "b c" DECIMAL(10,2)[])`, in order; none for what is no struct.
 *
 * @param word What the database calls a struct: `struct`, `row`.
 */
export function structFields(type: string, word: string): readonly StructField[] {
  const whole = type.trim();
  const opening = /^\w+\s*\(/.exec(whole)?.[0];
  if (opening === undefined || opening.slice(0, -1).trim().toLowerCase() !== word || !whole.endsWith(')'))
    return [];
  const inner = whole.slice(opening.length, -1);
  return splitOutside(inner).flatMap((part) => {
    const match = /^("(?:[^"]|"")*"|\S+)\s+([\s\S]+)$/.exec(part.trim());
    return match ? [{ name: unquote(match[1]!), type: match[2]! }] : [];
  });
}

/** At commas that stand in no brackets and no quotes. */
export function splitOutside(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]/g)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === ',' && depth === 0) {
      found.push(text.slice(start, index));
      start = index + 1;
    }
  }
  found.push(text.slice(start));
  return found;
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
