import { type Forecast, seasons } from '../../../analytics/index.ts';
import { numbers, type Report, texts, whyEmpty } from '../report.ts';
import { tableOf, type Value } from '../table.ts';
import { addDays, cityCondition, readChoice } from '../view.ts';

const horizon = 12;
/** At least so many weeks of the past are shown, for the eye to see where the forecast comes from. */
const leastShown = 26;

export const forecast: Report = {
  title: 'Revenue of the next twelve weeks',
  about:
    'Learned from all complete weeks up to the end of the window; weeks that the data do not cover from Monday to Sunday are left out. Linear Regression carries a straight line on; Holt-Winters also follows a season. The band holds a single week with a probability of 95%. The error is that of a backtest: the last twelve weeks, forecast from those before them.',
  models: ['mart_revenue_weekly'],
  isStandalone: true,

  statements({ view }) {
    const cities = cityCondition(view);
    return {
      weeks: {
        sql: `SELECT week_start, CAST(SUM(revenue) AS DOUBLE) AS revenue
FROM analytics.mart_revenue_weekly
WHERE is_complete AND week_start + 6 <= CAST($to AS DATE) AND ${cities.sql}
GROUP BY week_start
ORDER BY week_start`,
        parameters: { to: view.to, ...cities.parameters },
      },
    };
  },

  async answer(results, ground) {
    const { view, query, analyst } = ground;
    const method = readChoice(query, 'method', ['holt-winters', 'linear']);
    const season = Number(readChoice(query, 'season', seasons.map(String)));
    const weeks = texts(results['weeks']!, 'week_start');
    const series = numbers(results['weeks']!, 'revenue');
    const question = { series, method, season, horizon } as const;
    const [result, errors] = await Promise.all([analyst.forecast(question), analyst.backtest(question)]);

    const shown = Math.max(leastShown, weeks.filter((week) => week >= view.from).length);
    const pastWeeks = weeks.slice(-shown);
    const past = series.slice(-shown);
    const lastWeek = weeks.at(-1);
    const ahead =
      result.kind === 'forecast' && lastWeek !== undefined
        ? Array.from({ length: horizon }, (_, step) => addDays(lastWeek, 7 * (step + 1)))
        : [];
    // The latest week stands first, in the table and in the files.
    const unknown = (weeks: readonly string[]): Value[] => weeks.map(() => null);
    const foreseen = (pick: (known: Forecast) => readonly number[]): Value[] =>
      [
        ...unknown(pastWeeks),
        ...(result.kind === 'forecast' && ahead.length > 0 ? pick(result).map(cents) : []),
      ].reverse();

    const notes: string[] = [];
    if (weeks.length === 0) notes.push(whyEmpty(ground));
    else if (result.kind === 'too-short')
      notes.push(
        `This needs ${result.needed} complete weeks, and up to ${view.to} there are ${result.have}.` +
          (result.offeredSeason === undefined ? '' : ` A season of ${result.offeredSeason} weeks would do.`),
      );
    return {
      tables: {
        weeks: tableOf(
          [
            { key: 'week', label: 'Week from', kind: 'date' },
            { key: 'actual', label: 'Revenue', kind: 'money' },
            { key: 'mean', label: 'Forecast', kind: 'money' },
            { key: 'lower', label: 'Lower end (95%)', kind: 'money' },
            { key: 'upper', label: 'Upper end (95%)', kind: 'money' },
          ],
          {
            week: [...pastWeeks, ...ahead].reverse(),
            actual: [...past, ...unknown(ahead)].reverse(),
            mean: foreseen(({ mean }) => mean),
            lower: foreseen(({ lower }) => lower),
            upper: foreseen(({ upper }) => upper),
          },
        ),
      },
      facts: {
        method,
        season,
        learnedWeeks: weeks.length,
        errorLinear: errors.linear,
        errorHoltWinters: errors.holtWinters,
        offeredSeason: result.kind === 'too-short' ? (result.offeredSeason ?? null) : null,
      },
      notes,
    };
  },
};

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
