import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import { questionCancelled, UserError } from '../diagnostics/index.ts';
import type { CliEffects, ResourceUsage, TextSink } from './effects.ts';

/** The process's own streams, environment, clock and signals. */
export function processEffects(): CliEffects {
  // Each running node listens for cancellation; Node warns from eleven on.
  setMaxListeners(0);
  return {
    cwd: process.cwd(),
    env: process.env,
    homeDir: homedir(),
    pid: process.pid,
    resourceUsage,
    stdout: streamSink(process.stdout),
    stderr: streamSink(process.stderr),
    now: () => performance.timeOrigin + performance.now(),
    random: Math.random,
    randomId: randomUUID,
    ask: isatty(0) && isatty(1) ? askAtTerminal : undefined,
    onInterrupt(callback) {
      process.on('SIGINT', callback);
      process.on('SIGTERM', callback);
      return () => {
        process.off('SIGINT', callback);
        process.off('SIGTERM', callback);
      };
    },
    forceExit: (code) => process.exit(code),
  };
}

function resourceUsage(): ResourceUsage {
  const { fsRead, fsWrite, maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage();
  return {
    userMs: userCPUTime / 1000,
    systemMs: systemCPUTime / 1000,
    mostMemoryKiB: maxRSS,
    blocksRead: fsRead,
    blocksWritten: fsWrite,
  };
}

/** Once the reader has gone (`| head`), what is written goes nowhere, and that is no error. */
function streamSink(stream: NodeJS.WriteStream): TextSink {
  let isOpen = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    isOpen = false;
  });
  return {
    write: (text) => {
      if (isOpen) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: () => (stream.isTTY ? stream.columns : undefined),
  };
}

/** @throws UserError when the person will not answer (Ctrl-C, Ctrl-D) */
async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await new Promise((resolve, reject) => {
      const cancel = (): void => reject(new UserError(questionCancelled()));
      terminal.on('SIGINT', cancel).on('close', cancel);
      terminal.question(question).then(resolve, reject);
    });
  } finally {
    terminal.close();
  }
}
