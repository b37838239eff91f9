import { useState } from 'preact/hooks';
import type { Column, Table, Value } from './api.ts';
import { shown } from './format.ts';

interface DataTableProps {
  readonly caption: string;
  readonly table: Table;
  /** Rows shown before all are asked for. */
  readonly first?: number;
  /** All rows there are, when the table holds a part of them. */
  readonly total?: number;
  /** Called for more than the table holds. */
  readonly onAll?: () => void;
  /** Keys of columns that are left out here; files have them. */
  readonly without?: readonly string[];
}

/** Numbers are read from the right, text from the left. */
function isNumeric({ kind }: Column): boolean {
  return kind !== 'text' && kind !== 'date' && kind !== 'month' && kind !== 'flag';
}

/** A table that can be put in order by each of its columns. */
export function DataTable({ caption, table, first = 15, total, onAll, without = [] }: DataTableProps) {
  const [showsAll, showAll] = useState(false);
  const [order, setOrder] = useState<{ readonly column: number; readonly isDown: boolean } | undefined>();
  const rows = table.values[0]?.length ?? 0;
  const all = Math.max(rows, total ?? 0);
  const indexes = ordered(table, order);
  const visible = showsAll ? indexes : indexes.slice(0, first);
  const columns = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !without.includes(column.key));
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ column, index }) => {
              const isOrdered = order?.column === index;
              return (
                <th
                  key={column.key}
                  scope="col"
                  class={isNumeric(column) ? 'numeric' : ''}
                  aria-sort={isOrdered ? (order.isDown ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    class="order"
                    onClick={() =>
                      setOrder({ column: index, isDown: isOrdered ? !order.isDown : isNumeric(column) })
                    }
                  >
                    {column.label}
                    <span aria-hidden="true">{isOrdered ? (order.isDown ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <tr key={row}>
              {columns.map(({ column, index }) => (
                <td key={column.key} class={isNumeric(column) ? 'numeric' : ''}>
                  {shown(table.values[index]![row]!, column.kind)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows === 0 && <p class="fine">There is nothing to list.</p>}
      {!showsAll && all > visible.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            showAll(true);
            if (all > rows) onAll?.();
          }}
        >
          Show all {all.toLocaleString()} rows
        </button>
      )}
    </div>
  );
}

function ordered(
  table: Table,
  order: { readonly column: number; readonly isDown: boolean } | undefined,
): number[] {
  const indexes = (table.values[0] ?? []).map((_, index) => index);
  if (!order) return indexes;
  const values = table.values[order.column]!;
  const sign = order.isDown ? -1 : 1;
  return indexes.sort((a, b) => sign * compare(values[a]!, values[b]!) || a - b);
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'de');
  return Number(a) - Number(b);
}
