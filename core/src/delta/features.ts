import { deltaFeatureUnknown, UserError } from '../diagnostics/index.ts';
import type { Protocol } from './actions.ts';

const readerFeatures = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'v2Checkpoint',
  'vacuumProtocolCheck',
]);
/** Writing has to keep each promise of the table's, so few are known. */
const writerFeatures = new Set([
  'appendOnly',
  'timestampNtz',
  'invariants',
  'v2Checkpoint',
  'vacuumProtocolCheck',
]);
const newestReader = 3;
const newestWriter = 7;

/** Refuses a table that can only be read with features that are not known here. */
export function checkReadable(
  { minReaderVersion, readerFeatures: needed = [] }: Protocol,
  table: string,
): void {
  const unknown = needed.filter((feature) => !readerFeatures.has(feature));
  if (minReaderVersion > newestReader) unknown.push(`reader version ${minReaderVersion}`);
  if (unknown.length > 0) throw new UserError(deltaFeatureUnknown(table, 'reader', unknown));
}

/** Refuses a table whose promises a writer here would not keep. */
export function checkWritable(
  protocol: Protocol,
  configuration: Readonly<Record<string, string>>,
  table: string,
): void {
  const { minWriterVersion, writerFeatures: needed = [] } = protocol;
  const unknown = needed.filter((feature) => !writerFeatures.has(feature));
  if (minWriterVersion > newestWriter) unknown.push(`writer version ${minWriterVersion}`);
  if (minWriterVersion < newestWriter) {
    // Older protocols have no list of features: each version brings its own, used or not.
    if (Object.keys(configuration).some((key) => key.startsWith('delta.constraints.')))
      unknown.push('checkConstraints');
    if (configuration['delta.enableChangeDataFeed'] === 'true') unknown.push('changeDataFeed');
    if ((configuration['delta.columnMapping.mode'] ?? 'none') !== 'none') unknown.push('columnMapping');
  }
  if (unknown.length > 0) throw new UserError(deltaFeatureUnknown(table, 'writer', unknown));
}
