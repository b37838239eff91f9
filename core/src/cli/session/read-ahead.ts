import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../config/json.ts';
import type { ReadAhead } from '../../manifest/index.ts';
import { packageRoot } from '../package-root.ts';
import { type ReadAheadAnswer, type ReadAheadTask, TextState } from './read-ahead-task.ts';

/** Characters of YAML from which a thread is started: it takes as long to start as fewer take to parse. */
const worthwhileChars = 150_000;

/** Longer than any one text takes: a thread that has not answered by then is not waited for. */
const patienceMs = 5000;

/**
 * Parses texts from the last to the first in a thread, while who asks begins with the first: each parses what the other
 * has not begun.
 */
export const readAhead: ReadAhead = (texts) => {
  const file = join(packageRoot(), 'dist/read-ahead.cjs');
  if (texts.reduce((sum, { length }) => sum + length, 0) < worthwhileChars || !existsSync(file))
    return undefined;
  // Most commands do without: to load it takes 4 ms.
  const { MessageChannel, receiveMessageOnPort, Worker } = process.getBuiltinModule('node:worker_threads');
  const states = new Int32Array(new SharedArrayBuffer(texts.length * Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const task: ReadAheadTask = { texts, states };
  const thread = new Worker(file, { workerData: { ...task, port: port2 }, transferList: [port2] });
  // Without it everything is parsed here.
  thread.on('error', () => undefined);
  thread.unref();
  const answers = new Map<number, string>();
  return {
    take(number) {
      const before = Atomics.compareExchange(states, number, TextState.free, TextState.taken);
      if (before === TextState.free) return undefined;
      if (before === TextState.taken) Atomics.wait(states, number, TextState.taken, patienceMs);
      for (let message; !answers.has(number) && (message = receiveMessageOnPort(port1));) {
        const [answered, json] = message.message as ReadAheadAnswer;
        answers.set(answered, json);
      }
      const json = answers.get(number);
      answers.delete(number);
      return json === undefined ? undefined : (JSON.parse(json) as Json);
    },
  };
};
