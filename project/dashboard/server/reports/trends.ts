import { change, numbers, ratio, type Report, texts, whyEmpty } from '../report.ts';
import { tableOf } from '../table.ts';
import { cityCondition, monthStart, type View } from '../view.ts';
import type { Columns, Statement } from '../warehouse.ts';

export const trends: Report = {
  title: 'Revenue and orders by month',
  about:
    'Revenue is quantity times price net of returns; orders that were cancelled are not counted. A month is partial when the window or the data do not cover all of its days; what it is compared with is cut in the same way.',
  models: ['mart_revenue_daily', 'mart_data_window'],
  isStandalone: true,

  statements({ view }) {
    return { months: monthsOf(view, view), monthsBefore: monthsOf(view, comparedMonths(view)) };
  },

  answer(results, ground) {
    const { view, choices } = ground;
    const now = byMonth(results['months']!);
    const before = byMonth(results['monthsBefore']!);
    const first = view.from > choices.firstDate ? view.from : choices.firstDate;
    const last = view.to < choices.lastDate ? view.to : choices.lastDate;
    const months = now.size === 0 ? [] : monthsBetween(first, last);
    const shift = monthsBack(view);
    const rows = months.map((month) => {
      const { orders, revenue, margin } = now.get(month) ?? nothing;
      const earlier = addMonths(month, -shift);
      const known = earlier >= monthStart(choices.firstDate);
      const compared = known ? (before.get(earlier) ?? nothing) : undefined;
      return {
        month,
        revenue,
        orders,
        value: ratio(revenue, orders),
        margin,
        before: compared?.revenue ?? null,
        ordersBefore: compared?.orders ?? null,
        change: compared ? change(revenue, compared.revenue) : null,
        isPartial: month < first || lastDay(month) > last,
      };
    });
    const columns = [
      { key: 'month', label: 'Month', kind: 'month' },
      { key: 'revenue', label: 'Revenue', kind: 'money' },
      { key: 'orders', label: 'Orders', kind: 'integer' },
      { key: 'value', label: 'Average order value', kind: 'money' },
      { key: 'margin', label: 'Margin', kind: 'money' },
      {
        key: 'before',
        label: view.compare === 'year' ? 'Revenue a year before' : 'Revenue before',
        kind: 'money',
      },
      {
        key: 'ordersBefore',
        label: view.compare === 'year' ? 'Orders a year before' : 'Orders before',
        kind: 'integer',
      },
      { key: 'change', label: 'Change of revenue', kind: 'percent' },
      { key: 'isPartial', label: 'Partial', kind: 'flag' },
    ] as const;
    return {
      tables: {
        months: tableOf(
          columns,
          Object.fromEntries(columns.map(({ key }) => [key, rows.map((row) => row[key])])),
        ),
      },
      notes: rows.length === 0 ? [whyEmpty(ground)] : [],
    };
  },
};

const nothing = { orders: 0, revenue: 0, margin: 0 };

function monthsOf(view: View, { from, to }: { readonly from: string; readonly to: string }): Statement {
  const cities = cityCondition(view);
  return {
    sql: `SELECT
  DATE_TRUNC('month', order_date) AS month,
  SUM(orders) AS orders,
  CAST(SUM(revenue) AS DOUBLE) AS revenue,
  CAST(SUM(margin) AS DOUBLE) AS margin
FROM analytics.mart_revenue_daily
WHERE order_date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND ${cities.sql}
GROUP BY month
ORDER BY month`,
    parameters: { from, to, ...cities.parameters },
  };
}

function byMonth(columns: Columns): ReadonlyMap<string, typeof nothing> {
  const [orders, revenue, margin] = ['orders', 'revenue', 'margin'].map((name) => numbers(columns, name));
  return new Map(
    texts(columns, 'month').map((month, row) => [
      month.slice(0, 10),
      { orders: orders![row]!, revenue: revenue![row]!, margin: margin![row]! },
    ]),
  );
}

/** How many months a month of the window is held against: a year, or as many as the window has. */
function monthsBack(view: View): number {
  return view.compare === 'year' ? 12 : monthsBetween(view.from, view.to).length;
}

/** The window as many months earlier, from and to the same days of their months. */
function comparedMonths(view: View): { readonly from: string; readonly to: string } {
  const back = monthsBack(view);
  const shifted = (date: string, isEnd: boolean): string => {
    const month = addMonths(monthStart(date), -back);
    if (isEnd && date === lastDay(monthStart(date))) return lastDay(month);
    const same = `${month.slice(0, 8)}${date.slice(8)}`;
    return same < lastDay(month) ? same : lastDay(month);
  };
  return { from: shifted(view.from, false), to: shifted(view.to, true) };
}

function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = monthStart(from); month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** @param month Its first day. */
function addMonths(month: string, count: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  const year = Math.floor(total / 12);
  return `${String(year).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}-01`;
}

function lastDay(month: string): string {
  const next = new Date(`${addMonths(month, 1)}T00:00:00Z`);
  return new Date(next.getTime() - 86_400_000).toISOString().slice(0, 10);
}
