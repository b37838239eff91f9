export * from './jinja.ts';
