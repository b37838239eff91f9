export * from './adapter.ts';
export * from './compile.ts';
export * from './config.ts';
export * from './jinja.ts';
export * from './manifest.ts';
export * from './project.ts';
export * from './selection.ts';
