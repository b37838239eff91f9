import type { TrinoCredentials } from './credentials.ts';
import type { Answer } from './transport.ts';

/** What the server remembers nothing of: catalog, schema and properties go with each statement, and may change with it. */
export class Session {
  readonly #fixed: Readonly<Record<string, string>>;
  readonly #properties: Map<string, string>;
  readonly #prepared = new Map<string, string>();
  #catalog: string;
  #schema: string;

  constructor(credentials: TrinoCredentials) {
    const { catalog, clientTags, headers, login, roles, schema, sessionProperties, timeZone, user } =
      credentials;
    this.#catalog = catalog;
    this.#schema = schema;
    this.#properties = new Map(
      Object.entries(sessionProperties).map(([name, value]) => [name, encodeURIComponent(value)]),
    );
    this.#fixed = {
      'X-Trino-Source': 'bk-build',
      // Without it times lose what is finer than a millisecond.
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...headers,
      ...(user !== '' && { 'X-Trino-User': user }),
      ...authorization(login),
      ...(clientTags.length > 0 && { 'X-Trino-Client-Tags': clientTags.join(',') }),
      ...(timeZone !== undefined && { 'X-Trino-Time-Zone': timeZone }),
      ...(Object.keys(roles).length > 0 && { 'X-Trino-Role': roleHeader(roles) }),
    };
  }

  headers(): Record<string, string> {
    return {
      ...this.#fixed,
      'X-Trino-Catalog': this.#catalog,
      'X-Trino-Schema': this.#schema,
      ...(this.#properties.size > 0 && { 'X-Trino-Session': pairs(this.#properties) }),
      ...(this.#prepared.size > 0 && { 'X-Trino-Prepared-Statement': pairs(this.#prepared) }),
    };
  }

  /** Takes over what a statement such as `set session` or `use` has changed. */
  learn({ headers }: Answer): void {
    const one = (name: string): string | undefined => {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    this.#catalog = one('x-trino-set-catalog') ?? this.#catalog;
    this.#schema = one('x-trino-set-schema') ?? this.#schema;
    apply(this.#properties, one('x-trino-set-session'), one('x-trino-clear-session'));
    apply(this.#prepared, one('x-trino-added-prepare'), one('x-trino-deallocated-prepare'));
  }
}

/** @param added `name=value`, the value encoded. */
function apply(values: Map<string, string>, added: string | undefined, removed: string | undefined): void {
  const at = added?.indexOf('=') ?? -1;
  if (added !== undefined && at > 0) values.set(added.slice(0, at), added.slice(at + 1));
  if (removed !== undefined) values.delete(removed);
}

/** Values are encoded already. */
function pairs(values: ReadonlyMap<string, string>): string {
  return [...values].map(([name, value]) => `${name}=${value}`).join(',');
}

function authorization(login: TrinoCredentials['login']): Record<string, string> {
  switch (login.kind) {
    case 'password':
      return {
        Authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`,
      };
    case 'token':
      return { Authorization: `Bearer ${login.token}` };
    case 'none':
      return {};
  }
}

/** `system=ROLE{admin}`: a role's name may hold anything, so it is encoded. */
function roleHeader(roles: Readonly<Record<string, string>>): string {
  return Object.entries(roles)
    .map(([catalog, role]) => {
      const isWord = /^(?:all|none)$/i.test(role);
      return `${catalog}=${encodeURIComponent(isWord ? role.toUpperCase() : `ROLE{${role}}`)}`;
    })
    .join(',');
}
