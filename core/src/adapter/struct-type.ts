/** A part of a struct: its name without quotes, and its type as written. */
export interface StructField {
  readonly name: string;
  readonly type: string;
}

/** The parts of `STRUCT(a INTEGER, "b c" DECIMAL(10,2)[])`, in order; none for what is no struct. */
export function structFields(type: string): readonly StructField[] {
  const inner = /^struct\s*\(([\s\S]*)\)$/i.exec(type.trim())?.[1];
  if (inner === undefined) return [];
  return splitOutside(inner).flatMap((part) => {
    const match = /^("(?:[^"]|"")*"|\S+)\s+([\s\S]+)$/.exec(part.trim());
    return match ? [{ name: unquote(match[1]!), type: match[2]! }] : [];
  });
}

/** At commas that stand in no brackets and no quotes. */
function splitOutside(text: string): string[] {
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
