import { useMemo } from 'preact/hooks';
import { type Answer, numbers, texts } from '../api.ts';
import { Chart } from '../chart.tsx';
import { Select } from '../choice.tsx';
import { short, whole, wholePercent } from '../format.ts';
import { useAnswer } from '../load.ts';
import { change, language, meta, parameter, reportQuery } from '../state.ts';
import { DataTable } from '../table.tsx';
import { Tile } from '../tile.tsx';

const mostBars = 200;

export function Products() {
  const further = { category: parameter('category') };
  const loaded = useAnswer<Answer>(`/api/report/products${reportQuery(further)}`);
  const chart = useMemo(() => loaded.data && chartOf(loaded.data), [loaded.data, language.value]);
  return (
    <Tile
      title="Which products bring the revenue"
      report="products"
      loaded={loaded}
      further={further}
      tools={
        <Select
          label="Category"
          chosen={further.category}
          choices={[
            { value: '', text: 'All categories' },
            ...(meta.value?.categories ?? []).map((value) => ({ value, text: value })),
          ]}
          onChoose={(category) => change({ category })}
        />
      }
    >
      {(answer) =>
        answer.total > 0 && (
          <>
            <p class="finding">
              {typeof answer.facts['crossingRank'] === 'number' && (
                <>
                  <strong>
                    {whole(answer.facts['crossingRank'])} of {whole(Number(answer.facts['productCount']))}{' '}
                    products
                  </strong>{' '}
                  bring 80% of the revenue; the line is crossed by{' '}
                  <strong>{answer.facts['crossingName']}</strong>.
                </>
              )}
            </p>
            {chart && (
              <Chart
                {...chart}
                left={wholePercent}
                right={short}
                leftTitle="Share of all"
                rightTitle="Revenue in €"
                xTitle="Products, the best first"
                leftMaximum={1.02}
              />
            )}
            <h3>By category</h3>
            <DataTable caption="Revenue and margin by category" table={answer.tables['categories']!} />
            <h3>By product</h3>
            <DataTable caption="Revenue and margin by product" table={answer.tables['products']!} />
          </>
        )
      }
    </Tile>
  );
}

function chartOf({ tables, facts }: Answer) {
  const table = tables['products'];
  const crossing = facts['crossingRank'];
  const all = texts(table, 'product_name');
  const shownCount = Math.min(
    all.length,
    Math.max(mostBars, typeof crossing === 'number' ? crossing + 20 : 0),
  );
  const first = <Item,>(values: readonly Item[]): readonly Item[] => values.slice(0, shownCount);
  return {
    labels: first(all).map((name, index) => `${index + 1}. ${name}`),
    ticks: first(all).map((_, index) => String(index + 1)),
    series: [
      {
        label: 'Revenue',
        values: first(numbers(table, 'revenue')),
        colour: 'c1',
        kind: 'bars',
        axis: 'right',
      },
      {
        label: 'Share of all together',
        values: first(numbers(table, 'cumulative_share')),
        colour: 'c2',
        kind: 'line',
      },
    ] as const,
    lines: [
      { at: 0.8, direction: 'horizontal' as const, label: '80%' },
      ...(typeof crossing === 'number'
        ? [
            {
              at: crossing - 1,
              direction: 'vertical' as const,
              label: `${crossing}. ${String(facts['crossingName'])}`,
            },
          ]
        : []),
    ],
    description: `Pareto curve of ${all.length} products: ${String(crossing)} of them bring 80% of the revenue. The table below has every figure.`,
  };
}
