import { isoTime } from '../../artifacts/index.ts';
import type { JsonObject } from '../../config/json.ts';
import type { RunSubject } from '../../run/events.ts';
import type { RunResult } from '../../run/results.ts';

/** When a node began and ended, as its events tell it: ISO 8601 in UTC without a zone, empty where it has not. */
export interface NodeTimes {
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** `node_info` of events about a node, in dbt's shape: texts where dbt has them, empty for nothing. */
export function nodeInfo(
  subject: RunSubject,
  status: string,
  { finishedAt, startedAt }: NodeTimes,
): JsonObject {
  const { alias, database, relationName, schema } = subject.relationParts;
  return {
    unique_id: subject.uniqueId,
    node_name: subject.name,
    resource_type: subject.resourceType,
    materialized: subject.materialized,
    node_path: subject.path,
    node_checksum: subject.checksum,
    node_status: status,
    node_started_at: startedAt,
    node_finished_at: finishedAt,
    node_relation: { database, schema, alias, relation_name: relationName },
    meta: subject.meta,
  };
}

export const startedAtMs = (atMs: number): NodeTimes => ({
  startedAt: zoneless(isoTime(atMs)),
  finishedAt: '',
});

/** From the first phase's start to the last one's end. */
export const timesOf = ({ timing }: RunResult): NodeTimes => ({
  startedAt: zoneless(timing[0]?.started_at ?? ''),
  finishedAt: zoneless(timing.at(-1)?.completed_at ?? ''),
});

const zoneless = (time: string): string => time.replace(/Z$/, '');
