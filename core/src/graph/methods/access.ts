import { type SelectorMethod, textValue } from './method.ts';

export const access: SelectorMethod = (call) => {
  const wanted = textValue(call);
  return (node) => node.resource_type === 'model' && node.access === wanted;
};
