import { type Dirent, type FSWatcher, readdirSync, realpathSync, statSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

export interface WatchOptions {
  /** Whether nothing below a folder counts. */
  readonly isIgnored: (folder: string) => boolean;
  /** Whether a file counts, by its name. */
  readonly isWanted: (name: string) => boolean;
  /** Called soon after something changed; what it was, the caller has to look for. */
  readonly onChange: () => void;
  /** Looks at the files again and again, for file systems that do not tell of changes. */
  readonly polls: boolean;
  /** Called when the system refuses to tell of changes, as with too many folders; files are then looked at instead. */
  readonly onRefusal: (error: Error) => void;
}

export interface Watch {
  close(): void;
}

const pollEveryMs = 500;

/**
 * Watches all files below a folder, in folders that come later too. On macOS and Windows the system tells of a whole
 * tree; elsewhere each folder is watched by itself, because Node watches each file there, and loses those that editors
 * replace when they save.
 */
export function watchFolder(root: string, options: WatchOptions): Watch {
  if (options.polls) return poll(root, options);
  let isOpen = true;
  const refuse = (error: Error): void => {
    if (!isOpen) return;
    current.close();
    options.onRefusal(error);
    current = poll(root, options);
  };
  let current: Watch = { close: () => undefined };
  try {
    current =
      process.platform === 'darwin' || process.platform === 'win32'
        ? watchTree(root, options, refuse)
        : new FolderWatch(root, options, refuse);
  } catch (error) {
    refuse(error as Error);
  }
  return {
    close() {
      isOpen = false;
      current.close();
    },
  };
}

/** Watches one file in a folder that others use too. */
export function watchFile(folder: string, file: string, onChange: () => void): Watch {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || name === file) onChange();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // A folder that is not there has no file that could change.
    return { close: () => undefined };
  }
}

function watchTree(
  root: string,
  { isIgnored, isWanted, onChange }: WatchOptions,
  refuse: (error: Error) => void,
): Watch {
  const watcher = watch(root, { recursive: true }, (_event, name) => {
    if (name === null) return onChange();
    const parts = name.split(sep);
    if (parts.some((_part, index) => index > 0 && isIgnored(join(root, ...parts.slice(0, index))))) return;
    if (isWanted(parts.at(-1)!) && !isIgnored(join(root, name))) onChange();
  });
  watcher.on('error', refuse);
  return watcher;
}

/** One watcher a folder; folders that come are added, those that go are let go. */
class FolderWatch implements Watch {
  readonly #root: string;
  readonly #options: WatchOptions;
  readonly #refuse: (error: Error) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(root: string, options: WatchOptions, refuse: (error: Error) => void) {
    this.#root = root;
    this.#options = options;
    this.#refuse = refuse;
    this.#add(root);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(folder: string): void {
    if (this.#watchers.has(folder) || this.#options.isIgnored(folder)) return;
    const watcher = watch(folder, (_event, name) => this.#heard(folder, name));
    watcher.on('error', () => this.#drop(folder));
    this.#watchers.set(folder, watcher);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() || (entry.isSymbolicLink() && this.#leadsOut(path))) this.#add(path);
    }
  }

  #heard(folder: string, name: string | null): void {
    if (name === null) return this.#options.onChange();
    const path = join(folder, name);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const wasFolder = this.#watchers.has(path);
    if (this.#options.isIgnored(path)) return;
    try {
      if (isFolder && !wasFolder) this.#add(path);
      else if (wasFolder && !isFolder) this.#drop(path);
    } catch (error) {
      return this.#lost(path, error as NodeJS.ErrnoException);
    }
    if (isFolder || wasFolder || this.#options.isWanted(name)) this.#options.onChange();
  }

  /** A folder may be gone before it is watched; anything else means that the system watches no more. */
  #lost(path: string, error: NodeJS.ErrnoException): void {
    if (error.code !== 'ENOENT') return this.#refuse(error);
    this.#drop(path);
    this.#options.onChange();
  }

  #drop(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(`${folder}${sep}`)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  /** Whether a link leads to a folder elsewhere; one within the root is watched where it is. */
  #leadsOut(link: string): boolean {
    try {
      const real = realpathSync(link);
      return !`${real}${sep}`.startsWith(`${realpathSync(this.#root)}${sep}`) && statSync(real).isDirectory();
    } catch {
      return false;
    }
  }
}

function poll(root: string, { isIgnored, isWanted, onChange }: WatchOptions): Watch {
  let before = state();
  const timer = setInterval(() => {
    const now = state();
    if (now === before) return;
    before = now;
    onChange();
  }, pollEveryMs);
  return { close: () => clearInterval(timer) };

  /** Names, sizes and times of all files, as one text. */
  function state(): string {
    const found: string[] = [];
    const pending = [root];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      if (isIgnored(folder)) continue;
      for (const entry of entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) pending.push(path);
        else if (isWanted(entry.name)) {
          const { ino, mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
          found.push(`${path}|${ino}|${size}|${mtimeMs}`);
        }
      }
    }
    return found.join('\n');
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
