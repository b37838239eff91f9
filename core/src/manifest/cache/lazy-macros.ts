import type { MacroEntry } from '../../context/macro-registry.ts';
import { InternalError } from '../../diagnostics/index.ts';
import type { MacroBlock } from '../../jinja/index.ts';
import type { SortedFile } from '../files/sorted-file.ts';
import type { MacroNode } from '../nodes.ts';
import { fileId } from './inputs.ts';
import { type KnownBlocks, readBlocks } from './parse-memory.ts';
import type { RecordingRegistry } from './recorder.ts';

/** Macros that are known by name, and whose files are parsed when one of them is called. */
export class LazyMacros {
  readonly #files = new Map<string, SortedFile>();
  readonly #known: KnownBlocks;
  readonly #blocks = new Map<string, ReadonlyMap<string, MacroBlock>>();

  constructor(files: Iterable<SortedFile>, known: KnownBlocks) {
    this.#known = known;
    for (const entry of files) this.#files.set(fileId(entry.file), entry);
  }

  addTo(registry: RecordingRegistry, macros: Iterable<MacroNode>): void {
    const blockOf = (macro: MacroNode): MacroBlock => this.#blockOf(macro);
    for (const macro of macros) {
      const entry: MacroEntry = {
        uniqueId: macro.unique_id,
        packageName: macro.package_name,
        name: macro.name,
        get block() {
          return blockOf(macro);
        },
      };
      registry.addFrom(entry, this.#files.get(fileIdOf(macro))!.file.checksum);
    }
  }

  #blockOf(macro: MacroNode): MacroBlock {
    const id = fileIdOf(macro);
    let blocks = this.#blocks.get(id);
    if (!blocks) {
      const { file, shown } = this.#files.get(id)!;
      const parsed = readBlocks(file, shown, this.#known).value;
      blocks = new Map(
        parsed.flatMap((block): [string, MacroBlock][] =>
          block.kind === 'snapshot' || block.kind === 'docs' ? [] : [[block.name, block]],
        ),
      );
      this.#blocks.set(id, blocks);
    }
    const block = blocks.get(macro.name);
    if (!block) throw new InternalError(`the macro ${macro.unique_id} is not in ${macro.original_file_path}`);
    return block;
  }
}

const fileIdOf = ({ package_name: packageName, original_file_path: path }: MacroNode): string =>
  `${packageName}|${path}`;
