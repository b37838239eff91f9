import type { Value } from '../../jinja/index.ts';

/** Names that templates see, each with how its value is made; that happens when a template first asks for it. */
export type NameGroup<Environment> = Readonly<Record<string, (environment: Environment) => Value>>;
