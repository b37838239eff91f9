export { builtInFiles } from './built-in-files.ts';
export { type CompiledNode, Compiler, type CompileOverrides, type CompilerOptions } from './compiler.ts';
export { type EventWindow, utcTime } from './event-time.ts';
export type { ReadSource } from './code-origin.ts';
export { EphemeralError } from './ephemeral-error.ts';
