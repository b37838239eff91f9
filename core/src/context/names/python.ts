import type { PythonJob, Relation } from '../../adapter/index.ts';
import { pythonReadsEphemeral } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import { type CallSite, isTrue, toStr } from '../../jinja/index.ts';
import { fileSite, native } from '../call.ts';
import { ResponseObject } from '../response-object.ts';
import type { RunEnvironment } from '../run-environment.ts';
import { connectionOf } from './adapter/database-methods.ts';
import type { NameGroup } from './group.ts';

/** What the `statement` macro calls for a model whose language is Python. */
export const python: NameGroup<RunEnvironment> = {
  submit_python_job: (environment) =>
    native('submit_python_job', ['parsed_model', 'compiled_code'], async ([, code], site) => {
      const { subject, shared } = environment;
      const connection = connectionOf(environment, 'submit_python_job', site);
      const response = await connection.runPython({
        file: toStr(subject.model['original_file_path'] as string),
        lines: toStr(subject.model['raw_code'] as string).split('\n').length,
        code: toStr(code!),
        inputs: await inputsOf(environment, site),
        say: (message) => shared.invocation.emit({ kind: 'print', message }),
      });
      return new ResponseObject(response);
    }),
};

/** The relations that the model reads; its own table too where it adds to that. */
async function inputsOf(environment: RunEnvironment, site: CallSite): Promise<PythonJob['inputs']> {
  const { subject, callAside } = environment;
  const { refs = [], sources = [] } = subject.model as unknown as {
    readonly refs?: readonly { name: string; package: string | null; version: string | number | null }[];
    readonly sources?: readonly (readonly [string, string])[];
  };
  const at = (): ReturnType<CallSite['span']> => site.span();
  const relations = [
    ...refs.map(({ name, package: owner, version }) => {
      const relation = subject.lookups.ref(name, owner, version, at);
      if (relation.type !== 'cte') return relation;
      const model = toStr(subject.model['name'] as string);
      const file = fileSite(toStr(subject.model['original_file_path'] as string));
      throw new UserError(pythonReadsEphemeral(model, name, file.span()));
    }),
    ...sources.map(([source, table]) => subject.lookups.source(source, table, at)),
  ];
  if (subject.relation && isTrue(await callAside('is_incremental', []))) relations.push(subject.relation);
  const inputs = new Map<string, PythonJob['inputs'][number]>();
  for (const relation of relations)
    inputs.set(relation.render(), { name: relation.render(), path: pathOf(relation) });
  return [...inputs.values()];
}

function pathOf({ database, schema, identifier, external }: Relation): PythonJob['inputs'][number]['path'] {
  const isNamed = external === undefined && database !== null && schema !== null && identifier !== null;
  return isNamed ? [database, schema, identifier] : null;
}
