import { findable } from './draws.ts';
import { customerBase, customersBy, monthNumber } from './customers.ts';
import { growth, type ShopPlan } from './plan.ts';

/** Months and years of which orders are made at once; a month's orders never change but in their status. */
const surplus = 1.02;
/** Sums of weights are taken in whole numbers of this: sums of fractions would depend on the order of rows. */
const weightUnit = 1e-12;

/** How much of the month's orders a customer gets, in SQL, from `rate` and `age` in months. */
export const customerWeight = `rate * (0.22 + 0.78 * exp(-age / 7.0) + case when age = 0 then 0.8 else 0 end)`;

/** SQL of tables `days`, how busy each day is, and `day_parts`, where it stands within its month. */
export function daysSql({ from }: ShopPlan): readonly string[] {
  const shares = `
    select day, month_no,
      (sum(day_weight) over (partition by month_no order by day) - day_weight) / sum(day_weight) over (partition by month_no) as share_from
    from days`;
  return [
    `create or replace temp table days as
    select day::date as day, ${monthNumber('day')} as month_no,
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
    order by day`,
    `create or replace temp table day_parts as ${findable(shares, 'month_no')}`,
  ];
}

/**
 * SQL of table `months`: those from one month on, up to a day, with how many orders each should have, and the weight of all
 * customers among whom they are shared.
 */
export function monthsSql(plan: ShopPlan, firstMonth: string, asOf: string): string {
  const { from, to, orders } = plan;
  return `
    create or replace temp table months as
    with targets as (
      select month_no, make_date(month_no // 12, month_no % 12 + 1, 1) as month,
        sum(day_weight) filter (where day >= date '${from}')
          * ${orders * surplus} / (select sum(day_weight) from days where day between date '${from}' and date '${to}') as target
      from days
      where day >= date_trunc('month', greatest(date '${firstMonth}', date '${from}'))
        and month_no <= ${monthNumber(`date '${asOf}'`)}
      group by month_no
    ),
    -- Sign-ups of a month do not count in its total: that would change orders of days gone by.
    active as (
      select rate, month_no, month_no - signed_up_month as age
      from (
        select rate, signed_up_month, unnest(range(
          greatest(signed_up_month + 1, (select min(month_no) from targets)),
          least(signed_up_month + active_months, (select max(month_no) from targets) + 1))) as month_no
        from (${customerBase(plan, customersBy(plan, asOf))}) as base
      ) as each_month
    ),
    totals as (
      select month_no, sum(round((${customerWeight}) / ${weightUnit})::bigint)::double * ${weightUnit} as total
      from active
      group by month_no
    )
    select month_no, month, target, total from targets join totals using (month_no) order by month_no`;
}
