/** The actions of Delta's log that bk-build reads or writes. @see Delta protocol, "Actions" */
export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[] | null;
  readonly writerFeatures?: readonly string[] | null;
}

export interface Metadata {
  readonly id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  /** The schema as JSON text. */
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly createdTime?: number | null;
}

export interface DeletionVector {
  readonly storageType: 'u' | 'i' | 'p';
  readonly pathOrInlineDv: string;
  readonly offset?: number | null;
  readonly sizeInBytes: number;
  readonly cardinality: number;
}

export type PartitionValues = Readonly<Record<string, string | null>>;

export interface AddFile {
  /** URL-encoded, relative to the table or absolute. */
  readonly path: string;
  readonly partitionValues: PartitionValues;
  readonly size: number;
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** JSON text. */
  readonly stats?: string | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly deletionVector?: DeletionVector | null;
}

export interface RemoveFile {
  readonly path: string;
  readonly deletionTimestamp?: number | null;
  readonly dataChange: boolean;
  readonly deletionVector?: DeletionVector | null;
  readonly partitionValues?: PartitionValues | null;
  readonly size?: number | null;
  readonly extendedFileMetadata?: boolean | null;
}

export interface Transaction {
  readonly appId: string;
  readonly version: number;
  readonly lastUpdated?: number | null;
}

export interface CommitInfo {
  readonly timestamp?: number;
  readonly inCommitTimestamp?: number;
  readonly operation?: string;
  readonly operationParameters?: Readonly<Record<string, unknown>>;
  readonly engineInfo?: string;
  readonly userMetadata?: string;
  readonly [key: string]: unknown;
}

/** One line of the log: one of these keys is set. */
export interface Action {
  readonly protocol?: Protocol;
  readonly metaData?: Metadata;
  readonly add?: AddFile;
  readonly remove?: RemoveFile;
  readonly txn?: Transaction;
  readonly commitInfo?: CommitInfo;
  readonly sidecar?: { readonly path: string; readonly sizeInBytes: number };
  readonly checkpointMetadata?: { readonly version: number };
  readonly [other: string]: unknown;
}

/** A file as the log tells files apart: its path, and which rows of it are deleted. */
export function fileKey({ path, deletionVector }: Pick<AddFile, 'path' | 'deletionVector'>): string {
  const file = withoutFileScheme(path);
  return deletionVector ? `${file}\n${vectorId(deletionVector)}` : file;
}

function vectorId({ storageType, pathOrInlineDv, offset }: DeletionVector): string {
  return `${storageType}${pathOrInlineDv}${offset === null || offset === undefined ? '' : `@${offset}`}`;
}

/** `file:/a`, `file:///a` and `/a` are one path; others stay as they are. */
function withoutFileScheme(path: string): string {
  return path.startsWith('file:') ? path.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/, '') : path;
}

/** Where a file of the log is: below the table, or at an address of its own. */
export function resolvePath(path: string, root: string): string {
  const plain = withoutFileScheme(decodePath(path));
  return plain.startsWith('/') || /^[a-z][a-z\d+.-]*:\/\//i.test(plain) ? plain : `${root}/${plain}`;
}

/** Some writers do not encode paths; a `%` that encodes nothing stands for itself. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A path below the table as the log has it. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/').replaceAll('%3D', '=');
}

/** The name of a version's commit in `_delta_log`. */
export function commitName(version: number): string {
  return `${versionName(version)}.json`;
}

/** A version as names in `_delta_log` start with it. */
export function versionName(version: number): string {
  return String(version).padStart(20, '0');
}
