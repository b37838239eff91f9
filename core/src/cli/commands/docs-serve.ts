import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { cannotListen, docsMissing, flagValueInvalid, UserError } from '../../diagnostics/index.ts';
import { fileServer, hostNames, openBrowser } from '../../node/index.ts';
import { exitCodes } from '../effects.ts';
import type { CommandCall } from '../session/command-call.ts';
import { openRoot } from '../session/open-project.ts';
import type { Command } from './command.ts';

export const docsServe: Command = {
  description:
    'Serves the pages that docs generate has made, until Ctrl-C. What is made anew meanwhile is there with the next reload. Of the target folder only the pages and the artifacts can be asked for.',
  flags: ['host', 'port', 'browser'],
  examples: [
    ['bk-build docs serve', 'on http://127.0.0.1:8080'],
    ['bk-build docs serve --port 0 --no-browser', 'on a free port, without opening a browser'],
  ],
  run: serve,
};

/** What is served of the target folder: the database, the compiled SQL and the caches are nobody's business. */
const served = [
  'index.html',
  'docs-data.js',
  'static_index.html',
  'manifest.json',
  'catalog.json',
  'run_results.json',
];

async function serve(call: CommandCall): Promise<number> {
  const { flags, project, root } = openRoot(call);
  const { browser, host, port, target_path: targetPath } = flags.values;
  if (port > 65_535) throw new UserError(flagValueInvalid('--port', String(port), 'a port, from 0 to 65535'));
  const folder = resolve(root, targetPath ?? project.paths.target);
  const page = join(folder, 'index.html');
  if (!existsSync(page)) throw new UserError(docsMissing(page));
  const files = new Map(served.map((name) => [`/${name}`, join(folder, name)]));
  const server = fileServer(files, hostNames(host));
  const address = await listen(server, host, port);
  call.reporter.info('ServeDocs', 'Z063', `Documentation: ${address} (Ctrl-C ends)`);
  if (browser && call.effects.stdout.isTerminal) openBrowser(address);
  if (!call.signal.aborted) await once(call.signal, 'abort');
  server.closeAllConnections();
  server.close();
  return exitCodes.success;
}

/** @returns the address of the pages. @throws UserError when nobody can listen there */
async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UserError(cannotListen(host, port, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}/`;
}
