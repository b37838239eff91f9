import { badParameter } from '../problem.ts';
import { type Ground, numbers, ratio, type Report, sum, texts, whyEmpty } from '../report.ts';
import { tableOf } from '../table.ts';
import { cityCondition, comparedWindow, shortened, single, type View } from '../view.ts';
import type { Statement } from '../warehouse.ts';

export const products: Report = {
  title: 'Which products bring the revenue',
  about:
    'Products by their revenue in the window, quantity times price net of returns, the best first. The curve is the share that they bring together; the line marks 80%. The margin is revenue less the cost of what was sold for good, in percent of revenue. The class is that of all time: A up to 80%, B up to 95%, C the rest.',
  models: ['mart_product_daily', 'mart_product_pareto', 'dim_products'],
  isStandalone: true,

  async statements(ground) {
    await requireCategory(ground);
    const { view, query } = ground;
    const category = single(query, 'category');
    return {
      products: paretoOf(view, category),
      categories: categoriesOf(view),
    };
  },

  answer(results, ground) {
    const found = results['products']!;
    const revenue = numbers(found, 'revenue');
    const cumulative = numbers(found, 'cumulative_share');
    const crossing = cumulative.findIndex((share) => share >= 0.8);
    const byCategory = results['categories']!;
    const categoryRevenue = numbers(byCategory, 'revenue');
    const total = sum(categoryRevenue);
    return {
      tables: {
        products: tableOf(
          [
            { key: 'rank', label: 'Rank', kind: 'integer' },
            { key: 'product_id', label: 'Number', kind: 'integer' },
            { key: 'product_name', label: 'Product', kind: 'text' },
            { key: 'category', label: 'Category', kind: 'text' },
            { key: 'units', label: 'Sold', kind: 'integer' },
            { key: 'revenue', label: 'Revenue', kind: 'money' },
            { key: 'change', label: 'Change', kind: 'percent' },
            { key: 'margin', label: 'Margin', kind: 'money' },
            { key: 'margin_rate', label: 'Margin %', kind: 'percent' },
            { key: 'share', label: 'Share', kind: 'percent' },
            { key: 'cumulative_share', label: 'Together', kind: 'percent' },
            { key: 'abc_class', label: 'Class', kind: 'text' },
          ],
          found,
        ),
        categories: tableOf(
          [
            { key: 'category', label: 'Category', kind: 'text' },
            { key: 'products', label: 'Products', kind: 'integer' },
            { key: 'revenue', label: 'Revenue', kind: 'money' },
            { key: 'share', label: 'Share', kind: 'percent' },
            { key: 'margin', label: 'Margin', kind: 'money' },
            { key: 'margin_rate', label: 'Margin %', kind: 'percent' },
          ],
          { ...byCategory, share: categoryRevenue.map((value) => ratio(value, total)) },
        ),
      },
      facts: {
        crossingRank: crossing < 0 ? null : crossing + 1,
        crossingName: crossing < 0 ? null : texts(found, 'product_name')[crossing]!,
        productCount: revenue.length,
      },
      notes: revenue.length === 0 ? [whyEmpty(ground)] : [],
    };
  },
};

async function requireCategory({ generation, query }: Ground): Promise<void> {
  const category = single(query, 'category');
  if (category === undefined) return;
  const { category: known } = await generation.query({
    sql: 'SELECT category FROM marts.dim_products WHERE category = $category LIMIT 1',
    parameters: { category },
  });
  if (!known || known.length === 0)
    throw badParameter('category', `there is no category "${shortened(category)}"`);
}

function paretoOf(view: View, category: string | undefined): Statement {
  const cities = cityCondition(view);
  const compared = comparedWindow(view);
  const categories = category === undefined ? 'TRUE' : 'category = $category';
  return {
    sql: `WITH sales AS (
  SELECT product_id, SUM(units) AS units, SUM(revenue) AS revenue, SUM(margin) AS margin
  FROM analytics.mart_product_daily
  WHERE order_date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND ${cities.sql}
  GROUP BY product_id
),
before AS (
  SELECT product_id, SUM(revenue) AS revenue
  FROM analytics.mart_product_daily
  WHERE order_date BETWEEN CAST($before_from AS DATE) AND CAST($before_to AS DATE) AND ${cities.sql}
  GROUP BY product_id
)
SELECT
  ROW_NUMBER() OVER best AS rank,
  product_id,
  product_name,
  category,
  sales.units,
  CAST(sales.revenue AS DOUBLE) AS revenue,
  CAST(sales.revenue AS DOUBLE) / NULLIF(before.revenue, 0) - 1 AS change,
  CAST(sales.margin AS DOUBLE) AS margin,
  CAST(sales.margin AS DOUBLE) / NULLIF(sales.revenue, 0) AS margin_rate,
  CAST(sales.revenue AS DOUBLE) / NULLIF(SUM(sales.revenue) OVER (), 0) AS share,
  CAST(SUM(sales.revenue) OVER best AS DOUBLE) / NULLIF(SUM(sales.revenue) OVER (), 0) AS cumulative_share,
  pareto.abc_class
FROM sales
INNER JOIN marts.dim_products AS products USING (product_id)
LEFT JOIN before USING (product_id)
LEFT JOIN (SELECT product_id, abc_class FROM analytics.mart_product_pareto) AS pareto USING (product_id)
WHERE ${categories}
WINDOW best AS (ORDER BY sales.revenue DESC, product_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY rank`,
    parameters: {
      from: view.from,
      to: view.to,
      before_from: compared.from,
      before_to: compared.to,
      ...cities.parameters,
      ...(category !== undefined && { category }),
    },
  };
}

function categoriesOf(view: View): Statement {
  const cities = cityCondition(view);
  return {
    sql: `SELECT
  category,
  COUNT(DISTINCT product_id) AS products,
  CAST(SUM(revenue) AS DOUBLE) AS revenue,
  CAST(SUM(margin) AS DOUBLE) AS margin,
  CAST(SUM(margin) AS DOUBLE) / NULLIF(SUM(revenue), 0) AS margin_rate
FROM analytics.mart_product_daily
INNER JOIN marts.dim_products USING (product_id)
WHERE order_date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND ${cities.sql}
GROUP BY category
ORDER BY revenue DESC, category`,
    parameters: { from: view.from, to: view.to, ...cities.parameters },
  };
}
