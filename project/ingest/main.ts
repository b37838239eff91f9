import { help, type IngestOptions, readOptions, UsageError } from './options.ts';
import { streamProgress } from './progress.ts';
import { ingest } from './shop.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns 0 when the data are there, 2 when the options or the folder do not allow it */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (!options) {
      process.stdout.write(help);
      return 0;
    }
    await run(options);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`berlinkart ingest: ${message}\n${isUsage ? 'Try --help.\n' : ''}`);
    return 2;
  }
}

async function run(options: IngestOptions): Promise<void> {
  const progress = streamProgress(process.stderr, () => performance.now());
  const { day, written } = await ingest(options, progress);
  progress.done(
    written === 0
      ? `the data are there, up to ${day}`
      : `${written.toLocaleString('en')} rows in ${options.dataDir}, up to ${day}`,
  );
}
