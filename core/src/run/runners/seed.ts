import { DatabaseError } from '../../adapter/index.ts';
import { native } from '../../context/call.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { Value } from '../../jinja/index.ts';
import type { SeedNode } from '../../manifest/index.ts';
import { seedFault } from '../seed-fault.ts';
import { materialize } from './materialize.ts';
import { built } from './model.ts';
import type { Runner } from './runner.ts';
import { describeSeedFile, readSeed } from './seed-file.ts';

/** Loads a CSV file. Its rows are the database's business; that its header makes sense is known before. */
export const runSeed: Runner<SeedNode> = async (run) => {
  const { node, context, watch, connection } = run;
  const seedFile = await watch.phase('compile', () => describeSeedFile(node, context));
  const read = (macro: string, args?: readonly Value[]): Promise<Value> =>
    readSeed(node, seedFile, context, connection, macro, args);
  const loadValues = native('bk_load_seed_values', ['batch_length'], ([length]) =>
    read('bk_seed_values', [length!]),
  );
  return watch.phase('execute', async () => {
    try {
      const scope = await materialize(run, {
        compiled: undefined,
        relation: context.compiler.relation(node),
        lookups: context.compiler.lookups(node),
        config: node.config,
        extra: new Map<string, Value>([
          ['seed_file', seedFile],
          ['bk_load_seed_values', loadValues],
        ]),
        loadSeed: () => read('bk_seed_table'),
      });
      return built(scope);
    } catch (error) {
      const fault =
        error instanceof DatabaseError ? seedFault(error.message, node.original_file_path) : undefined;
      throw fault ? new UserError(fault, { cause: error }) : error;
    }
  });
};
