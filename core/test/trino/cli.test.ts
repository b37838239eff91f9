import { afterEach, describe, expect, it } from 'vitest';
import { invoke, openProject } from '../cli/harness.ts';
import { type Reply, StandIn } from './stand-in.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** `bk-build debug` in a project whose target is a stand-in that answers each statement with the reply. */
async function debug(reply: Reply, output: Readonly<Record<string, unknown>> = {}, asked: string[] = []): Promise<string> {
  const standIn = await StandIn.start([reply], [reply], [reply]);
  ended.push(() => standIn.stop());
  const target = { type: 'trino', host: '127.0.0.1', port: standIn.port, user: 'me', catalog: 'icy', schema: 'shop', retries: 1 };
  const project = openProject(undefined, {
    'dbt_project.yml': 'name: shop\nprofile: shop\nversion: "1.0"\n',
    'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: { ...target, ...output } } } }),
  });
  ended.push(() => project.remove());
  const { exitCode, stdout, stderr } = await invoke(project.path, { argv: ['debug'] });
  expect(exitCode).toBe(1);
  asked.push(...standIn.statements);
  return `${stdout}${stderr}`.replace(String(standIn.port), '<port>');
}

const failed = (errorName: string, message: string): Reply => ({
  error: { errorName, message, errorType: 'INSUFFICIENT_RESOURCES' },
});

describe('a cluster that cannot be used is told by the command line', () => {
  it.each<[string, Reply, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['it is not there', {}, { port: 1 }, ['cannot be reached: nothing listens there', 'Start the cluster, or correct host, port']],
    ['it hangs up', { isDropped: true }, {}, ['cannot be reached: the connection was lost']],
    ['it starts', { status: 503, body: 'Service Unavailable' }, {}, ['has no room for more or is starting (HTTP 503)', 'raise retries']],
    ['its coordinator starts', failed('SERVER_STARTING_UP', 'Trino server is still initializing'), {}, ['SERVER_STARTING_UP', 'still initializing']],
    ['it is overloaded', failed('QUERY_QUEUE_FULL', 'Too many queued queries for "global"'), {}, ['QUERY_QUEUE_FULL: Too many queued queries']],
    ['the password is wrong', { status: 401, body: 'Invalid credentials' }, { http_scheme: 'http', password: 'no' }, ['does not accept the login of "me": Invalid credentials', 'Correct user and password in the profile']],
    ['a login is needed', { status: 401 }, {}, ['does not accept the login of "me"', 'Add a password (method: ldap)']],
    ['the user may not', { status: 403 }, {}, ['forbids this to "me"']],
    ['its catalog is another', failed('CATALOG_NOT_FOUND', "line 1:1: Catalog 'icy' not found"), {}, ["CATALOG_NOT_FOUND: Catalog 'icy' not found", 'show catalogs']],
    ['it is another server', { body: '<html>nginx</html>' }, {}, ['is no Trino (HTTP 200): nginx', 'Correct host, port and http_scheme']],
  ])('%s', async (_, reply, output, words) => {
    const said = await debug(reply, output);
    for (const word of words) expect(said).toContain(word);
  });

  it('and asks for the catalog, since Trino takes any name until it is used', async () => {
    const asked: string[] = [];
    await debug(failed('CATALOG_NOT_FOUND', 'no'), {}, asked);
    expect(asked).toEqual(['show schemas from "icy"']);
  });
});
