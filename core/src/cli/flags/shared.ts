import { choice, choices, integer, list, moment, text, textOr, toggle } from './flag.ts';

const resourceTypes = [
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'source',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
  'analysis',
  'function',
] as const;

/** Flags of several commands; each command names those that it takes. */
export const sharedFlags = {
  select: list({
    names: ['--select', '-s', '--models', '--model', '-m'],
    help: 'What to take; see “Selection”',
  }),
  models: list({ names: ['--models', '--model', '-m'], help: 'Like --select, of models only' }),
  exclude: list({ names: ['--exclude'], help: 'What to leave out of it' }),
  selector: text({
    names: ['--selector'],
    placeholder: '<name>',
    help: 'A selection by its name in selectors.yml',
  }),
  resource_types: choices({
    names: ['--resource-type', '--resource-types'],
    env: 'DBT_RESOURCE_TYPES',
    choices: [...resourceTypes, 'default', 'all'],
    help: 'Only these types',
  }),
  exclude_resource_types: choices({
    names: ['--exclude-resource-type', '--exclude-resource-types'],
    env: 'DBT_EXCLUDE_RESOURCE_TYPES',
    choices: [...resourceTypes, 'default'],
    help: 'None of these types',
  }),
  full_refresh: toggle({
    names: ['--full-refresh', '-f'],
    env: 'DBT_FULL_REFRESH',
    negatable: false,
    help: 'Rebuild incremental models and seeds from nothing',
  }),
  store_failures: toggle({
    names: ['--store-failures'],
    env: 'DBT_STORE_FAILURES',
    negatable: false,
    help: 'Keep the rows that tests found in tables',
  }),
  empty: toggle({ names: ['--empty'], env: 'DBT_EMPTY', help: 'Build everything on no rows' }),
  sample: text({
    names: ['--sample'],
    placeholder: '<window>',
    env: 'DBT_SAMPLE',
    help: 'Read only this stretch of event time: "3 days", or {start: …, end: …}',
  }),
  event_time_start: moment({
    names: ['--event-time-start'],
    env: 'DBT_EVENT_TIME_START',
    help: 'Microbatch models: from this time',
  }),
  event_time_end: moment({
    names: ['--event-time-end'],
    env: 'DBT_EVENT_TIME_END',
    help: 'Microbatch models: up to before this time',
  }),
  show: toggle({
    names: ['--show'],
    negatable: false,
    isHidden: true,
    help: 'Accepted; see the command show',
  }),
  inline: text({
    names: ['--inline'],
    placeholder: '<sql>',
    help: 'A template given here instead of a node',
  }),
  inline_direct: text({
    names: ['--inline-direct'],
    placeholder: '<sql>',
    help: 'A query as it is: no template, and no model is read',
  }),
  args: text({
    names: ['--args'],
    placeholder: '<yaml>',
    help: 'Arguments of the macro, as YAML or JSON',
  }),
  compile: toggle({ names: ['--compile'], initial: true, help: 'Compile the nodes before' }),
  empty_catalog: toggle({
    names: ['--empty-catalog'],
    negatable: false,
    help: 'Do not ask the database for columns',
  }),
  static: toggle({
    names: ['--static'],
    negatable: false,
    help: 'Write static_index.html too: all pages and their data in one file',
  }),
  host: textOr({
    names: ['--host'],
    placeholder: '<address>',
    initial: '127.0.0.1',
    help: 'Where to listen; 0.0.0.0 lets other machines in',
  }),
  port: integer({ names: ['--port'], initial: 8080, least: 0, help: 'The port; 0 takes one that is free' }),
  build_on_save: toggle({
    names: ['--build'],
    negatable: false,
    help: 'Build what was saved, and run its tests',
  }),
  clear: toggle({ names: ['--clear'], initial: true, help: 'Clear the terminal before each answer' }),
  poll: toggle({
    names: ['--poll'],
    negatable: false,
    help: 'Look at the files twice a second, where the system does not tell of changes: network drives, some containers',
  }),
  browser: toggle({ names: ['--browser'], initial: true, help: 'Open the pages in a browser' }),
  limit: integer({ names: ['--limit'], initial: 5, help: 'Most rows to show; -1 for all' }),
  introspect: toggle({
    names: ['--introspect'],
    env: 'DBT_INTROSPECT',
    initial: true,
    isHidden: true,
    help: 'Accepted; templates that ask the database are answered',
  }),
  output: choice({
    names: ['--output'],
    choices: ['text', 'json'],
    initial: 'text',
    help: 'Form of what is shown',
  }),
  list_output: choice({
    names: ['--output'],
    choices: ['selector', 'name', 'path', 'json'],
    initial: 'selector',
    help: 'What to print of each resource',
  }),
  sources_output: text({
    names: ['--output', '-o'],
    placeholder: '<file>',
    help: 'Where to write instead of target/sources.json',
  }),
  lint_output: choice({
    names: ['--output'],
    choices: ['text', 'json', 'github'],
    initial: 'text',
    help: 'Form of what is found',
  }),
  fix: toggle({
    names: ['--fix'],
    negatable: false,
    help: 'Mend what can be mended without changing what it means',
  }),
  check: toggle({
    names: ['--check'],
    negatable: false,
    help: 'Change nothing; fail if something would change',
  }),
  output_keys: list({
    names: ['--output-keys'],
    help: 'With --output json: these keys instead, such as name config.materialized',
  }),
  clean_project_files_only: toggle({
    names: ['--clean-project-files-only'],
    env: 'DBT_CLEAN_PROJECT_FILES_ONLY',
    initial: true,
    isHidden: true,
    help: 'Accepted; paths outside of the project are always refused',
  }),
  connection: toggle({ names: ['--connection'], negatable: false, help: 'Check the connection only' }),
  config_dir: toggle({
    names: ['--config-dir'],
    negatable: false,
    help: 'Print the folder of profiles.yml only',
  }),
  upgrade: toggle({
    names: ['--upgrade'],
    negatable: false,
    help: 'Look for newer versions within the ranges, and lock them',
  }),
  lock: toggle({
    names: ['--lock'],
    negatable: false,
    help: 'Write package-lock.yml only; install nothing',
  }),
  add_package: text({
    names: ['--add-package'],
    placeholder: '<name@version>',
    help: 'Add a package to packages.yml first',
  }),
  source: choice({
    names: ['--source'],
    choices: ['hub', 'git', 'local'],
    initial: 'hub',
    help: 'Where the package to add comes from',
  }),
  skip_profile_setup: toggle({
    names: ['--skip-profile-setup', '-s'],
    negatable: false,
    help: 'Make no profile',
  }),
};
