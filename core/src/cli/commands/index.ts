import type { CommandEntry } from './command.ts';

/** Every command, each loaded when it is called. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  build: {
    summary: 'Run seeds, functions, models, snapshots and tests, each after what it reads',
    load: async () => (await import('./build.ts')).build,
  },
  dev: {
    summary: 'Watch the project: compile what is saved, or build it, and show what is wrong',
    load: async () => (await import('./dev.ts')).dev,
  },
  run: { summary: 'Build models', load: async () => (await import('./run.ts')).run },
  test: { summary: 'Test what has been built', load: async () => (await import('./test.ts')).test },
  seed: { summary: 'Load CSV files into tables', load: async () => (await import('./seed.ts')).seed },
  snapshot: { summary: 'Record changes of rows', load: async () => (await import('./snapshot.ts')).snapshot },
  compile: {
    summary: 'Write the SQL of nodes, without running it',
    load: async () => (await import('./compile.ts')).compile,
  },
  show: {
    summary: 'Show the first rows of a node or of a query',
    load: async () => (await import('./show.ts')).show,
  },
  ls: { summary: 'List what the project has', load: async () => (await import('./ls.ts')).ls },
  parse: {
    summary: 'Read the project and tell what is wrong with it',
    load: async () => (await import('./parse.ts')).parse,
  },
  clone: {
    summary: 'Take over the relations of another environment',
    load: async () => (await import('./clone.ts')).clone,
  },
  retry: {
    summary: 'Do once more what failed in the last invocation',
    load: async () => (await import('./retry.ts')).retryOf(commands),
  },
  'run-operation': {
    summary: 'Call a macro',
    load: async () => (await import('./run-operation.ts')).runOperation,
  },
  'docs generate': {
    summary: 'Make pages of documentation, and target/catalog.json: the columns that the database has',
    load: async () => (await import('./docs-generate.ts')).docsGenerate,
  },
  'docs serve': {
    summary: 'Show the pages of documentation in a browser',
    load: async () => (await import('./docs-serve.ts')).docsServe,
  },
  'source freshness': {
    summary: 'Check when sources were last loaded',
    load: async () => (await import('./source-freshness.ts')).sourceFreshness,
  },
  lint: {
    summary: 'Find what is legal but unwise',
    load: async () => (await import('./lint.ts')).lint,
  },
  format: {
    summary: 'Lay out the SQL',
    load: async () => (await import('./format.ts')).format,
  },
  debug: {
    summary: 'Check the project, the profile and the connection',
    load: async () => (await import('./debug.ts')).debug,
  },
  init: {
    summary: 'Make a new project, or the profile of this one',
    load: async () => (await import('./init.ts')).init,
  },
  deps: {
    summary: 'Install the packages that packages.yml names',
    load: async () => (await import('./deps.ts')).deps,
  },
  clean: { summary: 'Delete what can be made again', load: async () => (await import('./clean.ts')).clean },
  completion: {
    summary: 'Print what teaches a shell to complete commands and flags',
    load: async () => (await import('./completion.ts')).completionOf(commands),
  },
};

/** Other names of commands. */
export const aliases: Readonly<Record<string, string>> = {
  list: 'ls',
  'source snapshot-freshness': 'source freshness',
};
