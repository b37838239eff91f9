import type { MacroRegistry } from '../../context/macro-registry.ts';
import { InternalError } from '../../diagnostics/index.ts';
import { type MacroBlock, parseBlocks } from '../../jinja/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { MacroNode } from '../nodes.ts';

/** Macros that are known by name, and whose files are parsed when one of them is called. */
export class LazyMacros {
  readonly #files = new Map<string, { readonly file: ProjectFile; readonly shown: string }>();
  readonly #blocks = new Map<string, ReadonlyMap<string, MacroBlock>>();

  constructor(files: Iterable<{ readonly file: ProjectFile; readonly shown: string }>) {
    for (const entry of files) this.#files.set(idOf(entry.file.project.name, entry.file.path), entry);
  }

  addTo(registry: MacroRegistry, macros: Iterable<MacroNode>): void {
    const blockOf = (macro: MacroNode): MacroBlock => this.#blockOf(macro);
    for (const macro of macros) {
      registry.add({
        uniqueId: macro.unique_id,
        packageName: macro.package_name,
        name: macro.name,
        get block() {
          return blockOf(macro);
        },
      });
    }
  }

  #blockOf({ package_name: packageName, original_file_path: path, name }: MacroNode): MacroBlock {
    const id = idOf(packageName, path);
    let blocks = this.#blocks.get(id);
    if (!blocks) {
      const { file, shown } = this.#files.get(id)!;
      const parsed = parseBlocks(file.text, { file: shown }).value;
      blocks = new Map(
        parsed.flatMap((block): [string, MacroBlock][] =>
          block.kind === 'snapshot' || block.kind === 'docs' ? [] : [[block.name, block]],
        ),
      );
      this.#blocks.set(id, blocks);
    }
    const block = blocks.get(name);
    if (!block) throw new InternalError(`the macro ${packageName}.${name} is not in ${path}`);
    return block;
  }
}

const idOf = (packageName: string, path: string): string => `${packageName}|${path}`;
