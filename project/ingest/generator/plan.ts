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
export const growth = 1.5;
