export type { Captured, CapturedConfig, CapturedRef, CapturedSource } from './captured.ts';
export type { Invocation, TemplateEvent } from './invocation.ts';
export { type MacroEntry, MacroRegistry, type MacroRegistryOptions } from './macro-registry.ts';
export {
  callParseMacro,
  createParseScope,
  createPropertyScope,
  type ParseScope,
  type ParseSubject,
} from './parse-scope.ts';
export {
  createRuntimeScope,
  type RuntimeLookups,
  type RuntimeScope,
  type RuntimeShared,
  type RuntimeSubject,
} from './runtime-scope.ts';
export { dbtVersion } from './names/environment.ts';
