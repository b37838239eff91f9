import type { JsonObject } from '../../config/json.ts';
import type { ImpliedNames } from '../../project/index.ts';

/** The path of a database without a file. */
export const memory = ':memory:';

/** What a target is called whose output has a path and nothing more. */
export function impliedNames({ path }: JsonObject): ImpliedNames {
  return { database: databaseNameOf(typeof path === 'string' ? path : memory), schema: 'main' };
}

/** The name that DuckDB gives a database: the file's, up to its first dot that does not lead. */
export function databaseNameOf(path: string): string {
  if (path === memory) return 'memory';
  const [bare = ''] = path.split('?');
  const file = bare.slice(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\'), bare.lastIndexOf(':')) + 1);
  return file.replace(/^\.+/, '').split('.')[0]!;
}
