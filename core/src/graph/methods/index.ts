import { access } from './access.ts';
import { config } from './config.ts';
import { exposure } from './exposure.ts';
import { file } from './file.ts';
import { fqn } from './fqn.ts';
import { group } from './group.ts';
import type { SelectorMethod } from './method.ts';
import { metric } from './metric.ts';
import { packageMethod } from './package.ts';
import { path } from './path.ts';
import { resourceType } from './resource-type.ts';
import { result } from './result.ts';
import { savedQuery } from './saved-query.ts';
import { semanticModel } from './semantic-model.ts';
import { sourceStatus } from './source-status.ts';
import { source } from './source.ts';
import { state } from './state.ts';
import { tag } from './tag.ts';
import { testName } from './test-name.ts';
import { testType } from './test-type.ts';
import { unitTest } from './unit-test.ts';
import { version } from './version.ts';

/** Every way to find nodes, by the word before the colon. */
export const methods = {
  access,
  config,
  exposure,
  file,
  fqn,
  group,
  metric,
  package: packageMethod,
  path,
  resource_type: resourceType,
  result,
  saved_query: savedQuery,
  semantic_model: semanticModel,
  source,
  source_status: sourceStatus,
  state,
  tag,
  test_name: testName,
  test_type: testType,
  unit_test: unitTest,
  version,
} satisfies Record<string, SelectorMethod>;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as readonly MethodName[];

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
