import { useMemo } from 'preact/hooks';
import { type Answer, flags, gappy, numbers, texts } from '../api.ts';
import { Chart } from '../chart.tsx';
import { month, short, wholeMoney } from '../format.ts';
import { useAnswer } from '../load.ts';
import { language, parameter, reportQuery } from '../state.ts';
import { DataTable } from '../table.tsx';
import { Tile } from '../tile.tsx';

export function Trends() {
  const loaded = useAnswer<Answer>(`/api/report/trends${reportQuery()}`);
  const chart = useMemo(
    () => loaded.data && chartOf(loaded.data),
    [loaded.data, language.value, parameter('compare')],
  );
  return (
    <Tile title="Revenue and orders by month" report="trends" loaded={loaded}>
      {(answer) =>
        answer.total > 0 && (
          <>
            {chart && (
              <Chart {...chart} left={short} right={short} leftTitle="Revenue in €" rightTitle="Orders" />
            )}
            <DataTable caption="Revenue and orders by month" table={answer.tables['months']!} first={36} />
          </>
        )
      }
    </Tile>
  );
}

function chartOf({ tables }: Answer) {
  const table = tables['months'];
  const months = texts(table, 'month');
  const isPartial = flags(table, 'isPartial');
  const revenue = numbers(table, 'revenue');
  const total = revenue.reduce((sum, value) => sum + value, 0);
  return {
    labels: months.map((date, index) => `${month(date)}${isPartial[index] ? ' (partial)' : ''}`),
    series: [
      { label: 'Revenue', values: revenue, colour: 'c1', kind: 'bars' },
      {
        label: parameter('compare') === 'year' ? 'Revenue a year before' : 'Revenue before',
        values: gappy(table, 'before'),
        colour: 'c4',
        kind: 'line',
        isDashed: true,
      },
      { label: 'Orders', values: numbers(table, 'orders'), colour: 'c2', kind: 'line', axis: 'right' },
    ] as const,
    description: `Revenue and orders of ${months.length} months, ${wholeMoney(total)} in all. The table below has every figure.`,
  };
}
