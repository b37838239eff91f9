import { DatabaseError } from '../../adapter/index.ts';
import type { TrinoCredentials } from './credentials.ts';
import type { Answer } from './transport.ts';

/** The server did not answer at all. */
export function unreachable(
  error: unknown,
  { server, attempts }: TrinoCredentials,
  sql: string,
): DatabaseError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const isCertificate = /CERT|SIGNATURE|SELF_SIGNED|ERR_TLS/.test(code);
  const times = attempts > 1 && !isCertificate ? ` after ${attempts} attempts` : '';
  return new DatabaseError(`Trino at ${server} cannot be reached${times}: ${reasonOf(code, message)}`, {
    kind: 'connection',
    sql,
    hint: isCertificate
      ? 'Name the file of the authority that signed it under cert in the profile'
      : code === 'EPROTO'
        ? 'The server may speak http: set http_scheme in the profile'
        : 'Start the cluster, or correct host, port and http_scheme in the profile; then try bk-build debug',
    cause: error,
  });
}

function reasonOf(code: string, message: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no host of that name';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was lost';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to it';
    default:
      return message;
  }
}

/** Whether a page is somewhere that a login is not to be sent to: by http, where the profile says https, or to another host. */
export function isUnsafe(page: string, { login, server }: TrinoCredentials): boolean {
  if (login.kind === 'none') return false;
  const [there, here] = [new URL(page), new URL(server)];
  return there.hostname !== here.hostname || (here.protocol === 'https:' && there.protocol !== 'https:');
}

/** The server, or what stands before it, sends us where the login would be read. */
export function unsafePage(page: string, { server }: TrinoCredentials, sql: string): DatabaseError {
  const { origin } = new URL(page);
  return new DatabaseError(
    `Trino at ${server} has its answers fetched from ${origin}, where the login is not safe`,
    {
      kind: 'connection',
      sql,
      hint: 'Behind a proxy, Trino needs http-server.process-forwarded=true, and the proxy X-Forwarded headers',
    },
  );
}

const excerptLength = 200;

/** The server answered, but with no page of a statement. */
export function refusal(
  { status, text }: Answer,
  { login, server, user }: TrinoCredentials,
  sql: string,
  cause?: unknown,
): DatabaseError {
  const fault = (message: string, hint: string): DatabaseError =>
    new DatabaseError(message, { kind: 'connection', sql, hint, cause });
  const said = plainText(text);
  switch (status) {
    case 401:
      return fault(
        `Trino at ${server} does not accept the login${user === '' ? '' : ` of "${user}"`}${said && `: ${said}`}`,
        login.kind === 'none'
          ? 'Add a password (method: ldap) or a jwt_token (method: jwt) to the profile'
          : `Correct user and ${login.kind === 'token' ? 'jwt_token' : 'password'} in the profile`,
      );
    case 403:
      return fault(
        `Trino at ${server} forbids this to "${user}"${said && `: ${said}`}`,
        'Log in as another user, or ask for the right',
      );
    case 429:
    case 502:
    case 503:
    case 504:
      return fault(
        `Trino at ${server} has no room for more or is starting (HTTP ${status})${said && `: ${said}`}`,
        'Try again later, or raise retries in the profile',
      );
    case 500:
      return fault(
        `Trino at ${server} failed (HTTP 500)${said && `: ${said}`}`,
        "Look into the server's log",
      );
    default:
      return fault(
        `What answers at ${server} is no Trino (HTTP ${status})${said && `: ${said}`}`,
        'Correct host, port and http_scheme in the profile',
      );
  }
}

/** The first words of an answer that may be a page of HTML. */
function plainText(text: string): string {
  const plain = text
    .replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > excerptLength ? `${plain.slice(0, excerptLength)}…` : plain;
}
