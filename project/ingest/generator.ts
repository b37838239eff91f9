import type { DuckDBConnection } from '@duckdb/node-api';
import { type Category, categories, type City, cities } from './geography.ts';
import type { Words } from './words.ts';

/** What a shop is made from; kept with the data, so that later days continue it. */
export interface ShopPlan {
  readonly seed: number;
  /** Customers that have signed up by the last day of the first load. */
  readonly customers: number;
  readonly products: number;
  /** Orders of the first load. */
  readonly orders: number;
  readonly from: string;
  /** The last day of the first load. */
  readonly to: string;
  /** Of the orders that the model makes, those with a smaller hash are kept; set by the first load. */
  readonly keepBelow: string | undefined;
}

/** Yearly growth of orders and sign-ups. */
const growth = 1.5;
/** How many of the first load's customers were there before its first day. */
const shareBefore = 0.3;
/** Months and years of which orders are made at once; a month's orders never change but in their status. */
const surplus = 1.02;
/** Revenue by rank of product falls with this power: the first fifth then brings four fifths. */
const rankPower = 1.03;
/** A product's price changes on any day with this probability. */
const priceChangeRate = 0.004;

/** A uniform number in [0, 1) that depends on the seed and the given keys alone. */
function uniform(seed: number, ...keys: readonly (string | number)[]): string {
  const list = [seed, ...keys].map((key) => (typeof key === 'number' ? `${key}::bigint` : key));
  return `((hash(${list.join(', ')}) >> 11)::double / 9007199254740992.0)`;
}

/**
 * BerlinKart's generator: every table is a function of the plan and a day, computed in DuckDB from hashes. No order of
 * rows and no number of threads changes a value.
 */
export class Generator {
  readonly #connection: DuckDBConnection;
  readonly #plan: ShopPlan;

  constructor(connection: DuckDBConnection, plan: ShopPlan) {
    this.#connection = connection;
    this.#plan = plan;
  }

