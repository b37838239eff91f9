import {
  missingDescription,
  missingKeyTest,
  namingConvention,
  undocumentedColumn,
  unusedMacro,
  unusedSource,
} from './documentation-rules.ts';
import {
  ambiguousColumn,
  hardCodedName,
  implicitCrossJoin,
  missingAlias,
  selectStar,
  unusedCte,
} from './query-rules.ts';
import type { Rule } from './rule.ts';
import { commaPosition, keywordCase, trailingComma } from './text-rules.ts';

/** All rules, by the names that settings and findings have for them. */
export const rules: Readonly<Record<string, Rule>> = {
  'keyword-case': keywordCase,
  'comma-position': commaPosition,
  'trailing-comma': trailingComma,
  'unused-cte': unusedCte,
  'select-star': selectStar,
  'ambiguous-column': ambiguousColumn,
  'implicit-cross-join': implicitCrossJoin,
  'missing-alias': missingAlias,
  'hard-coded-name': hardCodedName,
  'unused-macro': unusedMacro,
  'unused-source': unusedSource,
  'missing-description': missingDescription,
  'missing-key-test': missingKeyTest,
  'naming-convention': namingConvention,
  'undocumented-column': undocumentedColumn,
};

export type { CompiledQuery, Rule } from './rule.ts';
