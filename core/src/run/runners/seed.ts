import { DatabaseError } from '../../adapter/index.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { SeedNode } from '../../manifest/index.ts';
import { seedFault } from '../seed-fault.ts';
import { materialize } from './materialize.ts';
import { built } from './model.ts';
import type { Runner } from './runner.ts';
import { describeSeedFile, loadSeedRows } from './seed-file.ts';

/** Loads a CSV file. Its rows are the database's business; that its header makes sense is known before. */
export const runSeed: Runner<SeedNode> = async (run) => {
  const { node, context, watch, connection } = run;
  const seedFile = await watch.phase('compile', () => describeSeedFile(node, context));
  return watch.phase('execute', async () => {
    try {
      const scope = await materialize(run, {
        compiled: undefined,
        relation: context.compiler.relation(node),
        lookups: context.compiler.lookups(node),
        config: node.config,
        extra: new Map([['seed_file', seedFile]]),
        loadSeed: () => loadSeedRows(node, seedFile, context, connection),
      });
      return built(scope);
    } catch (error) {
      const fault =
        error instanceof DatabaseError ? seedFault(error.message, node.original_file_path) : undefined;
      throw fault ? new UserError(fault, { cause: error }) : error;
    }
  });
};
