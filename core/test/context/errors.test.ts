import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import { type Contexts, openContexts } from './harness.ts';

let contexts: Contexts;
beforeAll(async () => {
  contexts = await openContexts();
});
afterAll(() => contexts.close());

describe('what templates do wrong is told with its code and its place', () => {
  it.each([
    ['CONFIG_MISSING', 'model', "{{ config.require('nosuch') }}"],
    ['CONTRACT_ERROR', 'model', "{{ exceptions.raise_contract_error([{'name': 'a', 'data_type': 'int'}], []) }}"],
    ['DISPATCH_FAILED', 'model', "{{ adapter.dispatch('nosuch')() }}"],
    ['ENV_VAR_MISSING', 'model', "{{ env_var('NOSUCH') }}"],
    ['EPHEMERAL_IN_OPERATION', 'operation', "{{ ref('helper') }}"],
    ['INCREMENTAL_STRATEGY_UNKNOWN', 'model', "{{ adapter.get_incremental_strategy_macro(context, 'nosuch') }}"],
    ['NATIVE_VALUE', 'project', "{{ 'x' | as_number }}"],
    ['NO_CONNECTION', 'offline', "{{ run_query('select 1') }}"],
    ['NO_CLOCK', 'project', '{{ modules.datetime.datetime.now() }}'],
    ['NOT_ITERABLE', 'model', '{{ set_strict(5) }}'],
    ['REF_NOT_DECLARED', 'test', "{{ ref('orders') }}"],
    ['REGEX_INVALID', 'model', "{{ modules.re.compile('(') }}"],
    ['RESULT_ALREADY_LOADED', 'model', "{% do store_result('a', 'OK') %}{% do load_result('a') %}{% do load_result('a') %}"],
    ['RETURN_OUTSIDE_MACRO', 'model', '{{ return(1) }}'],
    ['SECRET_ENV_VAR', 'model', "{{ env_var('DBT_ENV_SECRET_TOKEN') }}"],
    ['SNAPSHOT_TARGET_INVALID', 'model', "{% do run_query('create or replace table bare as select 1 as a') %}{{ adapter.valid_snapshot_target(api.Relation.create(database='memory', schema='main', identifier='bare')) }}"],
    ['VAR_NOT_FOUND', 'model', "{{ var('nosuch') }}"],
    ['WRONG_ARGUMENTS', 'parse', '{{ config(1, 2) }}'],
  ])('%s in %s: %s', async (code, context, template) => {
    const error: unknown = await contexts.render[context]!(template).then(undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    const [diagnostic] = (error as UserError).diagnostics;
    expect(diagnostic!.code).toBe(code);
    expect(diagnostic!.message).not.toContain('hush');
    if (context !== 'project') expect(diagnostic!.at).toBeDefined();
  });
});