  /** Makes the small tables that the others draw from. */
  async prepare(words: Words): Promise<void> {
    for (const [name, list] of Object.entries(words) as [string, readonly string[]][]) {
      await this.#run(`set variable ${snake(name)} = ${textList(list)}`);
    }
    await this.#run(
      `create or replace temp table cities as ${weighted(cities, (city: City) => `'${city.name}' as city, '${city.state}' as state, ${city.postalCodes[0]} as first_code, ${city.postalCodes[1]} as last_code`)}`,
    );
    await this.#run(
      `create or replace temp table categories as ${weighted(categories, (category: Category) => `'${category.name}' as category, ${category.cents[0]} as least, ${category.cents[1]} as most`)}`,
    );
    await this.#makeDays();
    await this.#makeProducts();
  }

  /** SELECT of all customers who have signed up by a day, with the addresses they signed up with. */
  customers(asOf: string, after = '0001-01-01'): string {
    const { seed } = this.#plan;
    const address = addressOf(seed, 'customer_id', "'home'");
    return `
      select customer_id, first_name, last_name,
        lower(translate(first_name || '.' || last_name, 'äöüßÄÖÜ éèáà''', 'aousaou-eeaa-')) || customer_id || '@example.de' as email,
        ${address.columns}, segment, signed_up_at, signed_up_at as updated_at
      from (
        select c.customer_id, c.segment, c.signed_up_at,
          getvariable('first_names')[1 + (${uniform(seed, 'customer_id', "'first'")} * len(getvariable('first_names')))::int % len(getvariable('first_names'))] as first_name,
          getvariable('last_names')[1 + (${uniform(seed, 'customer_id', "'last'")} * len(getvariable('last_names')))::int % len(getvariable('last_names'))] as last_name,
          ${address.draws}
        from customer_base as c
        where signed_up_at::date <= date '${asOf}' and signed_up_at::date > date '${after}'
      ) as drawn
      asof join cities on city_draw >= cities.share_from
      order by customer_id`;
  }

  /** SELECT of customers as they are the day after, given as they are: some have moved. */
  moved(current: string, day: string, probability: number): string {
    const { seed } = this.#plan;
    const address = addressOf(seed, 'customer_id', `'${day}'`);
    return `
      select customer_id, first_name, last_name, email, street, house_number, postal_code, city, state, segment, signed_up_at, updated_at
      from (${current}) as stayed
      where ${uniform(seed, 'customer_id', `'${day}'`, "'moves'")} >= ${probability}
      union all
      select customer_id, first_name, last_name, email, ${address.columns}, segment, signed_up_at,
        timestamp '${day} 00:00:00' + to_seconds((moment * 86399)::bigint) as updated_at
      from (
        select customer_id, first_name, last_name, email, segment, signed_up_at,
          ${uniform(seed, 'customer_id', `'${day}'`, "'moment'")} as moment, ${address.draws}
        from (${current}) as all_customers
        where ${uniform(seed, 'customer_id', `'${day}'`, "'moves'")} < ${probability}
      ) as drawn
      asof join cities on city_draw >= cities.share_from`;
  }

  /** Makes the base of customers, each with what decides how often they order. */
  async makeCustomerBase(asOf: string): Promise<void> {
    const { seed, customers, from, to } = this.#plan;
    const before = Math.round(customers * shareBefore);
    const rate = Math.log(growth) / 365.25;
    const days = `datediff('day', date '${from}', date '${to}') + 1`;
    // Sign-ups grow with the shop: the position in the order of customers gives the day by the inverse of the growth curve.
    const latest = `(exp(${rate} * (datediff('day', date '${from}', date '${asOf}') + 1)) - 1) / (exp(${rate} * (${days})) - 1)`;
    await this.#run(`
      create or replace temp table customer_base as
      with numbered as (
        select i as customer_id, ${uniform(seed, 'i', "'segment'")} as segment_draw,
          (i - ${before} - 0.5) / ${customers - before} as position
        from range(1, (${before} + 1 + ceil(${customers - before} * ${latest}))::bigint + 1) as t(i)
      ),
      dated as (
        select customer_id,
          case when segment_draw < 0.05 then 'VIP' when segment_draw < 0.35 then 'Regular' else 'Occasional' end as segment,
          case when customer_id <= ${before}
            then date '${from}' - (1 + (${uniform(seed, 'customer_id', "'before'")} * 720)::int)
            else date '${from}' + floor(ln(1 + greatest(position, 0) * (exp(${rate} * (${days})) - 1)) / ${rate})::int
          end as signed_up_on
        from numbered
      )
      select customer_id, segment, signed_up_on,
        signed_up_on + to_seconds((${uniform(seed, 'customer_id', "'clock'")} * 86399)::bigint) as signed_up_at,
        case segment when 'VIP' then 9.0 when 'Regular' then 3.0 else 1.0 end as rate,
        -- How many months until the customer is gone for good.
        -ln(1 - ${uniform(seed, 'customer_id', "'churn'")}) * case segment when 'VIP' then 60 when 'Regular' then 30 else 18 end as lifetime_months
      from dated
      where signed_up_on <= date '${asOf}'`);
  }

  /** Makes table `events`: every order from one month on, up to a day. */
  async makeOrders(firstMonth: string, asOf: string): Promise<void> {
    const { seed, from, to, orders, keepBelow } = this.#plan;
    const weight = `rate * (0.22 + 0.78 * exp(-age / 7.0) + case when age = 0 then 0.8 else 0 end)`;
    await this.#run(`
      create or replace temp table events as
      with targets as (
        select month, month_weight * ${orders * surplus} / (select sum(day_weight) from days where day between date '${from}' and date '${to}') as target
        from months
        where month between date_trunc('month', greatest(date '${firstMonth}', date '${from}')) and date '${asOf}'
      ),
      active as (
        select m.month, c.customer_id, c.signed_up_at, datediff('month', c.signed_up_on, m.month) as age, c.rate,
          c.signed_up_on < m.month as counts
        from targets as m
        join customer_base as c on c.signed_up_on < m.month + interval 1 month
        where datediff('month', c.signed_up_on, m.month) < c.lifetime_months
      ),
      totals as (select month, sum(${weight}) as total from active where counts group by month),
      -- Sign-ups of a month do not count in its total: that would change orders of days gone by.
      expected as (
        select a.month, a.customer_id, a.signed_up_at, least(12.0, ${weight} * t.target / (s.total * 1.035)) as mean,
          ${uniform(seed, 'a.customer_id', 'a.month', "'count'")} as draw
        from active as a
        join targets as t using (month)
        join totals as s using (month)
      ),
      counted as (
        select month, customer_id, signed_up_at, ${poissonSteps(14)} as orders
        from (select *, exp(-mean) as p0 from expected) as e
        where draw >= p0
      ),
      drawn as (
        select month, customer_id, signed_up_at, n,
          hash(${seed}::bigint, customer_id, month, n, 'order') as key,
          ${uniform(seed, 'customer_id', 'month', 'n', "'day'")} as day_draw,
          ${uniform(seed, 'customer_id', 'month', 'n', "'clock'")} as clock_draw
        from (select *, unnest(range(orders)) as n from counted) as each_order
      ),
      dated as (
        select d.customer_id, d.key, d.month, d.n, d.signed_up_at,
          greatest(days.day + to_seconds((25200 + d.clock_draw * 57600)::bigint), d.signed_up_at + interval 5 minute) as ordered_at
        from drawn as d
        asof join days on d.month = days.month and d.day_draw >= days.share_from
        where days.day >= d.signed_up_at::date
      )
      select customer_id, key, month, n, ordered_at
      from dated
      where ordered_at::date between date '${from}' and date '${asOf}'
        ${keepBelow === undefined ? '' : `and key < ${keepBelow}`}`);
  }

  /** Keeps exactly as many orders as were asked for. @returns the hash below which orders are kept */
  async keepWanted(): Promise<string> {
    const { orders } = this.#plan;
    const rows = await this.#connection.runAndReadAll(
      `select key::varchar as key from events order by events.key limit 1 offset ${orders}`,
    );
    const [first] = rows.getRows();
    const keepBelow = first ? String(first[0]) : '18446744073709551615';
    await this.#run(`delete from events where key >= ${keepBelow}`);
    return keepBelow;
  }

  /** Makes table `items`: one to five lines of every order. */
  async makeItems(): Promise<void> {
    const { seed } = this.#plan;
    await this.#run(`
      create or replace temp table items as
      with lines as (
        select key, month, ordered_at::date as day, unnest(range(1, 1 + case
          when ${uniform(seed, 'key', "'lines'")} < 0.50 then 1
          when ${uniform(seed, 'key', "'lines'")} < 0.78 then 2
          when ${uniform(seed, 'key', "'lines'")} < 0.92 then 3
          when ${uniform(seed, 'key', "'lines'")} < 0.98 then 4
          else 5 end)) as line
        from events
      ),
      picked as (
        select l.key, l.month, l.day, l.line, p.product_id,
          case when ${uniform(seed, 'l.key', 'l.line', "'quantity'")} < 0.82 then 1 when ${uniform(seed, 'l.key', 'l.line', "'quantity'")} < 0.95 then 2 else 3 end as quantity
        from (select *, ${uniform(seed, 'key', 'line', "'product'")} as product_draw from lines) as l
        asof join product_base as p on l.product_draw >= p.share_from
      )
      select i.*, p.price_cents as unit_price_cents
      from picked as i
      asof join prices as p on i.product_id = p.product_id and i.day >= p.valid_from`);
  }

  /** SELECT of the orders in `events`, with the status that fits their age on a day. */
  orders(asOf: string): string {
    return `
      select ${orderId('key')} as order_id, customer_id, ordered_at, status,
        least(timestamp '${asOf} 23:59:59', ordered_at + to_hours(status_hours::bigint)) as updated_at,
        strftime(ordered_at, '%Y-%m') as order_month
      from (${this.#statuses(asOf)}) as s
      order by ordered_at, order_id`;
  }

  /** SELECT of the items in `items`; what came back is counted once the order has come back. */
  orderItems(asOf: string): string {
    const { seed } = this.#plan;
    const isReturned = `line = 1 or ${uniform(seed, 'i.key', 'i.line', "'returned'")} < 0.6`;
    return `
      select ${orderId('i.key')} as order_id, i.line as line_number, i.product_id, i.quantity, i.unit_price_cents,
        case when s.status = 'returned' and (${isReturned}) then i.quantity else 0 end as returned_quantity,
        strftime(s.ordered_at, '%Y-%m') as order_month
      from items as i
      join (${this.#statuses(asOf)}) as s using (key)
      order by s.ordered_at, order_id, line_number`;
  }

  /** SELECT of the products with their prices on a day. */
  products(asOf: string): string {
    return `
      select b.product_id, b.product_name, b.category, p.price_cents, b.cost_cents, b.added_at,
        greatest(b.added_at, p.valid_from::timestamp) as updated_at
      from (select *, date '${asOf}' as as_of from product_base) as b
      asof join prices as p on b.product_id = p.product_id and b.as_of >= p.valid_from
      order by b.product_id`;
  }

  /** One of twelve orders is cancelled or comes back; the others go through the stages as they age. */
  #statuses(asOf: string): string {
    const { seed } = this.#plan;
    return `
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
        select *, datediff('day', ordered_at::date, date '${asOf}') as age, ${uniform(seed, 'key', "'fate'")} as fate
        from events
      ) as aged`;
  }

  /** The calendar: how busy each day is, and where it stands within its month. */
  async #makeDays(): Promise<void> {
    const { from } = this.#plan;
    await this.#run(`
      create or replace temp table days as
      with calendar as (
        select day::date as day, date_trunc('month', day)::date as month,
          pow(${growth}, datediff('day', date '${from}', day) / 365.25)
          * (1 + 0.08 * sin(2 * pi() * (dayofyear(day) - 100) / 365.25))
          * case isodow(day) when 1 then 1.02 when 2 then 0.95 when 3 then 0.95 when 4 then 1.00 when 5 then 1.12 when 6 then 1.22 else 0.80 end
          * case
              when strftime(day, '%m-%d') between '11-22' and '12-01' then 3.1
              when strftime(day, '%m-%d') between '12-02' and '12-20' then 2.5
              when strftime(day, '%m-%d') between '12-21' and '12-24' then 1.9
              when strftime(day, '%m-%d') between '12-25' and '12-31' then 1.25
              else 1
            end as day_weight
        from range(date_trunc('month', timestamp '${from}'), timestamp '${from}' + interval 40 year, interval 1 day) as t(day)
      )
      select day, month, day_weight,
        (sum(day_weight) over (partition by month order by day) - day_weight) / sum(day_weight) over (partition by month) as share_from
      from calendar
      order by month, share_from`);
    await this.#run(`create or replace temp table months as
      select month, sum(day_weight) filter (where day >= date '${from}') as month_weight from days group by month having month_weight is not null`);
  }

  /** Products by popularity: the rank decides the share of revenue, the price how many are sold for it. */
  async #makeProducts(): Promise<void> {
    const { seed, products, from, to } = this.#plan;
    await this.#run(`
      create or replace temp table product_base as
      with drawn as (
        select i as product_id, ${uniform(seed, 'i', "'category'")} as category_draw, ${uniform(seed, 'i', "'price'")} as price_draw,
          ${uniform(seed, 'i', "'cost'")} as cost_draw, ${uniform(seed, 'i', "'rank'")} as rank_draw
        from range(1, ${products + 1}) as t(i)
      ),
      priced as (
        select d.*, c.category,
          (round((c.least * pow(c.most / c.least, d.price_draw)) / 10) * 10 + 9)::bigint as price_cents
        from drawn as d
        asof join categories as c on d.category_draw >= c.share_from
      ),
      -- Popular are products of middling price above all: a shop does not live on the cheapest ones.
      ranked as (
        select *, row_number() over (order by abs(ln(price_cents / 2500.0)) + 1.2 * rank_draw, product_id) as rank from priced
      ),
      weighed as (select *, pow(rank, -${rankPower}) / price_cents as units from ranked)
      select product_id, category, price_cents as first_price_cents,
        greatest(1, (price_cents * (0.42 + 0.33 * cost_draw))::bigint) as cost_cents,
        ${pick('adjectives', seed, 'product_id')} || ' ' || ${pick('things', seed, 'product_id')} || ' ' || ${pick('materials', seed, 'product_id')} || ' ' || product_id as product_name,
        date '${from}'::timestamp - interval 30 day as added_at,
        (sum(units) over (order by product_id) - units) / sum(units) over () as share_from
      from weighed
      order by share_from`);
    await this.#run(`
      create or replace temp table prices as
      with changes as (
        select product_id, day, ${uniform(seed, 'product_id', 'day', "'step'")} as step
        from product_base, range((date '${to}' + 1)::timestamp, (date '${to}' + 3700)::timestamp, interval 1 day) as t(day)
        where ${uniform(seed, 'product_id', 'day', "'changes'")} < ${priceChangeRate}
      )
      select product_id, date '0001-01-01' as valid_from, first_price_cents as price_cents from product_base
      union all
      select b.product_id, c.day::date, greatest(b.cost_cents + 10, (b.first_price_cents * (0.92 + 0.22 * c.step))::bigint)
      from changes as c join product_base as b using (product_id)
      order by 1, 2`);
  }

  async #run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }
}

/** Orders are numbered by their hash, so that the number says nothing and never changes. */
function orderId(key: string): string {
  return `(${key} >> 12)::bigint`;
}

/** The number of steps that a draw lies above in a Poisson distribution with `mean` and `p0 = exp(-mean)`. */
function poissonSteps(most: number): string {
  const steps: string[] = [];
  let term = 'p0';
  let sum = 'p0';
  for (let k = 1; k <= most; k++) {
    steps.push(`(draw >= ${sum})::int`);
    term = `p0 * pow(mean, ${k}) / ${factorial(k)}`;
    sum += ` + ${term}`;
  }
  return steps.join(' + ');
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function addressOf(
  seed: number,
  id: string,
  occasion: string,
): { readonly draws: string; readonly columns: string } {
  return {
    draws: `${uniform(seed, id, occasion, "'city'")} as city_draw,
          ${uniform(seed, id, occasion, "'code'")} as code_draw,
          getvariable('streets')[1 + (${uniform(seed, id, occasion, "'street'")} * len(getvariable('streets')))::int % len(getvariable('streets'))] as street,
          (1 + ${uniform(seed, id, occasion, "'house'")} * 180)::int::varchar as house_number`,
    columns: `street, house_number, lpad((first_code + (code_draw * (last_code - first_code))::int)::varchar, 5, '0') as postal_code, city, state`,
  };
}

function pick(list: string, seed: number, id: string): string {
  return `getvariable('${list}')[1 + (${uniform(seed, id, `'${list}'`)} * len(getvariable('${list}')))::int % len(getvariable('${list}'))]`;
}

/** A table of things with weights, each with where its share of [0, 1) begins. */
function weighted<T extends { readonly weight: number }>(
  things: readonly T[],
  columns: (thing: T) => string,
): string {
  const total = things.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  const rows = things.map((thing) => {
    const row = `select ${columns(thing)}, ${before / total}::double as share_from`;
    before += thing.weight;
    return row;
  });
  return `${rows.join(' union all ')} order by share_from`;
}

function textList(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
