import { fallsOn, pick, uniform } from './draws.ts';
import { growth, type ShopPlan } from './plan.ts';

/** How many of the first load's customers were there before its first day. */
const shareBefore = 0.3;
const rate = Math.log(growth) / 365.25;
const dayMs = 86_400_000;
/** So many threads make customers. */
const threads = 3;

/** Customers with the numbers `first`, `first + step`, … up to `last`. */
export interface CustomerRange {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Those who have signed up by a day, and no more than a few others. */
export function customersBy(plan: ShopPlan, day: string): CustomerRange {
  const { customers, from } = plan;
  const before = customersBefore(plan);
  const share = Math.expm1(rate * daysFrom(from, day)) / Math.expm1(rate * daysFrom(from, plan.to));
  return { first: 1, last: before + 2 + Math.ceil((customers - before) * Math.max(0, share)), step: 1 };
}

/**
 * SELECT of what decides how often customers order: `customer_id`, `segment`, `signed_up_on`, `signed_up_month` (see
 * {@link monthNumber}), `rate`, and `active_months`, after which they are gone for good. Nothing of it is kept: it is computed
 * anew wherever it is needed, so that no table grows with the number of customers.
 */
export function customerBase(plan: ShopPlan, range: CustomerRange): string {
  const { seed, customers, from, to } = plan;
  const before = customersBefore(plan);
  // Sign-ups grow with the shop: the position in the order of customers gives the day by the inverse of the growth curve.
  const days = `datediff('day', date '${from}', date '${to}') + 1`;
  return `
    select customer_id, segment, signed_up_on, ${monthNumber('signed_up_on')} as signed_up_month,
      case segment when 'VIP' then 9.0 when 'Regular' then 3.0 else 1.0 end as rate,
      ceil(-ln(1 - ${uniform(seed, 'customer_id', "'churn'")}) * case segment when 'VIP' then 60 when 'Regular' then 30 else 18 end)::bigint as active_months
    from (
      select customer_id,
        case when segment_draw < 0.05 then 'VIP' when segment_draw < 0.35 then 'Regular' else 'Occasional' end as segment,
        case when customer_id <= ${before}
          then date '${from}' - (1 + (${uniform(seed, 'customer_id', "'before'")} * 720)::int)
          else date '${from}' + floor(ln(1 + greatest(position, 0) * (exp(${rate} * (${days})) - 1)) / ${rate})::int
        end as signed_up_on
      from (
        select i as customer_id, ${uniform(seed, 'i', "'segment'")} as segment_draw,
          (i - ${before} - 0.5) / ${customers - before} as position
        from (${numbers(range)}) as t(i)
      ) as numbered
    ) as dated`;
}

/** A thread counts through one range() alone, so that there is one for each. */
function numbers({ first, last, step }: CustomerRange): string {
  const ranges = Array.from(
    { length: threads },
    (_, thread) => `from range(${first + thread * step}, ${last + 1}, ${step * threads})`,
  );
  return ranges.join(' union all ');
}

/** The moment of the day of signing up at which it was done. */
export function signedUpAt(seed: number): string {
  return `(signed_up_on + to_seconds((${uniform(seed, 'customer_id', "'clock'")} * 86399)::bigint))`;
}

/** Months since the year 0 of a date in SQL. */
export function monthNumber(date: string): string {
  return `(year(${date}) * 12 + month(${date}) - 1)`;
}

/** SELECT of customers who have signed up by a day, and after another, with the addresses they signed up with. */
export function customerRows(
  plan: ShopPlan,
  range: CustomerRange,
  asOf: string,
  after = '0001-01-01',
): string {
  const { seed } = plan;
  const address = addressOf(seed, "'home'");
  return `
    select customer_id, first_name, last_name,
      lower(translate(first_name || '.' || last_name, 'äöüßÄÖÜ éèáà''', 'aousaou-eeaa-')) || customer_id || '@example.de' as email,
      ${address.columns}, segment, signed_up_at, signed_up_at as updated_at
    from (
      select customer_id, segment, ${signedUpAt(seed)} as signed_up_at,
        ${pick('first_names', seed, 'customer_id', "'first'")} as first_name,
        ${pick('last_names', seed, 'customer_id', "'last'")} as last_name,
        ${address.draws}
      from (${customerBase(plan, range)}) as base
      where signed_up_on <= date '${asOf}' and signed_up_on > date '${after}'
    ) as drawn
    join cities on ${address.isInCity}
    order by customer_id`;
}

/** SELECT of customers as they are the day after, given as they are: some have moved. */
export function movedCustomers(plan: ShopPlan, current: string, day: string, probability: number): string {
  const { seed } = plan;
  const address = addressOf(seed, `'${day}'`);
  const moves = uniform(seed, 'customer_id', `'${day}'`, "'moves'");
  return `
    select customer_id, first_name, last_name, email, street, house_number, postal_code, city, state, segment, signed_up_at, updated_at
    from (${current}) as stayed
    where ${moves} >= ${probability}
    union all
    select customer_id, first_name, last_name, email, ${address.columns}, segment, signed_up_at,
      timestamp '${day} 00:00:00' + to_seconds((moment * 86399)::bigint) as updated_at
    from (
      select customer_id, first_name, last_name, email, segment, signed_up_at,
        ${uniform(seed, 'customer_id', `'${day}'`, "'moment'")} as moment, ${address.draws}
      from (${current}) as all_customers
      where ${moves} < ${probability}
    ) as drawn
    join cities on ${address.isInCity}`;
}

function customersBefore({ customers }: ShopPlan): number {
  return Math.round(customers * shareBefore);
}

/** How many days there are from one day to another, both counted. */
function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs + 1;
}

interface Address {
  /** Columns that {@link columns} are made of. */
  readonly draws: string;
  readonly columns: string;
  /** The condition of a join with the cities. */
  readonly isInCity: string;
}

function addressOf(seed: number, occasion: string): Address {
  const draw = (what: string): string => uniform(seed, 'customer_id', occasion, `'${what}'`);
  return {
    draws: `${draw('city')} as city_draw, ${draw('code')} as code_draw,
        ${pick('streets', seed, 'customer_id', occasion, "'street'")} as street,
        (1 + ${draw('house')} * 180)::int::varchar as house_number`,
    columns: `street, house_number, lpad((first_code + (code_draw * (last_code - first_code))::int)::varchar, 5, '0') as postal_code, city, state`,
    isInCity: fallsOn('city_draw', 'cities'),
  };
}
