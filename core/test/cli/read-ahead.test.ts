import { setTimeout } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { readAhead } from '../../src/cli/session/read-ahead.ts';
import { propertyValue } from '../../src/manifest/index.ts';

const mistake = 'models: [\n';
const pastDoubles = 'models: 12345678901234567890123\n';

/** Property files of a few hundred models. */
const texts = Array.from({ length: 200 }, (_, file) => {
  if (file === 150) return mistake;
  const models = Array.from(
    { length: 20 },
    (__, model) => `  - name: orders_${file}_${model}\n    description: "Orders, für alle"\n    columns: [{name: id, data_tests: [unique]}]\n`,
  );
  return `version: 2\nmodels:\n${models.join('')}${file === 151 ? pastDoubles.replace('models', 'extra') : ''}`;
});

it('has texts parsed in a thread, and says of each what it says itself', async () => {
  await vi.waitFor(
    async () => {
      const ahead = readAhead(texts);
      await setTimeout(200);
      const values = texts.map((_, number) => ahead!.take(number));
      expect(values.filter((value) => value !== undefined).length).toBeGreaterThan(0);
      for (const [number, value] of values.entries())
        if (value !== undefined) expect(value).toEqual(propertyValue(texts[number]!, 'f.yml').value);
      expect(values[150]).toBeUndefined();
    },
    { timeout: 60_000, interval: 100 },
  );
});

it('starts no thread for little', () => {
  expect(readAhead([])).toBeUndefined();
  expect(readAhead(texts.slice(0, 3))).toBeUndefined();
});
