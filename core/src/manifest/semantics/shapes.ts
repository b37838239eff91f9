import type { KeyPath } from '../../config/index.ts';
import { type Diagnostic, resourceDoubtful, resourceInvalid } from '../../diagnostics/index.ts';
import type { ModelNode } from '../nodes.ts';
import { type Place, spanOf } from '../place.ts';

/** Semantic resources as they are kept in the manifest, as far as they are checked. */
export interface SemanticModel {
  readonly name: string;
  readonly label: string | null;
  readonly primary_entity: string | null;
  readonly defaults: { readonly agg_time_dimension: string | null } | null;
  readonly entities: readonly Entity[];
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
}

export interface Entity {
  readonly name: string;
  readonly label: string | null;
  readonly type: string;
}

export interface Dimension {
  readonly name: string;
  readonly label: string | null;
  readonly type: string;
  readonly is_partition: boolean;
  readonly type_params: {
    readonly time_granularity: string | null;
    readonly validity_params: { readonly is_start: boolean; readonly is_end: boolean } | null;
  } | null;
}

export interface Measure {
  readonly name: string;
  readonly label: string | null;
  readonly agg: string;
  readonly expr: string | null;
  readonly agg_params: {
    readonly percentile: number | null;
    readonly use_discrete_percentile: boolean;
    readonly use_approximate_percentile: boolean;
  } | null;
  readonly agg_time_dimension: string | null;
  readonly non_additive_dimension: {
    readonly name: string;
    readonly window_choice: string;
    readonly window_groupings: readonly string[];
  } | null;
}

export interface Filter {
  readonly where_filters: readonly { readonly where_sql_template: string }[];
}

export interface InputMeasure {
  readonly name: string;
  readonly alias: string | null;
  readonly filter: Filter | null;
}

export interface TimeWindow {
  readonly count: number;
  readonly granularity: string;
}

export interface InputMetric {
  readonly name: string;
  readonly alias: string | null;
  readonly filter: Filter | null;
  readonly offset_window: TimeWindow | null;
  readonly offset_to_grain: string | null;
}

export interface Metric {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly filter: Filter | null;
  readonly type_params: {
    readonly measure: InputMeasure | null;
    readonly input_measures: readonly InputMeasure[];
    readonly numerator: InputMetric | null;
    readonly denominator: InputMetric | null;
    readonly expr: string | null;
    readonly window: TimeWindow | null;
    readonly grain_to_date: string | null;
    readonly metrics: readonly InputMetric[];
    readonly cumulative_type_params: {
      readonly window: TimeWindow | null;
      readonly grain_to_date: string | null;
    } | null;
    readonly conversion_type_params: {
      readonly base_measure: InputMeasure;
      readonly conversion_measure: InputMeasure;
      readonly entity: string;
      readonly window: TimeWindow | null;
      readonly constant_properties:
        readonly { readonly base_property: string; readonly conversion_property: string }[] | null;
    } | null;
  };
}

export interface SavedQuery {
  readonly name: string;
  readonly query_params: {
    readonly metrics: readonly string[];
    readonly group_by: readonly string[];
    readonly order_by: readonly string[];
    readonly where: Filter | null;
    readonly limit: number | null;
  };
}

export interface TimeSpine {
  readonly standard_granularity_column: string;
  readonly custom_granularities: readonly { readonly name: string; readonly column_name: string | null }[];
}

/** One resource under check, which tells what is wrong with it and where. */
export class Subject<T> {
  readonly value: T;
  readonly #place: Place;
  readonly #owner: string;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(owner: string, value: T, place: Place, report: (diagnostic: Diagnostic) => void) {
    this.#owner = owner;
    this.value = value;
    this.#place = place;
    this.#report = report;
  }

  /** @param keys Where below the resource's entry the problem stands. */
  fault(problem: string, ...keys: KeyPath): void {
    this.#report(resourceInvalid(this.#owner, problem, spanOf(this.#placeOf(keys))));
  }

  doubt(problem: string, ...keys: KeyPath): void {
    this.#report(resourceDoubtful(this.#owner, problem, spanOf(this.#placeOf(keys))));
  }

  #placeOf(keys: KeyPath): Place {
    return 'source' in this.#place ? { ...this.#place, path: [...this.#place.path, ...keys] } : this.#place;
  }
}

/** All that is enabled of a project's semantic layer. */
export interface SemanticLayer {
  readonly models: readonly Subject<SemanticModel>[];
  readonly metrics: readonly Subject<Metric>[];
  readonly savedQueries: readonly Subject<SavedQuery>[];
  readonly timeSpines: readonly Subject<ModelNode & { readonly time_spine: TimeSpine }>[];
  /** Whether a model has the name by which time spines were found before they were declared. */
  readonly hasOldTimeSpine: boolean;
}
