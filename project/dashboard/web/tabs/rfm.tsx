import { useMemo } from 'preact/hooks';
import { type Answer, gappy, numbers, texts } from '../api.ts';
import { Chart } from '../chart.tsx';
import { Select } from '../choice.tsx';
import { DrillDown } from '../drill-down.tsx';
import { day, percent, short, whole } from '../format.ts';
import { useAnswer } from '../load.ts';
import { change, language, meta, parameter, reportQuery } from '../state.ts';
import { DataTable } from '../table.tsx';
import { Tile } from '../tile.tsx';

const segments = ['VIP', 'Loyal', 'New', 'Churned'] as const;
const formers = [...segments, 'Not yet'] as const;

export function Rfm() {
  const further = { reference: parameter('reference'), earlier: parameter('earlier') };
  const loaded = useAnswer<Answer>(`/api/report/rfm${reportQuery(further)}`);
  const scatter = useMemo(() => loaded.data && scatterOf(loaded.data), [loaded.data, language.value]);
  const facts = loaded.data?.facts ?? {};
  const dates = [...(meta.value?.referenceDates ?? [])]
    .reverse()
    .map((value) => ({ value, text: day(value) }));
  const [former, segment] = [parameter('former'), parameter('segment')];
  return (
    <Tile
      title="Segments of customers"
      report="rfm"
      loaded={loaded}
      further={further}
      tools={
        <>
          <Select
            label="As of"
            chosen={String(facts['reference'] ?? '')}
            choices={dates}
            onChoose={(reference) => change({ reference })}
          />
          <Select
            label="Came from"
            chosen={String(facts['earlier'] ?? '')}
            choices={dates}
            onChoose={(earlier) => change({ earlier })}
          />
        </>
      }
    >
      {(answer) =>
        answer.total > 0 && (
          <>
            <DataTable caption="Segments" table={answer.tables['segments']!} />
            <div class="columns">
              <div>
                <h3>Who they are</h3>
                {scatter && (
                  <Chart
                    {...scatter}
                    left={short}
                    leftTitle="Revenue so far in €"
                    xTitle="Days since the last order, + 1"
                    isLogarithmic
                  />
                )}
              </div>
              <div>
                <h3>
                  Where they came from, {day(String(facts['earlier']))} → {day(String(facts['reference']))}
                </h3>
                <Transitions answer={answer} />
                <p class="fine">
                  Shares are of the row. “Not yet”: had not ordered by {day(String(facts['earlier']))}. Choose
                  a cell for its customers.
                </p>
              </div>
            </div>
            {former && segment && (
              <DrillDown
                title={`${former} → ${segment}`}
                report="rfm-customers"
                further={{ ...further, former, segment }}
                onClose={() => change({ former: '', segment: '' })}
              />
            )}
          </>
        )
      }
    </Tile>
  );
}

function Transitions({ answer }: { readonly answer: Answer }) {
  const table = answer.tables['transitions'];
  const counts = numbers(table, 'customers');
  const shares = gappy(table, 'share');
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Transition matrix">
      <table class="matrix">
        <caption class="unseen">Customers by former segment and segment of today</caption>
        <thead>
          <tr>
            <th scope="col">From / to</th>
            {segments.map((segment) => (
              <th key={segment} scope="col">
                {segment}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {formers.map((former, row) => (
            <tr key={former}>
              <th scope="row">{former}</th>
              {segments.map((segment, index) => {
                const cell = row * segments.length + index;
                const count = counts[cell] ?? 0;
                const share = shares[cell] ?? 0;
                return (
                  <td key={segment}>
                    <button
                      type="button"
                      class={`cell heat-${heat(share)}`}
                      disabled={count === 0}
                      data-count={count}
                      aria-label={`${whole(count)} ${percent(share)}: customers from ${former} to ${segment}`}
                      onClick={() => change({ former, segment })}
                    >
                      <span>{whole(count)}</span> <small>{percent(share)}</small>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One of eleven steps for a share from 0 to 1. */
export function heat(share: number): number {
  return Math.max(0, Math.min(10, Math.round(share * 10)));
}

function scatterOf({ tables }: Answer) {
  const table = tables['scatter'];
  const [recency, monetary] = [numbers(table, 'recency'), numbers(table, 'monetary')];
  const names = texts(table, 'segment');
  const order = recency.map((_, index) => index).sort((a, b) => recency[a]! - recency[b]!);
  return {
    // A logarithmic axis has no zero.
    positions: order.map((index) => recency[index]! + 1),
    series: segments.map((segment, place) => ({
      label: segment,
      values: order.map((index) => (names[index] === segment ? Math.max(1, monetary[index]!) : null)),
      colour: `c${place + 1}`,
      kind: 'points' as const,
    })),
    description: `${order.length} customers by days since the last order and revenue, coloured by segment. The table of segments has their medians.`,
  };
}
