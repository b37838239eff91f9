import { faker } from '@faker-js/faker/locale/de';

/** Words that names and addresses are put together from. */
export interface Words {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly streets: readonly string[];
  readonly adjectives: readonly string[];
  readonly materials: readonly string[];
  readonly things: readonly string[];
}

/**
 * German words from faker. Asking faker a million times would take most of the run; asking it for a pool once and
 * drawing from that by number gives the same variety for a shop.
 */
export function drawWords(seed: number): Words {
  faker.seed(seed);
  const pool = (size: number, draw: () => string): string[] => {
    const words = new Set<string>();
    for (let i = 0; i < size * 3 && words.size < size; i++) words.add(draw());
    return [...words];
  };
  return {
    firstNames: pool(600, () => faker.person.firstName()),
    lastNames: pool(900, () => faker.person.lastName()),
    streets: pool(700, () => faker.location.street()),
    adjectives: pool(60, () => faker.commerce.productAdjective()),
    materials: pool(30, () => faker.commerce.productMaterial()),
    things: pool(60, () => faker.commerce.product()),
  };
}
