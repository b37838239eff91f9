import type { Json } from '../../config/json.ts';
import { selectorValueInvalid, UserError, type Diagnostic } from '../../diagnostics/index.ts';
import type { GraphNode, Manifest } from '../../manifest/index.ts';
import type { PreviousState } from '../state/previous-state.ts';
import { wildcard } from '../wildcard.ts';

/** What a criterion asks of its method. */
export interface MethodCall {
  readonly method: string;
  /** What stands behind the method's name: `['materialized']` of `config.materialized`. */
  readonly args: readonly string[];
  /** Text from the command line; any value from YAML. */
  readonly value: Json;
}

/** What a search may look at beside the node. */
export interface SearchContext {
  readonly manifest: Manifest;
  readonly previous: PreviousState | undefined;
  /** For deprecation dates: milliseconds since 1970. */
  readonly nowMs: number;
  readonly report: (diagnostic: Diagnostic) => void;
}

/**
 * A way to find nodes: reads the value once and tells which nodes it means.
 * @throws UserError when the value has no meaning for the method
 */
export type SelectorMethod = (call: MethodCall, context: SearchContext) => (node: GraphNode) => boolean;

/** The value as text; the other types of YAML have no meaning for most methods. */
export function textValue({ method, value }: MethodCall): string {
  if (typeof value === 'object')
    throw new UserError(selectorValueInvalid(method, JSON.stringify(value), 'a text'));
  return String(value);
}

/** One of a few words. */
export function wordValue<Word extends string>(call: MethodCall, words: readonly Word[]): Word {
  const value = textValue(call);
  const word = words.find((known) => known === value);
  if (word === undefined) {
    throw new UserError(selectorValueInvalid(call.method, value, `one of ${words.join(', ')}`, words));
  }
  return word;
}

/** Methods that find one type of resource by `name` or `package.name`, each with wildcards. */
export function byQualifiedName(type: GraphNode['resource_type']): SelectorMethod {
  return (call) => {
    const value = textValue(call);
    const parts = value.split('.');
    if (parts.length > 2) {
      throw new UserError(selectorValueInvalid(call.method, value, 'a name, or a package and a name'));
    }
    const isName = wildcard(parts.at(-1)!);
    const isPackage = wildcard(parts.length === 2 ? parts[0]! : '*');
    return (node) => node.resource_type === type && isPackage(node.package_name) && isName(node.name);
  };
}
