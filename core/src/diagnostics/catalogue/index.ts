export * from './adapter.ts';
export * from './jinja.ts';
export * from './manifest.ts';
