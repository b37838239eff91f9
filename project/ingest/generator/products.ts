import { findable, pick, uniform, weighted } from './draws.ts';
import { type Category, categories } from './geography.ts';
import type { ShopPlan } from './plan.ts';

/** Revenue by rank of product falls with this power: the first fifth then brings four fifths. */
const rankPower = 1.03;
/** A product's price changes on any day with this probability. */
const priceChangeRate = 0.004;

/**
 * SQL of tables `products`, `product_parts` for finding them by popularity, and `prices` up to a day: the rank decides the share
 * of revenue, the price how many are sold for it.
 */
export function productsSql({ seed, products, from, to }: ShopPlan, asOf: string): readonly string[] {
  const found = weighted(
    categories,
    ({ name, cents: [least, most] }: Category) => `'${name}' as category, ${least} as least, ${most} as most`,
  );
  return [
    `create or replace temp table products as
    with drawn as (
      select i as product_id, ${uniform(seed, 'i', "'category'")} as category_draw, ${uniform(seed, 'i', "'price'")} as price_draw,
        ${uniform(seed, 'i', "'cost'")} as cost_draw, ${uniform(seed, 'i', "'rank'")} as rank_draw
      from range(1, ${products + 1}) as t(i)
    ),
    priced as (
      select d.*, c.category,
        (round((c.least * pow(c.most / c.least, d.price_draw)) / 10) * 10 + 9)::bigint as price_cents
      from drawn as d
      asof join (${found}) as c on d.category_draw >= c.share_from
    ),
    -- Popular are products of middling price above all: a shop does not live on the cheapest ones.
    ranked as (
      select *, row_number() over (order by abs(ln(price_cents / 2500.0)) + 1.2 * rank_draw, product_id) as rank from priced
    ),
    weighed as (select *, pow(rank, -${rankPower}) / price_cents as units from ranked)
    select product_id, category, price_cents as first_price_cents,
      greatest(1, (price_cents * (0.42 + 0.33 * cost_draw))::bigint) as cost_cents,
      ${productName(seed)} as product_name,
      date '${from}'::timestamp - interval 30 day as added_at,
      (sum(units) over (order by product_id) - units) / sum(units) over () as share_from
    from weighed
    order by share_from`,
    `create or replace temp table product_parts as ${findable('select product_id, share_from from products')}`,
    `create or replace temp table prices as
    with changes as (
      select product_id, day, ${uniform(seed, 'product_id', 'day', "'step'")} as step
      from products, range((date '${to}' + 1)::timestamp, (date '${asOf}' + 1)::timestamp, interval 1 day) as t(day)
      where ${uniform(seed, 'product_id', 'day', "'changes'")} < ${priceChangeRate}
    ),
    changed as (
      select product_id, date '0001-01-01' as valid_from, first_price_cents as price_cents from products
      union all
      select product_id, day::date, greatest(cost_cents + 10, (first_price_cents * (0.92 + 0.22 * step))::bigint)
      from changes join products using (product_id)
    )
    select *, lead(valid_from, 1, date '9999-12-31') over (partition by product_id order by valid_from) as valid_to
    from changed`,
  ];
}

/** SELECT of the products with their prices on a day. */
export function productRows(asOf: string): string {
  return `
    select product_id, product_name, category, price_cents, cost_cents, added_at,
      greatest(added_at, valid_from::timestamp) as updated_at
    from products
    join prices using (product_id)
    where date '${asOf}' >= valid_from and date '${asOf}' < valid_to
    order by product_id`;
}

function productName(seed: number): string {
  const word = (list: string): string => pick(list, seed, 'product_id', `'${list}'`);
  return `${word('adjectives')} || ' ' || ${word('things')} || ' ' || ${word('materials')} || ' ' || product_id`;
}
