export * from './contract.ts';
export { Dict, keyOf } from './dict.ts';
export { Float, formatFloat } from './float.ts';
export { PySet } from './set.ts';
export { ReturnFunction } from './return-function.ts';
export { ReturnSignal, TemplateFault } from './signal.ts';
export { NamedTuple, Tuple } from './tuple.ts';
export { refuseUndefined, Undefined } from './undefined.ts';
export { OneShot } from './one-shot.ts';
