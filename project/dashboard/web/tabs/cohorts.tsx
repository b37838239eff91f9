import { useMemo } from 'preact/hooks';
import { type Answer, flags, numbers, texts } from '../api.ts';
import { Chart, type Series } from '../chart.tsx';
import { DrillDown } from '../drill-down.tsx';
import { month, whole, wholePercent } from '../format.ts';
import { useAnswer } from '../load.ts';
import { change, language, parameter, reportQuery } from '../state.ts';
import { Tile } from '../tile.tsx';
import { heat } from './rfm.tsx';

interface Cell {
  readonly customers: number;
  readonly retention: number;
  readonly isPartial: boolean;
}

interface Cohort {
  readonly month: string;
  readonly size: number;
  /** By months since the first order; months to come are not there. */
  readonly cells: readonly Cell[];
}

export function Cohorts() {
  const loaded = useAnswer<Answer>(`/api/report/cohorts${reportQuery()}`);
  const cohorts = useMemo(() => (loaded.data ? cohortsOf(loaded.data) : []), [loaded.data]);
  const chart = useMemo(
    () => loaded.data && chartOf(loaded.data, cohorts),
    [loaded.data, cohorts, language.value],
  );
  const [cohort, index] = [parameter('cohort'), parameter('index')];
  return (
    <Tile title="Who comes back" report="cohorts" loaded={loaded}>
      {(answer) =>
        answer.total > 0 && (
          <>
            <p class="fine">
              A cohort is the month of a customer’s first order ever. Choose a cell for its customers. Hatched
              cells are of a month that is not over.
            </p>
            <Heatmap cohorts={cohorts} average={numbers(answer.tables['average'], 'retention')} />
            <h3>How they fade</h3>
            {chart && (
              <Chart
                {...chart}
                left={wholePercent}
                leftTitle="Retention"
                xTitle="Months since the first order"
              />
            )}
            {cohort && index && (
              <DrillDown
                title={`Cohort of ${month(cohort)}, ${index} ${index === '1' ? 'month' : 'months'} later`}
                report="cohort-customers"
                further={{ cohort, index }}
                onClose={() => change({ cohort: '', index: '' })}
              />
            )}
          </>
        )
      }
    </Tile>
  );
}

function Heatmap({
  cohorts,
  average,
}: {
  readonly cohorts: readonly Cohort[];
  /** By months since the first order; shorter where no month is over. */
  readonly average: readonly number[];
}) {
  const width = Math.max(...cohorts.map(({ cells }) => cells.length));
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Retention by cohort">
      <table class="matrix heatmap">
        <caption class="unseen">Share of each cohort that ordered, by months since the first order</caption>
        <thead>
          <tr>
            <th scope="col">Cohort</th>
            <th scope="col">Customers</th>
            {Array.from({ length: width }, (_, index) => (
              <th key={index} scope="col">
                {index}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.month}>
              <th scope="row">{month(cohort.month)}</th>
              <td class="numeric">{whole(cohort.size)}</td>
              {cohort.cells.map(({ customers, retention, isPartial }, index) => (
                <td key={index}>
                  <button
                    type="button"
                    class={`cell heat-${heat(retention)}${isPartial ? ' partial' : ''}`}
                    disabled={customers === 0}
                    data-count={customers}
                    aria-label={`${Math.round(retention * 100)} percent of the cohort of ${month(cohort.month)}, month ${index}: ${whole(customers)} customers${isPartial ? ', partial' : ''}`}
                    onClick={() => change({ cohort: cohort.month, index: String(index) })}
                  >
                    {Math.round(retention * 100)}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Average</th>
            <td class="numeric">{whole(cohorts.reduce((sum, { size }) => sum + size, 0))}</td>
            {average.map((retention, index) => (
              <td key={index} class="average">
                {Math.round(retention * 100)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function cohortsOf({ tables }: Answer): Cohort[] {
  const table = tables['cells'];
  const [sizes, customers, retention] = ['cohort_size', 'customers', 'retention'].map((key) =>
    numbers(table, key),
  );
  const isPartial = flags(table, 'is_partial');
  const cohorts = new Map<string, { month: string; size: number; cells: Cell[] }>();
  texts(table, 'cohort_month').forEach((name, row) => {
    const cohort = cohorts.get(name) ?? { month: name, size: sizes![row]!, cells: [] };
    cohorts.set(name, cohort);
    cohort.cells.push({
      customers: customers![row]!,
      retention: retention![row]!,
      isPartial: isPartial[row]!,
    });
  });
  return [...cohorts.values()];
}

function chartOf({ tables }: Answer, cohorts: readonly Cohort[]) {
  const average = tables['average'];
  const indexes = numbers(average, 'month_index');
  const width = Math.max(...cohorts.map(({ cells }) => cells.length), indexes.length);
  const averages = numbers(average, 'retention');
  const series: Series[] = [
    ...cohorts.map(({ month: name, cells }, place): Series => ({
      label: month(name),
      legend: place === 0 ? 'Each cohort' : '',
      values: Array.from({ length: width }, (_, index) => {
        const cell = cells[index];
        return cell && !cell.isPartial ? cell.retention : null;
      }),
      colour: 'c5',
      kind: 'line',
      width: 1,
    })),
    {
      label: 'Average',
      values: Array.from({ length: width }, (_, index) => averages[indexes.indexOf(index)] ?? null),
      colour: 'c2',
      kind: 'line',
      width: 3,
    },
  ];
  return {
    labels: Array.from({ length: width }, (_, index) => String(index)),
    series,
    description: `Retention by months since the first order, of ${cohorts.length} cohorts and on average. The table above has every figure.`,
  };
}
