import type { Adapter } from '../../src/adapter/index.ts';
import type { Waiting } from '../../src/adapters/trino/client.ts';
import { createTrinoAdapter } from '../../src/adapters/trino/index.ts';
import type { JsonObject } from '../../src/config/json.ts';
import type { Diagnostic, Span } from '../../src/diagnostics/index.ts';

/** How long the client would have waited, in milliseconds; it does not. */
export interface Waited extends Waiting {
  readonly waits: number[];
}

export function noWaiting(): Waited {
  const waits: number[] = [];
  return {
    waits,
    sleep(ms) {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
}

/** A place whose line is as long as the path of the key: enough to see that a key has one. */
const spanOf = (path: readonly (string | number)[]): Span => ({
  file: `profiles.yml:${path.join('.')}`,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});

/** An adapter of a profile's output; the other keys that it must have are there. */
export function trinoAdapter(
  output: JsonObject,
  waiting: Waiting = noWaiting(),
): { readonly adapter: Adapter; readonly diagnostics: readonly Diagnostic[] } {
  const whole = { type: 'trino', host: '127.0.0.1', user: 'me', catalog: 'ice', schema: 'shop', ...output };
  const target = { database: 'ice', schema: 'shop', threads: 4, output: whole, span: spanOf };
  const { value: adapter, diagnostics } = createTrinoAdapter(target, '/project', waiting);
  return { adapter, diagnostics };
}
