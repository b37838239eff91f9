import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** A file's name, with its ending or without. */
export const file: SelectorMethod = (call) => {
  const matches = wildcard(textValue(call));
  return ({ original_file_path: path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return matches(name) || matches(name.replace(/(?!^)\.[^.]*$/, ''));
  };
};
