import { checkName } from './names.ts';
import type { Dimension, SemanticModel, Subject } from './shapes.ts';

/** Words that no database takes for the name of a column. */
const keywords = new Set(
  `and as create distinct for from full having in inner into is join left like natural not null on or right select
  union using where with`.split(/\s+/),
);

const lists = ['measures', 'entities', 'dimensions'] as const;
const nouns = { measures: 'measure', entities: 'entity', dimensions: 'dimension' } as const;
const article = (noun: string): string => `${noun === 'entity' ? 'an' : 'a'} ${noun}`;

/** Everything that can be said of one semantic model by itself, measures apart. */
export function checkModel(model: Subject<SemanticModel>): void {
  checkName(model, model.value.name, 'name');
  checkElementNames(model);
  checkElementLabels(model);
  checkPrimaryEntity(model);
  checkValidityWindow(model);
  const time = model.value.defaults?.agg_time_dimension;
  if (time != null && !isTimeDimension(model.value, time)) {
    model.fault(
      `its default agg_time_dimension "${time}" is none of its time dimensions`,
      'defaults',
      'agg_time_dimension',
    );
  }
}

export const isTimeDimension = ({ dimensions }: SemanticModel, name: string): boolean =>
  dimensions.some((dimension) => dimension.name === name && dimension.type === 'time');

function checkElementNames(model: Subject<SemanticModel>): void {
  const kinds = new Map<string, string>();
  for (const list of lists) {
    for (const [index, { name }] of model.value[list].entries()) {
      const known = kinds.get(name);
      if (known !== undefined)
        model.fault(
          `it has the name "${name}" twice, of ${article(known)} and ${article(nouns[list])}`,
          list,
          index,
          'name',
        );
      kinds.set(name, known ?? nouns[list]);
      checkName(model, name, list, index, 'name');
      if (keywords.has(name.toLowerCase()))
        model.fault(`its ${nouns[list]} "${name}" has the name of an SQL keyword`, list, index, 'name');
    }
  }
}

function checkElementLabels(model: Subject<SemanticModel>): void {
  for (const list of ['entities', 'dimensions'] as const) {
    const labels = new Set<string>();
    for (const [index, { label }] of model.value[list].entries()) {
      if (label === null) continue;
      if (labels.has(label)) model.fault(`its ${list} have the label "${label}" twice`, list, index, 'label');
      labels.add(label);
    }
  }
}

function checkPrimaryEntity(model: Subject<SemanticModel>): void {
  const { dimensions, entities, primary_entity: given } = model.value;
  const primary = entities.filter(({ type }) => type === 'primary').map(({ name }) => name);
  if (primary.length > 1) {
    model.fault(
      `it has ${primary.length} primary entities, ${primary.join(', ')}; it can have one`,
      'entities',
    );
  } else if (primary.length === 1 && given !== null) {
    model.fault(
      `it has a primary entity, "${primary[0]}", and primary_entity "${given}" too; it can have one of them`,
      'primary_entity',
    );
  } else if (primary.length === 0 && given === null && dimensions.length > 0) {
    model.fault('its dimensions need an entity of type "primary", or primary_entity');
  }
}

const hasValidity = ({ type_params: params }: Dimension): boolean => params?.validity_params != null;

/** A model whose rows are valid from one time to another is joined by a natural key, and only that. */
function checkValidityWindow(model: Subject<SemanticModel>): void {
  const { dimensions, entities, measures } = model.value;
  const natural = new Set(entities.filter(({ type }) => type === 'natural').map(({ name }) => name));
  if (natural.size > 1) model.fault(`it has ${natural.size} natural entities; it can have one`, 'entities');
  const window = dimensions.filter(hasValidity);
  if (window.length === 0) {
    if (natural.size > 0) {
      model.fault(
        'its natural entity needs two dimensions with validity_params, a start and an end',
        'entities',
      );
    }
    return;
  }
  const marked = (mark: 'is_start' | 'is_end'): number =>
    window.filter(({ type_params: params }) => params!.validity_params![mark]).length;
  if (window.length !== 2 || marked('is_start') !== 1 || marked('is_end') !== 1) {
    model.fault(
      `its validity_params need two dimensions, one with is_start and one with is_end; they are with ${window.map(({ name }) => `"${name}"`).join(', ')}`,
      'dimensions',
    );
  }
  if (natural.size === 0) model.fault('its validity_params need an entity of type "natural"', 'entities');
  if (entities.some(({ type }) => type === 'primary' || type === 'unique')) {
    model.fault('its validity_params do not go with entities of type "primary" or "unique"', 'entities');
  }
  if (measures.length > 0) model.fault('its validity_params do not go with measures', 'measures');
}
