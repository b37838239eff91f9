import type { DeltaStorage } from '../../src/delta/index.ts';

/** What a storage is about to do, or has just done. */
export interface StorageEvent {
  /** Counts the operations from 1. */
  readonly number: number;
  readonly operation: string;
  readonly moment: 'before' | 'after';
}

/** A storage that tells of each of its operations; what the listener throws is the operation's error. */
export function observedStorage(
  storage: DeltaStorage,
  operations: readonly (keyof DeltaStorage)[],
  listen: (event: StorageEvent) => void,
): DeltaStorage {
  let count = 0;
  return new Proxy(storage, {
    get(target, name: keyof DeltaStorage) {
      const member = target[name];
      if (typeof member !== 'function' || !operations.includes(name)) return member;
      return async (...given: unknown[]) => {
        const event = { number: ++count, operation: name };
        listen({ ...event, moment: 'before' });
        const result: unknown = await (member as (...values: unknown[]) => Promise<unknown>)(...given);
        listen({ ...event, moment: 'after' });
        return result;
      };
    },
  });
}

/** Operations that change something. */
export const changes = ['putIfAbsent', 'put', 'rename', 'remove', 'sync', 'makeFolder'] as const;
/** Operations that do not. */
export const lookups = ['read', 'list', 'exists', 'modifiedMs'] as const;
