/** A month of the shop, and about how many orders are made for it. */
export interface MonthTarget {
  /** Months since the year 0. */
  readonly monthNumber: number;
  readonly orders: number;
}

/** A part of the orders: those of some months, of every customer, or of every n-th one. */
export interface Slice {
  readonly firstMonth: number;
  readonly lastMonth: number;
  /** Of the customers, those whose number leaves this when it is divided by {@link stripes}. */
  readonly stripe: number;
  readonly stripes: number;
}

/**
 * Cuts months into slices of about as many orders as may be held at once: small months go together, large ones are shared out
 * by customers. Every month and customer is in exactly one slice.
 */
export function planSlices(months: readonly MonthTarget[], most: number): readonly Slice[] {
  const slices: Slice[] = [];
  let together = 0;
  for (const { monthNumber, orders } of months) {
    const last = slices.at(-1);
    if (last?.stripes === 1 && together + orders <= most) {
      together += orders;
      slices[slices.length - 1] = { ...last, lastMonth: monthNumber };
      continue;
    }
    together = orders;
    const stripes = Math.max(1, Math.ceil(orders / most));
    for (let stripe = 0; stripe < stripes; stripe++)
      slices.push({ firstMonth: monthNumber, lastMonth: monthNumber, stripe, stripes });
  }
  return slices;
}
