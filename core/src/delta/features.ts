import { deltaFeatureUnknown, deltaPropertyUnsupported, UserError } from '../diagnostics/index.ts';
import type { Metadata, Protocol } from './actions.ts';
import { allFields, type DeltaField, hasType } from './schema.ts';

const readerFeatures: ReadonlySet<string> = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
]);
const newestReader = 3;

/** What a writer asks of a table to know whether a feature binds it. */
interface TableState {
  readonly metadata: Pick<Metadata, 'configuration'>;
  readonly schema: readonly DeltaField[];
}

const never = (): boolean => false;
const fieldHas =
  (key: RegExp) =>
  ({ schema }: TableState): boolean =>
    [...allFields(schema)].some(({ metadata }) => Object.keys(metadata).some((name) => key.test(name)));

/**
 * Features that a writer here respects, each with when it cannot after all. Appends and overwrites of whole files need
 * no change data, and write neither deletion vectors nor bounds that are not exact.
 */
const writerFeatures: Readonly<Record<string, (table: TableState) => boolean>> = {
  allowColumnDefaults: fieldHas(/^CURRENT_DEFAULT$/),
  appendOnly: never,
  changeDataFeed: never,
  checkConstraints: ({ metadata }) =>
    Object.keys(metadata.configuration).some((key) => key.startsWith('delta.constraints.')),
  columnMapping: ({ metadata }) => (metadata.configuration['delta.columnMapping.mode'] ?? 'none') !== 'none',
  deletionVectors: never,
  generatedColumns: fieldHas(/^delta\.generationExpression$/),
  identityColumns: fieldHas(/^delta\.identity\./),
  inCommitTimestamp: ({ metadata }) => metadata.configuration['delta.enableInCommitTimestamps'] === 'true',
  invariants: fieldHas(/^delta\.invariants$/),
  timestampNtz: never,
  typeWidening: never,
  'typeWidening-preview': never,
  v2Checkpoint: never,
  vacuumProtocolCheck: never,
};
const newestWriter = 7;

/** What each writer version brought, before tables listed their features. */
const legacyWriterFeatures: readonly (readonly [version: number, features: readonly string[]])[] = [
  [2, ['appendOnly', 'invariants']],
  [3, ['checkConstraints']],
  [4, ['changeDataFeed', 'generatedColumns']],
  [5, ['columnMapping']],
  [6, ['identityColumns']],
];

function writerFeaturesOf({ minWriterVersion, writerFeatures: listed }: Protocol): readonly string[] {
  if (minWriterVersion >= newestWriter) return listed ?? [];
  return legacyWriterFeatures.flatMap(([version, features]) => (version <= minWriterVersion ? features : []));
}

function readerFeaturesOf({ minReaderVersion, readerFeatures: listed }: Protocol): readonly string[] {
  if (minReaderVersion >= newestReader) return listed ?? [];
  return minReaderVersion === 2 ? ['columnMapping'] : [];
}

/** Refuses a table that can only be read with features that are not known here. */
export function checkReadable(protocol: Protocol, table: string): void {
  const unknown = readerFeaturesOf(protocol).filter((feature) => !readerFeatures.has(feature));
  if (protocol.minReaderVersion > newestReader) unknown.push(`reader version ${protocol.minReaderVersion}`);
  if (unknown.length > 0) throw new UserError(deltaFeatureUnknown(table, 'reader', unknown));
}

/** Refuses a table whose promises a writer here would not keep. */
export function checkWritable(protocol: Protocol, state: TableState, table: string): void {
  const unknown = writerFeaturesOf(protocol).filter((feature) => writerFeatures[feature]?.(state) ?? true);
  if (protocol.minWriterVersion > newestWriter) unknown.push(`writer version ${protocol.minWriterVersion}`);
  if (unknown.length > 0) throw new UserError(deltaFeatureUnknown(table, 'writer', unknown));
}

/** Properties that take effect by a table feature, which a new table would have to name. */
const featureProperties =
  /^delta\.(?:enable|feature\.|columnMapping\.|constraints\.|checkpointPolicy|min(?:Reader|Writer)Version)/i;

/** Refuses properties of a new table that would be an empty promise. */
export function checkProperties(configuration: Readonly<Record<string, string>>, table: string): void {
  const name = Object.keys(configuration).find((key) => featureProperties.test(key));
  if (name !== undefined) throw new UserError(deltaPropertyUnsupported(table, name));
}

/** How a table's files name its columns. @see Delta protocol, "Column Mapping" */
export function columnMappingMode(protocol: Protocol, metadata: Metadata): 'none' | 'name' | 'id' {
  if (!readerFeaturesOf(protocol).includes('columnMapping')) return 'none';
  const mode = metadata.configuration['delta.columnMapping.mode'];
  return mode === 'name' || mode === 'id' ? mode : 'none';
}

/** The least protocol that the schema needs; never less than the table has. */
export function protocolFor(schema: readonly DeltaField[], current: Protocol | undefined): Protocol {
  const base = current ?? { minReaderVersion: 1, minWriterVersion: 2 };
  const isNaive = schema.some(({ type }) => hasType(type, 'timestamp_ntz'));
  if (!isNaive || base.readerFeatures?.includes('timestampNtz')) return base;
  // A new table has used no feature yet; of one with an older protocol nobody knows, so that all count as used.
  const [reader, writer] = current ? [readerFeaturesOf(current), writerFeaturesOf(current)] : [[], []];
  return {
    minReaderVersion: newestReader,
    minWriterVersion: newestWriter,
    readerFeatures: [...reader, 'timestampNtz'],
    writerFeatures: [...writer, 'timestampNtz'],
  };
}
