import { badParameter } from '../problem.ts';
import { numbers, ratio, type Report, texts, whyEmpty } from '../report.ts';
import { type Column, tableOf } from '../table.ts';
import { cityCondition, monthStart, readDate, readInteger } from '../view.ts';

export const cohorts: Report = {
  title: 'Who comes back',
  about:
    'A cohort is the month of a customer’s first order ever, whatever the window; its city is that of the first order. The window chooses the cohorts, and up to which month they are followed, by whole months. A cell is the share of the cohort that ordered in that month. Months to come are empty; months that are not over are marked as partial and left out of the average.',
  models: ['mart_cohort_monthly', 'mart_customer_cohort'],
  isStandalone: true,

  statements({ view }) {
    const cities = cityCondition(view);
    return {
      cells: {
        sql: `SELECT
  cohort_month,
  month_index,
  activity_month,
  SUM(cohort_size) AS cohort_size,
  SUM(customers) AS customers,
  SUM(customers) / SUM(cohort_size) AS retention,
  CAST(SUM(revenue) AS DOUBLE) AS revenue,
  NOT BOOL_AND(is_complete) AS is_partial
FROM analytics.mart_cohort_monthly
WHERE cohort_month BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
  AND activity_month <= CAST($to AS DATE)
  AND ${cities.sql}
GROUP BY cohort_month, month_index, activity_month
ORDER BY cohort_month, month_index`,
        parameters: { from: monthStart(view.from), to: view.to, ...cities.parameters },
      },
    };
  },

  answer(results, ground) {
    const cells = results['cells']!;
    const average = averageRetention(
      numbers(cells, 'month_index'),
      numbers(cells, 'cohort_size'),
      numbers(cells, 'customers'),
      cells['is_partial'] as readonly boolean[],
    );
    return {
      tables: {
        cells: tableOf(
          [
            { key: 'cohort_month', label: 'Cohort', kind: 'month' },
            { key: 'month_index', label: 'Months since', kind: 'integer' },
            { key: 'activity_month', label: 'Month', kind: 'month' },
            { key: 'cohort_size', label: 'Customers of the cohort', kind: 'integer' },
            { key: 'customers', label: 'Customers who ordered', kind: 'integer' },
            { key: 'retention', label: 'Retention', kind: 'percent' },
            { key: 'revenue', label: 'Revenue', kind: 'money' },
            { key: 'is_partial', label: 'Partial', kind: 'flag' },
          ],
          cells,
        ),
        average: tableOf(
          [
            { key: 'month_index', label: 'Months since', kind: 'integer' },
            { key: 'cohorts', label: 'Cohorts', kind: 'integer' },
            { key: 'retention', label: 'Average retention', kind: 'percent' },
          ],
          average,
        ),
      },
      notes: texts(cells, 'cohort_month').length === 0 ? [whyEmpty(ground)] : [],
    };
  },
};

/** The share of all customers of the cohorts that have come so far, by months since; partial months are left out. */
function averageRetention(
  indexes: readonly number[],
  sizes: readonly number[],
  customers: readonly number[],
  isPartial: readonly boolean[],
): Record<'month_index' | 'cohorts' | 'retention', (number | null)[]> {
  const totals: { size: number; customers: number; cohorts: number }[] = [];
  indexes.forEach((index, row) => {
    if (isPartial[row]) return;
    const total = (totals[index] ??= { size: 0, customers: 0, cohorts: 0 });
    total.size += sizes[row]!;
    total.customers += customers[row]!;
    total.cohorts++;
  });
  const known = [...totals.entries()].filter(([, total]) => total !== undefined);
  return {
    month_index: known.map(([index]) => index),
    cohorts: known.map(([, total]) => total.cohorts),
    retention: known.map(([, total]) => ratio(total.customers, total.size)),
  };
}

/** The columns of a list of customers, which drill-downs share. */
export const customerColumns: readonly Column[] = [
  { key: 'customer_id', label: 'Number', kind: 'integer' },
  { key: 'full_name', label: 'Name', kind: 'text' },
  { key: 'email', label: 'E-mail', kind: 'text' },
  { key: 'city', label: 'City today', kind: 'text' },
];

export const cohortCustomers: Report = {
  title: 'Customers of a cohort',
  about: 'The customers of a cohort who ordered in a month: exactly those whom the cell counts.',
  models: ['mart_customer_cohort', 'mart_customer_daily', 'dim_customers'],
  isStandalone: false,

  statements({ view, query }) {
    const cohort = readDate(query, 'cohort');
    if (cohort === undefined || !cohort.endsWith('-01'))
      throw badParameter('cohort', 'name the first day of a month, as 2025-01-01');
    const index = readInteger(query, 'index', { least: 0, most: 1200 });
    if (index === undefined) throw badParameter('index', 'name the months since the first order, from 0');
    const cities = cityCondition(view, 'cohorts.first_city');
    return {
      customers: {
        sql: `SELECT
  customer_id,
  full_name,
  email,
  customers.city,
  first_order_date,
  SUM(days.orders) AS orders,
  CAST(SUM(days.revenue) AS DOUBLE) AS revenue
FROM analytics.mart_customer_cohort AS cohorts
INNER JOIN analytics.mart_customer_daily AS days USING (customer_id)
LEFT JOIN (SELECT * FROM marts.dim_customers WHERE is_current) AS customers USING (customer_id)
WHERE cohorts.cohort_month = CAST($cohort AS DATE)
  AND days.order_date >= CAST($cohort AS DATE) + TO_MONTHS($index)
  AND days.order_date < CAST($cohort AS DATE) + TO_MONTHS($index + 1)
  AND ${cities.sql}
GROUP BY ALL
ORDER BY revenue DESC, customer_id`,
        parameters: { cohort, index, ...cities.parameters },
      },
    };
  },

  answer: (results) => ({
    tables: {
      customers: tableOf(
        [
          ...customerColumns,
          { key: 'first_order_date', label: 'First order', kind: 'date' },
          { key: 'orders', label: 'Orders in the month', kind: 'integer' },
          { key: 'revenue', label: 'Revenue in the month', kind: 'money' },
        ],
        results['customers']!,
      ),
    },
  }),
};
