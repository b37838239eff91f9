import { badParameter } from '../problem.ts';
import { numbers, type Report } from '../report.ts';
import { tableOf } from '../table.ts';
import { readInteger, single } from '../view.ts';

const mostFound = 50;

export const customerSearch: Report = {
  title: 'Customers by name or number',
  about: `Customers whose name holds all words that are looked for, or who have the number; at most ${mostFound}.`,
  models: ['dim_customers'],
  isStandalone: false,

  statements({ query }) {
    const asked = single(query, 'q')?.trim() ?? '';
    if (asked === '' || asked.length > 100)
      throw badParameter('q', 'name a customer, in at most 100 characters');
    if (/^\d{1,15}$/.test(asked))
      return { customers: { sql: searchSql('customer_id = $id'), parameters: { id: Number(asked) } } };
    const words = asked.split(/\s+/).slice(0, 6);
    return {
      customers: {
        sql: searchSql(
          words.map((_, index) => `CONTAINS(LOWER(full_name), LOWER($word${index}))`).join(' AND '),
        ),
        parameters: Object.fromEntries(words.map((word, index) => [`word${index}`, word])),
      },
    };
  },

  answer: (results, { query }) => ({
    tables: {
      customers: tableOf(
        [
          { key: 'customer_id', label: 'Number', kind: 'integer' },
          { key: 'full_name', label: 'Name', kind: 'text' },
          { key: 'city', label: 'City today', kind: 'text' },
          { key: 'segment', label: 'Buys', kind: 'text' },
          { key: 'versions', label: 'Versions', kind: 'integer' },
        ],
        results['customers']!,
      ),
    },
    notes:
      numbers(results['customers']!, 'customer_id').length === 0
        ? [`No customer has the name or number “${query.get('q')?.trim()}”.`]
        : [],
  }),
};

function searchSql(condition: string): string {
  return `SELECT customer_id, full_name, city, segment, version_number AS versions
FROM marts.dim_customers
WHERE is_current AND ${condition}
ORDER BY versions DESC, full_name, customer_id
LIMIT ${mostFound}`;
}

export const customerHistory: Report = {
  title: 'A customer through time',
  about:
    'Each row is how the customer was from one moment to the next (SCD2): a change ends a version and begins the next. Orders and revenue are those of the version.',
  models: ['dim_customers', 'mart_customer_daily'],
  isStandalone: false,

  statements({ query }) {
    const id = readInteger(query, 'customer', { least: 0, most: Number.MAX_SAFE_INTEGER });
    if (id === undefined) throw badParameter('customer', 'name the number of a customer');
    return {
      versions: {
        sql: `SELECT
  version_number,
  CAST(valid_from AS DATE) AS valid_from,
  CASE WHEN is_current THEN NULL ELSE CAST(valid_to AS DATE) END AS valid_to,
  is_current,
  full_name,
  email,
  street || ' ' || house_number AS address,
  postal_code,
  city,
  state,
  segment
FROM marts.dim_customers
WHERE customer_id = $id
ORDER BY version_number`,
        parameters: { id },
      },
      orders: {
        sql: `SELECT order_date, city, orders, CAST(revenue AS DOUBLE) AS revenue
FROM analytics.mart_customer_daily
WHERE customer_id = $id
ORDER BY order_date`,
        parameters: { id },
      },
    };
  },

  answer: (results) => ({
    tables: {
      versions: tableOf(
        [
          { key: 'version_number', label: 'Version', kind: 'integer' },
          { key: 'valid_from', label: 'From', kind: 'date' },
          { key: 'valid_to', label: 'Until', kind: 'date' },
          { key: 'is_current', label: 'Today', kind: 'flag' },
          { key: 'full_name', label: 'Name', kind: 'text' },
          { key: 'email', label: 'E-mail', kind: 'text' },
          { key: 'address', label: 'Address', kind: 'text' },
          { key: 'postal_code', label: 'Postal code', kind: 'text' },
          { key: 'city', label: 'City', kind: 'text' },
          { key: 'state', label: 'State', kind: 'text' },
          { key: 'segment', label: 'Buys', kind: 'text' },
        ],
        results['versions']!,
      ),
      orders: tableOf(
        [
          { key: 'order_date', label: 'Day', kind: 'date' },
          { key: 'city', label: 'City', kind: 'text' },
          { key: 'orders', label: 'Orders', kind: 'integer' },
          { key: 'revenue', label: 'Revenue', kind: 'money' },
        ],
        results['orders']!,
      ),
    },
    notes:
      numbers(results['versions']!, 'version_number').length === 0
        ? ['There is no customer with that number.']
        : [],
  }),
};
