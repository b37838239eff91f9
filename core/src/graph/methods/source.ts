import { selectorValueInvalid, UserError } from '../../diagnostics/index.ts';
import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** `source`, `source.table` or `package.source.table`, each with wildcards. */
export const source: SelectorMethod = (call) => {
  const value = textValue(call);
  const parts = value.split('.');
  if (parts.length > 3) {
    const expected = 'a source, a source and a table, or a package, a source and a table';
    throw new UserError(selectorValueInvalid(call.method, value, expected));
  }
  const [packageName, sourceName, table] =
    parts.length === 3 ? parts : ['*', parts[0]!, parts.length === 2 ? parts[1]! : '*'];
  const isPackage = wildcard(packageName!);
  const isSource = wildcard(sourceName!);
  const isTable = wildcard(table!);
  return (node) =>
    node.resource_type === 'source' &&
    isPackage(node.package_name) &&
    isSource(node.source_name) &&
    isTable(node.name);
};
