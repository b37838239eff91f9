import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a command of a workflow, a hook or a container needs of the repository, and what of that is not there. */
function missing(command: string): readonly string[] {
  const absent: string[] = [];
  const [, script] = /\bnpm run ([\w:-]+)/.exec(command) ?? [];
  if (script !== undefined && !(script in scripts)) absent.push(`npm run ${script}`);
  const [, file] = /\bnode (?:--\S+ )*(\S+\.m?js)/.exec(command) ?? [];
  if (file !== undefined && !existsSync(join(repository, file))) absent.push(file);
  const [, name] = /\bbk-build ([a-z]+)/.exec(command) ?? [];
  if (name !== undefined && !existsSync(join(repository, `core/src/cli/commands/${name}.ts`)))
    absent.push(name);
  return absent;
}

describe('the container', () => {
  const dockerfile = read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
    sources!.split(' '),
  );
  const ignore = read('.dockerignore').split('\n');

  it('copies what is there and what .dockerignore lets through', () => {
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    const allowed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(copied.filter((path) => !allowed.includes(path.split('/')[0]!))).toEqual([]);
    expect(ignore).toContain('*');
  });

  it('runs programs that are there, in compose.yaml too', () => {
    const lists = [...dockerfile.matchAll(/^\s*CMD (\[.+\])$/gm)].map(
      ([, list]) => JSON.parse(list!) as string[],
    );
    const { services } = load(read('compose.yaml')) as {
      readonly services: Readonly<Record<string, { readonly command?: readonly string[] }>>;
    };
    // A service without a command runs the image's.
    const ofServices = Object.values(services).flatMap(({ command }) => (command ? [command] : []));
    const commands = [...lists, ...ofServices].map((words) => words.join(' '));
    expect(commands).toHaveLength(3);
    expect(commands.flatMap(missing)).toEqual([]);
  });
});

describe('continuous integration', () => {
  it('runs scripts and commands that are there', () => {
    const { jobs } = load(read('.github/workflows/ci.yml')) as {
      readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
    };
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands).toContain('npx bk-build compile');
    expect(commands.flatMap(missing)).toEqual([]);
  });

  it('has hooks whose commands are there', () => {
    const { repos } = load(read('.pre-commit-config.yaml')) as {
      readonly repos: readonly { readonly hooks: readonly { readonly entry: string }[] }[];
    };
    const entries = repos.flatMap(({ hooks }) => hooks.map(({ entry }) => entry));
    expect(entries).toEqual(['npx bk-build lint', 'npx bk-build format --check']);
    expect(entries.flatMap(missing)).toEqual([]);
  });
});
