import type { Json } from '../../config/json.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { isPresent, type TargetLike, TargetReader } from '../target-reader.ts';

/** What a profile's target says about a Trino cluster, checked. */
export interface TrinoCredentials {
  /** `https://trino.example.com:8443`. */
  readonly server: string;
  /** In whose name statements run. */
  readonly user: string;
  /** What goes with each request so that the cluster knows us. */
  readonly login:
    | { readonly kind: 'none' }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
    | { readonly kind: 'token'; readonly token: string };
  readonly catalog: string;
  readonly schema: string;
  readonly threads: number;
  readonly sessionProperties: Readonly<Record<string, string>>;
  /** A role a catalog; `system` for the cluster's own. */
  readonly roles: Readonly<Record<string, string>>;
  readonly clientTags: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly timeZone: string | undefined;
  /** How often a statement is sent that the cluster does not take; at least 1. */
  readonly attempts: number;
  readonly tls: {
    /** Files with certificates, in PEM: of who signed the server's, and our own with its key. */
    readonly authorities: string | undefined;
    readonly certificate: string | undefined;
    readonly key: string | undefined;
    /** Whether the server's certificate is looked at. */
    readonly isVerified: boolean;
  };
}

const words = (text: string): readonly string[] => text.split(', ');
const knownKeys = words(
  'type, method, host, port, user, password, impersonation_user, jwt_token, client_certificate, client_private_key, cert, http_scheme, http_headers, database, catalog, schema, threads, session_properties, roles, client_tags, timezone, retries, prepared_statements_enabled, suppress_cert_warning',
);
const starburst = "it is for Starburst's catalog of metadata, which bk-build does not write to";
const ignoredKeys = new Map(
  words(
    'starburst_url, starburst_client_id, starburst_secret_key, starburst_metadata_failure_strategy, starburst_max_column_batch_size',
  ).map((key) => [key, starburst]),
);
const methods = ['none', 'ldap', 'jwt', 'certificate'];
const defaultPorts = { http: 8080, https: 8443 };
const defaultAttempts = 5;

/** Checks a target of type trino. Every fault is reported, each with its place in the profile. */
export function readCredentials(target: TargetLike): {
  readonly credentials: TrinoCredentials;
  readonly diagnostics: readonly Diagnostic[];
} {
  const reader = new CredentialsReader(target);
  return { credentials: reader.read(), diagnostics: reader.diagnostics };
}

class CredentialsReader extends TargetReader {
  readonly #target: TargetLike;

  constructor(target: TargetLike) {
    super(target);
    this.#target = target;
  }

  read(): TrinoCredentials {
    this.checkKeys('Trino', knownKeys, ignoredKeys);
    const method = this.#method();
    const host = this.#required('host', 'trino.example.com');
    const scheme = this.#scheme(method, host);
    const port = this.count(numberOf(this.output['port']), ['port']) ?? defaultPorts[scheme];
    const user = method === 'certificate' ? (this.scalar('user') ?? '') : this.#required('user', 'me');
    const { authorities, isVerified } = this.#authorities();
    return {
      server: `${scheme}://${host}:${port}`,
      user: this.scalar('impersonation_user') ?? user,
      login: this.#login(method, user),
      catalog: this.#catalog(),
      schema: this.#required('schema', 'analytics'),
      threads: this.#target.threads,
      sessionProperties: texts(this.mapping('session_properties')),
      roles: texts(this.mapping('roles')),
      clientTags: this.list('client_tags').map(String),
      headers: texts(this.mapping('http_headers')),
      timeZone: this.text('timezone'),
      attempts: this.count(this.output['retries'], ['retries']) ?? defaultAttempts,
      tls: {
        authorities,
        isVerified,
        certificate: this.#file('client_certificate', method),
        key: this.#file('client_private_key', method),
      },
    };
  }

  #method(): string {
    const method = this.text('method') ?? (isPresent(this.output['password']) ? 'ldap' : 'none');
    if (methods.includes(method)) return method;
    this.reject(
      ['method'],
      `the method "${method}" is not supported`,
      `Use one of ${methods.join(', ')}; a token that another program fetched goes with jwt`,
    );
    return 'none';
  }

  #scheme(method: string, host: string): 'http' | 'https' {
    const scheme = this.text('http_scheme') ?? (method === 'none' ? 'http' : 'https');
    if (scheme === 'http' && method !== 'none' && !['localhost', '127.0.0.1', '[::1]'].includes(host)) {
      this.reject(
        ['http_scheme'],
        'with http everybody on the way could read what you log in with',
        'Use https',
      );
    }
    if (scheme === 'http' || scheme === 'https') return scheme;
    this.reject(['http_scheme'], 'it is http or https');
    return 'https';
  }

  #login(method: string, user: string): TrinoCredentials['login'] {
    switch (method) {
      case 'ldap':
        return { kind: 'password', user, password: this.#required('password', "{{ env_var('…') }}") };
      case 'jwt':
        return { kind: 'token', token: this.#required('jwt_token', "{{ env_var('…') }}") };
      default:
        return { kind: 'none' };
    }
  }

  #catalog(): string {
    const { catalog, database } = this.output;
    if (isPresent(catalog) && isPresent(database) && catalog !== database) {
      this.reject(['catalog'], 'database is another word for catalog, and says something else');
    }
    return this.#required(isPresent(catalog) ? 'catalog' : 'database', 'iceberg');
  }

  /** `cert` names a file, or says whether to look at certificates at all. */
  #authorities(): { readonly authorities: string | undefined; readonly isVerified: boolean } {
    const { cert } = this.output;
    if (typeof cert === 'boolean') return { authorities: undefined, isVerified: cert };
    return { authorities: this.text('cert'), isVerified: true };
  }

  #file(key: string, method: string): string | undefined {
    return method === 'certificate' ? this.#required(key, 'client.pem') : undefined;
  }

  #required(key: string, example: string): string {
    const value = this.scalar(key) ?? '';
    if (value.trim() === '' && !(typeof this.output[key] === 'object' && this.output[key] !== null)) {
      this.reject([key], 'it is missing', `Add it, such as ${key}: ${example}`);
    }
    return value;
  }
}

/** Ports often come from variables of the environment, which are text. */
function numberOf(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function texts(values: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value as string)]));
}
