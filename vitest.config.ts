import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const core = (path: string): string => fileURLToPath(new URL(`core/src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^bk-build$/, replacement: core('index.ts') },
      { find: /^bk-build\/delta$/, replacement: core('delta-entry.ts') },
      { find: /^bk-build\/(jinja|adapter|artifacts)$/, replacement: core('$1/index.ts') },
    ],
  },
  test: {
    include: ['core/{src,test}/**/*.test.ts', 'project/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // On two cores that do other work beside, what takes twenty seconds elsewhere takes two minutes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // Vitest leaves a core to itself; of two cores that is half, and most tests wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
