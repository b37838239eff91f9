export * from './contract.ts';
export { Dict, keyOf } from './dict.ts';
export { Float, formatFloat } from './float.ts';
export { PySet } from './set.ts';
export { ReturnSignal, TemplateFault } from './signal.ts';
export { Tuple } from './tuple.ts';
export { Undefined } from './undefined.ts';
