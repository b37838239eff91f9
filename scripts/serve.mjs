// What a container does: the shop is built when nothing has been published yet, then the dashboard is served. Words go to
// the dashboard, which runs in this process, so that it gets the signals that end it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './setup.mjs';
import { shop } from './shop.mjs';

install();
await build();
if (!existsSync(join(root, 'data/warehouse.published.json'))) await shop();
await import('../project/dist/dashboard.js');
