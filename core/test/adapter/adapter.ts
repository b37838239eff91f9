import type { Adapter } from '../../src/adapter/index.ts';
import { createDuckDbAdapter } from '../../src/adapters/duckdb/index.ts';
import type { JsonObject } from '../../src/config/json.ts';
import { UserError } from '../../src/diagnostics/index.ts';

/** The adapter for a target with these keys. @throws UserError when they are not right */
export function testAdapter(path: string, output: JsonObject = {}): Adapter {
  const target = {
    database: 'memory',
    schema: 'main',
    threads: 4,
    output: { type: 'duckdb', path, ...output },
    span: () => undefined,
  };
  const { value, diagnostics } = createDuckDbAdapter(target, process.cwd());
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  return value;
}
