export * from './jinja.ts';
export * from './manifest.ts';
