import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** A package's name; `this` is the root project. */
export const packageMethod: SelectorMethod = (call, { manifest }) => {
  const value = textValue(call);
  const matches = wildcard(value === 'this' ? manifest.rootPackage : value);
  return (node) => matches(node.package_name);
};
