import type { ParseSubject } from '../../context/parse-scope.ts';
import { exposureNameDeprecated, resourceInvalid, UserError } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { isMapping } from '../config/shapes.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured, type ParsedTemplate } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { ExposureNode } from '../nodes.ts';
import { tagsOf } from '../properties/columns.ts';
import type { Entry } from '../properties/entry.ts';
import { withoutPlace } from './compilable.ts';

const exposureTypes = ['dashboard', 'notebook', 'analysis', 'ml', 'application'] as const;
const maturities = ['low', 'medium', 'high'] as const;

export function buildExposure(
  context: LinkContext,
  project: Project,
  entry: Entry,
): Draft<ExposureNode> | undefined {
  const name = entry.requiredText('name', 'an exposure');
  if (name === undefined) return undefined;
  if (!/^[\w-]+$/.test(name)) entry.report(exposureNameDeprecated(name, entry.span('name')));
  const owner = entry.child('owner');
  if (!owner || (!owner.has('name') && !owner.has('email'))) {
    const problem = 'it needs an owner with a name or an email';
    entry.report(resourceInvalid(`exposure "${name}"`, problem, entry.span('owner')));
  }
  if (!entry.has('type')) {
    const problem = `it needs a type, one of ${exposureTypes.join(', ')}`;
    entry.report(resourceInvalid(`exposure "${name}"`, problem, entry.span()));
  }
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(relativePath), name];
  const properties = entry.mapping('config') ?? {};
  const { config, unrendered } = context.configs.resolve({ type: 'exposure', project, fqn, properties });
  const tags = [...new Set([...entry.strings('tags'), ...tagsOf(config['tags'])])].toSorted();
  const meta = { ...entry.mapping('meta'), ...(isMapping(config['meta']) ? config['meta'] : {}) };
  const captured = captureDependencies(context, project, entry, name);
  const node: ExposureNode = {
    name,
    resource_type: 'exposure',
    package_name: project.name,
    path: relativePath,
    original_file_path: path,
    unique_id: `exposure.${project.name}.${name}`,
    fqn,
    type: entry.word('type', exposureTypes) ?? 'dashboard',
    owner: { email: null, name: null, ...owner?.value },
    description: entry.description().text,
    label: entry.text('label'),
    maturity: entry.word('maturity', maturities),
    meta,
    tags,
    config: { ...config, tags, meta },
    unrendered_config: unrendered,
    url: entry.text('url'),
    depends_on: { macros: [], nodes: [] },
    refs: captured.refs.map(withoutPlace),
    sources: captured.sources.map(({ source, table }) => [source, table] as const),
    metrics: captured.metrics,
    created_at: context.invocation.startedAtMs / 1000,
  };
  return { node, project, place: entry.place(), captured, isEnabled: config['enabled'] !== false };
}

/** `depends_on` lists calls of ref, source and metric. */
function captureDependencies(
  context: LinkContext,
  project: Project,
  entry: Entry,
  name: string,
): ParsedTemplate {
  const calls = entry.strings('depends_on');
  if (calls.length === 0) return nothingCaptured;
  const subject: ParseSubject = {
    uniqueId: `exposure.${project.name}.${name}`,
    packageName: project.name,
    name,
    database: context.workspace.target.database,
    schema: context.workspace.target.schema,
    alias: name,
    model: { name, resource_type: 'exposure', package_name: project.name },
  };
  try {
    const template = calls.map((call) => `{{ ${call} }}`).join('\n');
    return context.templates.capture(template, subject, entry.place('depends_on'));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const diagnostic of error.diagnostics) context.report(diagnostic);
    return nothingCaptured;
  }
}
