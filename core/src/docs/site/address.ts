/** A place within the site, as the address has it behind `#`. */
export interface Place {
  /** `overview`, `graph`, `list`, or a resource type with an id. */
  readonly page: string;
  readonly id: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Reads `#/model/model.shop.orders?column=id`; the `#!/` of dbt's own site is understood too. */
export function readAddress(hash: string): Place {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#!?\/?/, ''), '?');
  const [page = '', ...rest] = path.split('/');
  return {
    page: page === '' ? 'overview' : page,
    id: decode(rest.join('/')),
    query: new Map(new URLSearchParams(query)),
  };
}

/** @param values Those that are empty are left out. */
export function writeAddress(path: string, values: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return query === '' ? `#/${path}` : `#/${path}?${query}`;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** What is not well encoded stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
