import type { Json, JsonObject } from '../../config/index.ts';
import { createParseScope, type Invocation } from '../../context/index.ts';
import { queryCommentInvalid, UserError } from '../../diagnostics/index.ts';
import { fromJson, parseTemplate, type Scope, toStr, type Value } from '../../jinja/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import type { Project, Target } from '../../project/index.ts';
import type { DressedStatement } from './statements.ts';

interface Wish {
  readonly comment: string;
  readonly isAppended: boolean;
}

/** What a comment is when the project wants one but does not say which. */
const usualComment = `
{%- set about = {'app': 'dbt', 'dbt_version': dbt_version, 'profile_name': target.get('profile_name'), 'target_name': target.get('target_name')} -%}
{%- if node is not none -%}{%- do about.update({'node_id': node.unique_id}) -%}
{%- else -%}{%- do about.update({'connection_name': connection_name}) -%}{%- endif -%}
{{ return(tojson(about)) }}`;

/**
 * Puts the comment of the project's `query-comment` to statements; undefined when there is none. The template is
 * rendered once a connection, with `connection_name` and `node`.
 *
 * @throws UserError when it cannot be rendered, or would end the comment early
 */
export function queryComment(
  project: Project,
  target: Target,
  manifest: Manifest,
  invocation: Invocation,
): ((sql: string, connectionName: string) => DressedStatement) | undefined {
  const wish = readWish(project);
  if (!wish) return undefined;
  const render = commentRenderer(wish, project, target, manifest, invocation);
  const known = new Map<string, string>();
  // What is wrong with it is told before anything runs.
  render('master');
  return (sql, name) => {
    let comment = known.get(name);
    if (comment === undefined) known.set(name, (comment = render(name)));
    if (comment === '') return { sql, shift: 0 };
    if (!wish.isAppended) {
      const before = `/* ${comment} */\n`;
      return { sql: before + sql, shift: before.length };
    }
    const bare = sql.trimEnd();
    const [statement, end] = bare.endsWith(';') ? [bare.slice(0, -1), ';'] : [bare, ''];
    return { sql: `${statement}\n/* ${comment} */${end}`, shift: 0 };
  };
}

/** `query-comment: text`, or a mapping of comment and append; `job-label` is for BigQuery. */
function readWish(project: Project): Wish | undefined {
  const { queryComment: value } = project;
  if (value === null || value === '') return undefined;
  if (typeof value === 'string') return { comment: value, isAppended: false };
  if (typeof value !== 'object' || Array.isArray(value))
    throw new UserError(
      queryCommentInvalid('it must be a text or a mapping', project.span(['query-comment'])),
    );
  const { append, comment } = value as JsonObject;
  if (comment === null || comment === '') return undefined;
  return {
    comment: comment === undefined ? usualComment : String(comment as string),
    isAppended: append === true,
  };
}

function commentRenderer(
  { comment }: Wish,
  project: Project,
  { database, schema }: Target,
  manifest: Manifest,
  invocation: Invocation,
): (connectionName: string) => string {
  const at = project.span(['query-comment']);
  const file = project.file;
  const text = `{%- macro query_comment_macro(connection_name, node) -%}\n${comment}\n{%- endmacro -%}{{ query_comment_macro(connection_name, node) }}`;
  const { diagnostics, value: template } = parseTemplate(text, { file });
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  if (faults.length > 0) throw new UserError(faults.map((fault) => ({ ...fault, ...(at && { at }) })));
  return (name) => {
    const node = (manifest.nodes.get(name) ?? manifest.functions.get(name)) as JsonObject | undefined;
    const { scope } = createParseScope(invocation, {
      uniqueId: name,
      packageName: project.name,
      name,
      database,
      schema,
      alias: name,
      model: node ?? {},
    });
    const own = new Map<string, Value>([
      ['connection_name', name],
      ['node', node ? fromJson(node as Json) : null],
    ]);
    const names: Scope = { get: (key) => (own.has(key) ? own.get(key) : scope.get(key)) };
    const rendered = template.renderParts(names).map(toStr).join('').trim();
    if (rendered.includes('*/')) throw new UserError(queryCommentInvalid(`it holds "*/": ${rendered}`, at));
    return rendered;
  };
}
