import { change, ratio, type Report, whyEmpty } from '../report.ts';
import { tableOf, type Value } from '../table.ts';
import { cityCondition, comparedWindow, type View } from '../view.ts';
import type { Columns, Statement } from '../warehouse.ts';

export const summary: Report = {
  title: 'The shop at a glance',
  about:
    'Revenue is quantity times price net of returns. Orders that were cancelled are not counted. A customer is active who ordered at least once in the window.',
  models: ['mart_revenue_daily', 'mart_customer_daily'],
  isStandalone: true,

  statements({ view }) {
    const compared = comparedWindow(view);
    return {
      sales: salesOf(view, view),
      customers: customersOf(view, view),
      salesBefore: salesOf(view, compared),
      customersBefore: customersOf(view, compared),
    };
  },

  answer(results, ground) {
    const { view, choices } = ground;
    const now = figures(results['sales']!, results['customers']!);
    const before = figures(results['salesBefore']!, results['customersBefore']!);
    const compared = comparedWindow(view);
    const names = ['Revenue', 'Orders', 'Average order value', 'Active customers'];
    const notes: string[] = [];
    if (now[1] === 0) notes.push(whyEmpty(ground));
    const isPartial = compared.from < choices.firstDate;
    if (isPartial)
      notes.push(
        `The window before, ${compared.from} to ${compared.to}, is partial: the data begin on ${choices.firstDate}.`,
      );
    return {
      tables: {
        figures: tableOf(
          [
            { key: 'figure', label: 'Figure', kind: 'text' },
            { key: 'now', label: `${view.from} to ${view.to}`, kind: 'number' },
            { key: 'before', label: `${compared.from} to ${compared.to}`, kind: 'number' },
            { key: 'change', label: 'Change', kind: 'percent' },
          ],
          {
            figure: names,
            now,
            before,
            change: now.map((value, index) =>
              value === null || before[index] == null ? null : change(value, before[index]),
            ),
          },
        ),
      },
      facts: { comparedFrom: compared.from, comparedTo: compared.to, isPartial },
      notes,
    };
  },
};

function salesOf(view: View, { from, to }: { readonly from: string; readonly to: string }): Statement {
  const cities = cityCondition(view);
  return {
    sql: `SELECT
  CAST(COALESCE(SUM(revenue), 0) AS DOUBLE) AS revenue,
  COALESCE(SUM(orders), 0) AS orders
FROM analytics.mart_revenue_daily
WHERE order_date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND ${cities.sql}`,
    parameters: { from, to, ...cities.parameters },
  };
}

function customersOf(view: View, { from, to }: { readonly from: string; readonly to: string }): Statement {
  const cities = cityCondition(view);
  return {
    sql: `SELECT COUNT(DISTINCT customer_id) AS customers
FROM analytics.mart_customer_daily
WHERE order_date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND ${cities.sql}`,
    parameters: { from, to, ...cities.parameters },
  };
}

/** Revenue, orders, average order value and customers. */
function figures(sales: Columns, customers: Columns): (number | null)[] {
  const first = (values: readonly Value[] | undefined): number => Number(values?.[0] ?? 0);
  const revenue = first(sales['revenue']);
  const orders = first(sales['orders']);
  return [revenue, orders, ratio(revenue, orders), first(customers['customers'])];
}
