/** A city: its share of the customers (in thousandths), its state, and the postal codes that it has. */
export interface City {
  readonly name: string;
  readonly weight: number;
  readonly state: string;
  readonly postalCodes: readonly [first: number, last: number];
}

/** Where the shop delivers: at home most of all. */
export const cities: readonly City[] = [
  { name: 'Berlin', weight: 380, state: 'Berlin', postalCodes: [10115, 14199] },
  { name: 'Hamburg', weight: 110, state: 'Hamburg', postalCodes: [20095, 22769] },
  { name: 'München', weight: 95, state: 'Bayern', postalCodes: [80331, 81929] },
  { name: 'Köln', weight: 70, state: 'Nordrhein-Westfalen', postalCodes: [50667, 51149] },
  { name: 'Frankfurt am Main', weight: 55, state: 'Hessen', postalCodes: [60306, 60599] },
  { name: 'Leipzig', weight: 50, state: 'Sachsen', postalCodes: [4103, 4357] },
  { name: 'Dresden', weight: 42, state: 'Sachsen', postalCodes: [1067, 1328] },
  { name: 'Stuttgart', weight: 40, state: 'Baden-Württemberg', postalCodes: [70173, 70619] },
  { name: 'Düsseldorf', weight: 38, state: 'Nordrhein-Westfalen', postalCodes: [40210, 40629] },
  { name: 'Potsdam', weight: 35, state: 'Brandenburg', postalCodes: [14467, 14482] },
  { name: 'Hannover', weight: 30, state: 'Niedersachsen', postalCodes: [30159, 30669] },
  { name: 'Nürnberg', weight: 25, state: 'Bayern', postalCodes: [90402, 90491] },
  { name: 'Bremen', weight: 20, state: 'Bremen', postalCodes: [28195, 28779] },
  { name: 'Rostock', weight: 10, state: 'Mecklenburg-Vorpommern', postalCodes: [18055, 18147] },
];

/** A category of products: its share of them, and the range of its prices in cents. */
export interface Category {
  readonly name: string;
  readonly weight: number;
  readonly cents: readonly [least: number, most: number];
}

export const categories: readonly Category[] = [
  { name: 'Lebensmittel', weight: 24, cents: [149, 2499] },
  { name: 'Getränke', weight: 14, cents: [99, 3999] },
  { name: 'Haushalt', weight: 16, cents: [299, 8999] },
  { name: 'Drogerie', weight: 14, cents: [199, 4999] },
  { name: 'Elektronik', weight: 12, cents: [1499, 59_999] },
  { name: 'Bücher', weight: 8, cents: [599, 4999] },
  { name: 'Spielwaren', weight: 6, cents: [499, 9999] },
  { name: 'Garten', weight: 6, cents: [399, 19_999] },
];
