import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startDashboard } from './start.ts';

const help = `Show BerlinKart's dashboard in the browser.

Usage: berlinkart dashboard [options]

  --port NUMBER      Port to listen on (default 8501)
  --host NAME        Address to listen on (default 127.0.0.1: this machine alone)
  --warehouse FILE   The warehouse whose last finished build is shown (default data/warehouse.duckdb)
  --help             This text
`;

process.exitCode = await main(process.argv.slice(2));

/** @returns 0 when it listens or help was asked for, 2 when it cannot */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '8501' },
        host: { type: 'string', default: '127.0.0.1' },
        warehouse: { type: 'string', default: 'data/warehouse.duckdb' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) throw new Error(`--port ${values.port} is no number from 0 to 65535`);
    const dashboard = await startDashboard({
      warehouse: values.warehouse,
      host: values.host,
      port,
      page: fileURLToPath(new URL('web', import.meta.url)),
      worker: new URL('analyst-worker.js', import.meta.url),
      onError: (error) => process.stderr.write(`${error.stack ?? error.message}\n`),
    });
    process.stdout.write(`The dashboard is at ${dashboard.address} (Ctrl-C ends it)\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void dashboard.close().then(() => process.exit(0)));
    return 0;
  } catch (error) {
    process.stderr.write(`Cannot start the dashboard: ${reason(error as NodeJS.ErrnoException)}\n`);
    return 2;
  }
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'something else listens on that port; choose another with --port';
  return error.message;
}
