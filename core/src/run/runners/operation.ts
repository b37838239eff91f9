import type { OperationNode } from '../../manifest/index.ts';
import { compileRun } from './compile-run.ts';
import type { Runner } from './runner.ts';

/** Runs an entry of on-run-start or on-run-end; one that renders to nothing is done with that. */
export const runOperation: Runner<OperationNode> = async (run) => {
  const { watch, connection, extra } = run;
  const { sql } = await watch.phase('compile', () => compileRun(run, extra && { extra }));
  return watch.phase('execute', async () => {
    const result = sql.trim() === '' ? undefined : await connection.execute(sql);
    if (connection.inTransaction) await connection.commit();
    return {
      status: 'success',
      message: result?.response.message ?? 'OK',
      response: result?.response,
      failures: null,
    };
  });
};
