import { useMemo } from 'preact/hooks';
import { type Answer, gappy, texts } from '../api.ts';
import { Chart } from '../chart.tsx';
import { Select, Toggle } from '../choice.tsx';
import { day, percent, short, wholeMoney } from '../format.ts';
import { useAnswer } from '../load.ts';
import { change, language, parameter, reportQuery } from '../state.ts';
import { DataTable } from '../table.tsx';
import { Tile } from '../tile.tsx';

const seasons: Readonly<Record<string, string>> = {
  '52': 'A year',
  '26': 'Half a year',
  '13': 'A quarter',
  '4': 'Four weeks',
};

export function Forecast() {
  const method = parameter('method') === 'linear' ? 'linear' : 'holt-winters';
  const season = parameter('season');
  const further = { method: parameter('method'), season };
  const loaded = useAnswer<Answer>(`/api/report/forecast${reportQuery(further)}`);
  const chart = useMemo(() => loaded.data && chartOf(loaded.data), [loaded.data, language.value]);
  return (
    <Tile
      title="Revenue of the next twelve weeks"
      report="forecast"
      loaded={loaded}
      further={further}
      tools={
        <>
          <Toggle
            label="Method"
            choices={{ 'holt-winters': 'Holt-Winters', linear: 'Linear Regression' }}
            chosen={method}
            onChoose={(name) => change({ method: name === 'linear' ? 'linear' : '' })}
          />
          {method === 'holt-winters' && (
            <Select
              label="Season"
              chosen={season || '52'}
              choices={Object.entries(seasons)
                .map(([value, text]) => ({ value, text }))
                .reverse()}
              onChoose={(value) => change({ season: value === '52' ? '' : value })}
            />
          )}
        </>
      }
    >
      {(answer) => (
        <>
          <Trust answer={answer} method={method} />
          {typeof answer.facts['offeredSeason'] === 'number' && (
            <p>
              <button type="button" onClick={() => change({ season: String(answer.facts['offeredSeason']) })}>
                Use a season of {answer.facts['offeredSeason']} weeks
              </button>
            </p>
          )}
          {answer.total > 0 && chart && (
            <>
              <Chart {...chart} left={short} leftTitle="Revenue a week in €" band={[2, 3]} />
              <DataTable
                caption="Revenue by week, and the forecast"
                table={answer.tables['weeks']!}
                first={18}
                total={answer.total}
              />
            </>
          )}
        </>
      )}
    </Tile>
  );
}

/** The backtest errors of both methods, so that the reader knows which to trust. */
function Trust({ answer, method }: { readonly answer: Answer; readonly method: string }) {
  const errors = [
    {
      name: 'holt-winters',
      text: 'Holt-Winters',
      hint: 'season-aware',
      error: answer.facts['errorHoltWinters'],
    },
    { name: 'linear', text: 'Linear Regression', hint: 'simple trend', error: answer.facts['errorLinear'] },
  ];
  const known = errors.flatMap(({ error }) => (typeof error === 'number' ? [error] : []));
  return (
    <ul class="trust">
      {errors.map(({ name, text, hint, error }) => (
        <li key={name} class={name === method ? 'chosen' : ''}>
          <strong>{text}</strong> ({hint}):{' '}
          {typeof error === 'number'
            ? `${percent(error)} off over the last 12 weeks (MAPE)`
            : 'too few weeks for a backtest'}
          {typeof error === 'number' && known.length > 1 && error === Math.min(...known) && (
            <span class="badge good">closer</span>
          )}
        </li>
      ))}
      <li>
        Learned from {String(answer.facts['learnedWeeks'])} complete weeks; weeks that are not over are left
        out.
      </li>
    </ul>
  );
}

function chartOf({ tables }: Answer) {
  const table = tables['weeks']!;
  // The table begins with the latest week, time runs to the right.
  const inTime = (key: string) => gappy(table, key).toReversed();
  const weeks = texts(table, 'week').toReversed();
  const mean = inTime('mean');
  const firstAhead = mean.findIndex((value) => value !== null);
  const ahead = mean
    .filter((value): value is number => value !== null)
    .reduce((sum, value) => sum + value, 0);
  return {
    labels: weeks.map(day),
    series: [
      { label: 'Revenue', values: inTime('actual'), colour: 'c1', kind: 'line' },
      { label: 'Forecast', values: mean, colour: 'c2', kind: 'line', isDashed: true },
      { label: 'Upper end (95%)', values: inTime('upper'), colour: 'c2', kind: 'edge' },
      { label: 'Lower end (95%)', values: inTime('lower'), colour: 'c2', kind: 'edge' },
    ] as const,
    lines:
      firstAhead < 0 ? [] : [{ at: firstAhead - 0.5, direction: 'vertical' as const, label: 'forecast' }],
    description: `Revenue by week and a forecast of ${wholeMoney(ahead)} for the twelve weeks to come, with a band of 95%. The table below has every figure.`,
  };
}
