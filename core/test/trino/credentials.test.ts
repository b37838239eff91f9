import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/config/json.ts';
import { trinoAdapter } from './adapter.ts';

const faultsOf = (output: JsonObject): readonly string[] =>
  trinoAdapter(output).diagnostics.map(
    ({ at, hint, message, severity }) => `${severity} ${at?.file}: ${message}${hint === undefined ? '' : ` | ${hint}`}`,
  );

describe('a profile of type trino', () => {
  it.each<[JsonObject, string]>([
    [{}, 'http://127.0.0.1:8080'],
    [{ port: '18080' }, 'http://127.0.0.1:18080'],
    [{ host: 'trino.example.com', password: 'x' }, 'https://trino.example.com:8443'],
    [{ host: 'trino.example.com', method: 'jwt', jwt_token: 'x', port: 443 }, 'https://trino.example.com:443'],
    [{ host: 'localhost', password: 'x', http_scheme: 'http' }, 'http://localhost:8080'],
    [{ database: 'ice' }, 'http://127.0.0.1:8080'],
  ])('%j is of the server %s', (output, server) => {
    const { adapter, diagnostics } = trinoAdapter(output);
    expect(diagnostics).toEqual([]);
    expect(adapter.publicKeys).toMatchObject({ server, user: 'me', database: 'ice', schema: 'shop' });
    expect(JSON.stringify(adapter.publicKeys)).not.toContain('"x"');
  });

  it.each<[JsonObject, string]>([
    [{ host: '' }, 'error profiles.yml:host: Cannot use the profile\'s "host": it is missing | Add it, such as host: trino.example.com'],
    [{ user: null }, 'error profiles.yml:user: Cannot use the profile\'s "user": it is missing | Add it, such as user: me'],
    [{ catalog: ' ' }, 'error profiles.yml:catalog: Cannot use the profile\'s "catalog": it is missing | Add it, such as catalog: iceberg'],
    [{ database: 'lake' }, 'error profiles.yml:catalog: Cannot use the profile\'s "catalog": database is another word for catalog, and says something else'],
    [{ method: 'kerberos' }, 'error profiles.yml:method: Cannot use the profile\'s "method": the method "kerberos" is not supported | Use one of none, ldap, jwt, certificate; a token that another program fetched goes with jwt'],
    [{ method: 'jwt' }, 'error profiles.yml:jwt_token: Cannot use the profile\'s "jwt_token": it is missing'],
    [{ method: 'ldap' }, 'error profiles.yml:password: Cannot use the profile\'s "password": it is missing'],
    [{ method: 'certificate', client_private_key: 'key.pem' }, 'error profiles.yml:client_certificate: Cannot use the profile\'s "client_certificate": it is missing'],
    [{ http_scheme: 'ftp' }, 'error profiles.yml:http_scheme: Cannot use the profile\'s "http_scheme": it is http or https'],
    [{ host: 'trino.example.com', password: 'x', http_scheme: 'http' }, 'error profiles.yml:http_scheme: Cannot use the profile\'s "http_scheme": with http everybody on the way could read what you log in with | Use https'],
    [{ port: 'many' }, 'error profiles.yml:port: Cannot use the profile\'s "port"'],
    [{ port: 0 }, 'error profiles.yml:port: Cannot use the profile\'s "port"'],
    [{ retries: -1 }, 'error profiles.yml:retries: Cannot use the profile\'s "retries"'],
    [{ session_properties: ['a'] }, 'error profiles.yml:session_properties: Cannot use the profile\'s "session_properties"'],
    [{ client_tags: 'etl' }, 'error profiles.yml:client_tags: Cannot use the profile\'s "client_tags"'],
    [{ hots: 'x' }, 'warning profiles.yml:hots:'],
    [{ starburst_url: 'x' }, 'warning profiles.yml:starburst_url:'],
  ])('%j is told at the key: %s', (output, expected) => {
    expect(faultsOf(output)).toEqual([expect.stringContaining(expected)]);
  });

  it('names the key that was meant', () => {
    expect(faultsOf({ sesion_properties: {} })[0]).toContain('session_properties');
  });

  it('tells the file of a certificate that cannot be read', async () => {
    const { adapter } = trinoAdapter({ password: 'x', cert: '/nowhere/ca.pem' });
    await expect(adapter.open()).rejects.toThrow('/nowhere/ca.pem');
  });
});
