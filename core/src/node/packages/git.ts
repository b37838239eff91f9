import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  archiveRefused,
  gitFailed,
  gitMissing,
  gitRevisionMissing,
  subdirectoryMissing,
  UserError,
} from '../../diagnostics/index.ts';
import type { GitCheckout, GitRequest } from '../../project/packages/index.ts';
import { linkLeadsOut } from './links.ts';

export interface GitOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder to be made for the repository. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Takes secrets out of what git says. */
  readonly mask: (text: string) => string;
  /** For each call of git. */
  readonly timeoutMs: number;
}

const commitPattern = /^[0-9a-f]{40}$/;

/**
 * Checks one revision of a repository out, without its history: a tag, else a branch, else a commit.
 * @throws UserError when git is missing, the repository cannot be reached, or has no such revision or folder
 */
export async function checkOut(request: GitRequest, options: GitOptions): Promise<GitCheckout> {
  const { revision, shownUrl, subdirectory, url } = request;
  if (url.startsWith('-') || revision.startsWith('-') || url.includes('::'))
    throw new UserError(
      gitFailed(
        shownUrl,
        'the address or the revision is not one that git may be given',
        'An address is like https://host/owner/name.git or git@host:owner/name.git; a revision is a tag, a branch or a commit',
      ),
    );
  const git = new Git(request, options);
  mkdirSync(options.folder, { recursive: true });
  await git.run(['init', '--quiet']);
  await git.run(['remote', 'add', 'origin', url]);
  await git.fetch(revision, subdirectory !== undefined);
  const commit = (await git.run(['rev-parse', 'FETCH_HEAD^{commit}'])).trim();
  const part = subdirectory === undefined ? [] : ['--', subdirectory];
  try {
    await git.run(['checkout', '--quiet', commit, ...part]);
  } catch (error) {
    if (subdirectory === undefined) throw error;
    throw new UserError(subdirectoryMissing(shownUrl, subdirectory));
  }
  const folder = subdirectory === undefined ? options.folder : join(options.folder, subdirectory);
  if (!existsSync(folder)) throw new UserError(subdirectoryMissing(shownUrl, subdirectory!));
  refuseLinks(folder, shownUrl);
  return { folder, commit };
}

class Git {
  readonly #request: GitRequest;
  readonly #options: GitOptions;

  constructor(request: GitRequest, options: GitOptions) {
    this.#request = request;
    this.#options = options;
  }

  /** Has FETCH_HEAD be the revision. */
  async fetch(revision: string, isPartial: boolean): Promise<void> {
    const shallow = [
      'fetch',
      '--quiet',
      '--no-tags',
      '--depth=1',
      ...(isPartial ? ['--filter=blob:none'] : []),
      'origin',
    ];
    if (revision === 'HEAD') return void (await this.run([...shallow, 'HEAD']));
    const references = await this.#references();
    const reference = [`refs/tags/${revision}`, `refs/heads/${revision}`].find((name) =>
      references.has(name),
    );
    if (reference !== undefined) return void (await this.run([...shallow, reference]));
    if (/^[0-9a-f]{4,40}$/.test(revision)) {
      if (commitPattern.test(revision) && (await this.#tries([...shallow, revision]))) return;
      await this.run(['fetch', '--quiet', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*']);
      if (
        await this.#tries(['fetch', '--quiet', '.', `${await this.#expanded(revision)}:refs/bk-build/wanted`])
      )
        return;
    }
    const known = [...references].map((name) => name.replace(/^refs\/(tags|heads)\//, ''));
    throw new UserError(gitRevisionMissing(this.#request.shownUrl, revision, known));
  }

  async #expanded(commit: string): Promise<string> {
    return (
      await this.run(['rev-parse', '--verify', '--quiet', `${commit}^{commit}`]).catch(() => commit)
    ).trim();
  }

  async #references(): Promise<ReadonlySet<string>> {
    const answer = await this.run(['ls-remote', '--heads', '--tags', 'origin']);
    return new Set(
      answer
        .split('\n')
        .map((line) => line.split('\t')[1] ?? '')
        .filter((name) => name !== '' && !name.endsWith('^{}')),
    );
  }

  async #tries(args: readonly string[]): Promise<boolean> {
    return this.run(args).then(
      () => true,
      () => false,
    );
  }

  /** @returns what git prints. @throws UserError with what it says when it fails */
  run(args: readonly string[]): Promise<string> {
    const { env, folder, mask, signal, timeoutMs } = this.#options;
    const { shownUrl, url } = this.#request;
    return new Promise((resolve, reject) => {
      const child = spawn('git', [...settings, ...args], {
        cwd: folder,
        env: quietEnvironment(env),
        signal,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out: Buffer[] = [];
      const said: Buffer[] = [];
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
      }, timeoutMs);
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(
          new UserError(error.code === 'ENOENT' ? gitMissing() : gitFailed(shownUrl, error.message), {
            cause: error,
          }),
        );
      });
      child.on('close', (code) => {
        clearTimeout(timer);
        if (code === 0) return resolve(Buffer.concat(out).toString('utf8'));
        if (isLate)
          return reject(
            new UserError(
              gitFailed(
                shownUrl,
                `no answer for ${timeoutMs / 1000} seconds`,
                'Check the address and the connection',
              ),
            ),
          );
        const words = mask(Buffer.concat(said).toString('utf8').trim()).replaceAll(url, shownUrl);
        const problem = essenceOf(words) || `git ended with code ${code}`;
        reject(new UserError(gitFailed(shownUrl, problem, hintFor(words))));
      });
    });
  }
}

/** A host that sends next to nothing is given up. */
const settings = [
  '-c',
  'http.lowSpeedLimit=1',
  '-c',
  'http.lowSpeedTime=30',
  '-c',
  'advice.detachedHead=false',
];

/** No questions at the terminal, and nothing of a repository that bk-build happens to run in. */
function quietEnvironment(env: GitOptions['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|PREFIX|COMMON_DIR)$/.test(name),
  );
  return {
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30',
    PATH: process.env['PATH'],
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

const empty =
  /^(?:Could not read from remote repository|Please make sure you have the correct access rights|and the repository exists)/;

/** What git says in one line, without what it says of every failure. */
function essenceOf(words: string): string {
  return words
    .split('\n')
    .map((line) => line.replace(/^(?:fatal|error|remote): /, '').trim())
    .filter((line) => line !== '' && !empty.test(line))
    .join('; ');
}

function hintFor(words: string): string | undefined {
  if (/repository .*not found|does not exist|does not appear to be a git repository/i.test(words))
    return 'Check the address';
  if (/could not read Username|Authentication failed|Permission denied|Host key verification/i.test(words)) {
    return "For a private repository use ssh, or put a token in the address: https://{{ env_var('DBT_ENV_SECRET_TOKEN') }}@host/…";
  }
  if (/Could not resolve host|Connection (refused|timed out)|unable to access/i.test(words))
    return 'Check the address and the connection';
  return undefined;
}

/** A repository may hold links as an archive may: none of them may lead out of the package. */
function refuseLinks(folder: string, shownUrl: string): void {
  const root = realpathSync.native(folder);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    if (linkLeadsOut(root, path))
      throw new UserError(
        archiveRefused(shownUrl, `its link "${relative(root, path)}" leads out of its folder`),
      );
  }
}
