import { type MessagePort, workerData } from 'node:worker_threads';
import { propertyValue } from '../manifest/properties/property-source.ts';
import { type ReadAheadAnswer, type ReadAheadTask, TextState } from './session/read-ahead-task.ts';

const { port, states, texts } = workerData as ReadAheadTask & { readonly port: MessagePort };

for (let number = texts.length - 1; number >= 0; number--) {
  if (Atomics.compareExchange(states, number, TextState.free, TextState.taken) !== TextState.free) break;
  const json = jsonOf(texts[number]!);
  if (json !== undefined) port.postMessage([number, json] satisfies ReadAheadAnswer);
  Atomics.store(states, number, json === undefined ? TextState.left : TextState.parsed);
  Atomics.notify(states, number);
}

/** @returns undefined for a text with a mistake, which is told where it is read, and for integers past 2^53. */
function jsonOf(text: string): string | undefined {
  try {
    const { diagnostics, value } = propertyValue(text, '');
    return diagnostics.length === 0 ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}
