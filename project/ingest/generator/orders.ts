import { customerWeight } from './calendar.ts';
import { customerBase, customersBy, signedUpAt } from './customers.ts';
import { fallsOn, hashed, poissonSteps, uniform } from './draws.ts';
import type { ShopPlan } from './plan.ts';
import type { Slice } from './slices.ts';

/** SELECT of a slice's orders up to a day: `customer_id`, the order's `key`, and `ordered_at`. It sorts and keeps nothing. */
export function eventsSql(plan: ShopPlan, slice: Slice, asOf: string): string {
  const { seed, from, keepBelow } = plan;
  const { firstMonth, lastMonth, stripe, stripes } = slice;
  const { last } = customersBy(plan, earlier(asOf, lastDay(lastMonth)));
  const range = { first: stripe === 0 ? stripes : stripe, last, step: stripes };
  const key = hashed(seed, 'customer_id', 'month', 'n', "'order'");
  const months = `greatest(signed_up_month, ${firstMonth}), least(signed_up_month + active_months, ${lastMonth + 1})`;
  return `
    with active as (
      select customer_id, signed_up_on, rate, month_no, month_no - signed_up_month as age
      from (select *, unnest(range(${months})) as month_no from (${customerBase(plan, range)}) as base) as each_month
    ),
    expected as (
      select customer_id, signed_up_on, month_no, month,
        least(12.0, ${customerWeight} * target / (total * 1.035)) as mean,
        ${uniform(seed, 'customer_id', 'month', "'count'")} as draw
      from active join months using (month_no)
    ),
    counted as (
      select customer_id, signed_up_on, month_no, month, ${poissonSteps(14)} as orders
      from (select *, exp(-mean) as p0 from expected) as e
      where draw >= p0
    ),
    drawn as (
      select customer_id, signed_up_on, month_no, ${key} as key,
        ${uniform(seed, 'customer_id', 'month', 'n', "'day'")} as day_draw,
        ${uniform(seed, 'customer_id', 'month', 'n', "'clock'")} as clock_draw
      from (select *, unnest(range(orders)) as n from counted) as each_order
      ${keepBelow === undefined ? '' : `where ${key} < ${keepBelow}`}
    )
    -- An order stays on its day, however late its customer signed up: a month can be made without the one before.
    select customer_id, key, least(
        greatest(day + to_seconds((25200 + clock_draw * 57600)::bigint), ${signedUpAt(seed)} + interval 5 minute),
        day + interval 86399 second) as ordered_at
    from drawn
    join day_parts on drawn.month_no = day_parts.month_no and ${fallsOn('day_draw', 'day_parts')}
    where day >= signed_up_on and day between date '${from}' and date '${asOf}'`;
}

/** SQL of table `orders`: those of a slice, with the status that fits their age on a day. */
export function ordersSql(plan: ShopPlan, slice: Slice, asOf: string): string {
  // One of twelve orders is cancelled or comes back; the others go through the stages as they age.
  return `
    create or replace temp table orders as
    select key, customer_id, ordered_at,
      case
        when fate < 0.04 and age >= 1 then 'cancelled'
        when age < 1 then 'pending'
        when age < 2 then 'processing'
        when age < 4 then 'shipped'
        when fate > 0.955 and age >= 14 then 'returned'
        else 'delivered'
      end as status,
      case when age < 1 then 0 when fate < 0.04 or age < 2 then 24 when age < 4 then 48 when fate > 0.955 and age >= 14 then 336 else 96 end as status_hours
    from (
      select *, datediff('day', ordered_at::date, date '${asOf}') as age, ${uniform(plan.seed, 'key', "'fate'")} as fate
      from (${eventsSql(plan, slice, asOf)}) as events
    ) as aged
    -- Rows that come from range() are written by one thread, unless they are sorted.
    order by ordered_at, key`;
}

/** SELECT of the rows of table `orders`. */
export function orderRows(asOf: string): string {
  return `
    select ${orderId} as order_id, customer_id, ordered_at, status,
      least(timestamp '${asOf} 23:59:59', ordered_at + to_hours(status_hours::bigint)) as updated_at,
      strftime(ordered_at, '%Y-%m') as order_month
    from orders
    order by ordered_at, order_id`;
}

/** SELECT of one to five lines of every order in table `orders`; what came back is counted once the order has come back. */
export function itemRows({ seed }: ShopPlan): string {
  const lines = uniform(seed, 'key', "'lines'");
  const quantity = uniform(seed, 'key', 'line', "'quantity'");
  const isReturned = `line = 1 or ${uniform(seed, 'key', 'line', "'returned'")} < 0.6`;
  return `
    select ${orderId} as order_id, line as line_number, product_id, quantity, price_cents as unit_price_cents,
      case when status = 'returned' and (${isReturned}) then quantity else 0 end as returned_quantity,
      strftime(ordered_at, '%Y-%m') as order_month
    from (
      select key, ordered_at, status, line, product_id,
        case when ${quantity} < 0.82 then 1 when ${quantity} < 0.95 then 2 else 3 end as quantity
      from (
        select *, ${uniform(seed, 'key', 'line', "'product'")} as product_draw
        from (
          select key, ordered_at, status, unnest(range(1, 1 + case
            when ${lines} < 0.50 then 1 when ${lines} < 0.78 then 2 when ${lines} < 0.92 then 3 when ${lines} < 0.98 then 4
            else 5 end)) as line
          from orders
        ) as each_line
      ) as drawn
      join product_parts on ${fallsOn('product_draw', 'product_parts')}
    ) as picked
    join prices using (product_id)
    where ordered_at::date >= valid_from and ordered_at::date < valid_to
    order by ordered_at, order_id, line_number`;
}

/** The last day of a month that is numbered as {@link Slice} does, as `YYYY-MM-DD`. */
function lastDay(monthNumber: number): string {
  const day = new Date(Date.UTC(Math.floor(monthNumber / 12), (monthNumber % 12) + 1, 0));
  return day.toISOString().slice(0, 10);
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** Orders are numbered by their hash, so that the number says nothing and never changes. */
const orderId = '(key >> 12)::bigint';
