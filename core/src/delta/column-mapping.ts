import type { Metadata, Protocol } from './actions.ts';
import { columnMappingMode } from './features.ts';
import type { DeltaField } from './schema.ts';

/** How the columns of a table are found in its files. @see Delta protocol, "Column Mapping" */
export interface ColumnMapping {
  readonly mode: 'none' | 'name' | 'id';
  /** What a column, or a field within one, is called in files, partition values and statistics. */
  physicalName(field: DeltaField): string;
  /** The number of a column in files; undefined unless columns go by number. */
  id(field: DeltaField): number | undefined;
}

export function columnMappingOf(protocol: Protocol, metadata: Metadata): ColumnMapping {
  const mode = columnMappingMode(protocol, metadata);
  return {
    mode,
    physicalName({ name, metadata: own }) {
      const physical = own['delta.columnMapping.physicalName'];
      return mode !== 'none' && typeof physical === 'string' ? physical : name;
    },
    id({ metadata: own }) {
      const id = own['delta.columnMapping.id'];
      return mode === 'id' && typeof id === 'number' ? id : undefined;
    },
  };
}
