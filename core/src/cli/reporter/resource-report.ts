import type { ResourceUsage } from '../effects.ts';
import { type Entry, textEntry } from './entry.ts';

export interface CommandReport {
  /** Of a command of two words the second: `generate`. */
  readonly command: string;
  readonly isSuccess: boolean;
  readonly elapsedMs: number;
  readonly usage: ResourceUsage;
  /** Whether it is shown; otherwise it is in the log only. */
  readonly isWanted: boolean;
}

/** What a command took, with dbt's names: times in seconds, memory in KiB, counts as texts. */
export function resourceEntry({ command, elapsedMs, isSuccess, isWanted, usage }: CommandReport): Entry {
  const data = {
    command_name: command.split(' ').at(-1)!,
    command_success: isSuccess,
    command_wall_clock_time: elapsedMs / 1000,
    process_in_blocks: String(usage.blocksRead),
    process_kernel_time: usage.systemMs / 1000,
    process_mem_max_rss: String(usage.mostMemoryKiB),
    process_out_blocks: String(usage.blocksWritten),
    process_user_time: usage.userMs / 1000,
  };
  const text = `Resource report: ${JSON.stringify(data)}`;
  return textEntry('ResourceReport', 'Z051', isWanted ? 'info' : 'debug', text, data);
}
