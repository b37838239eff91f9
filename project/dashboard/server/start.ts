import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { ThreadedAnalyst } from './analyst-threads.ts';
import { readAssets } from './assets.ts';
import { DeltaShop } from './delta-shop.ts';
import { dashboardServer } from './server.ts';
import { Warehouse } from './warehouse.ts';

export interface StartOptions {
  /** The warehouse whose publications are shown. */
  readonly warehouse: string;
  /** Folder of the shop's Delta tables; beside the warehouse by default. */
  readonly delta?: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Folder of the page's files. */
  readonly page: string;
  /** The program of the threads that compute. */
  readonly worker: URL;
  readonly onError: (error: Error) => void;
}

export interface Dashboard {
  /** Where it can be seen. */
  readonly address: string;
  close(): Promise<void>;
}

/** How often a newer publication is looked for: one small file is read. */
const pollMs = 1_000;

/** Starts the dashboard. @throws the system's error when the port is taken */
export async function startDashboard(options: StartOptions): Promise<Dashboard> {
  const { warehouse: path, host, port } = options;
  const warehouse = new Warehouse(path);
  const analyst = new ThreadedAnalyst(options.worker);
  const shop = new DeltaShop(options.delta ?? join(dirname(path), 'delta'));
  const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(host);
  const server = dashboardServer({
    warehouse,
    analyst,
    shop,
    assets: readAssets(options.page),
    hosts: isLoopback ? new Set(['127.0.0.1', 'localhost', '[::1]']) : undefined,
    onError: options.onError,
  });
  await Promise.all([
    warehouse.refresh(),
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    }),
  ]);
  analyst.warm();
  const timer = setInterval(() => void warehouse.refresh().catch(options.onError), pollMs);
  timer.unref();
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${isLoopback ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close() {
      clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, analyst.close()]);
      await warehouse.close();
    },
  };
}
