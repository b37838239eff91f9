import { Dict, iterate, isTrue, toStr, type Value } from '../../../jinja/index.ts';

/** A column with its type and constraints as DDL: `id integer not null`. */
export function columnDefinition(column: Dict, quote: (name: string) => string): string {
  const name = toStr(column.get('name') ?? '');
  const quoted = isTrue(column.get('quote') ?? false) ? quote(name) : name;
  const constraints = dicts(column.get('constraints')).map(columnConstraint);
  return [`${quoted} ${toStr(column.get('data_type') ?? '')}`, ...constraints.filter((c) => c !== '')].join(
    ' ',
  );
}

/** A constraint of a whole table: `primary key (a, b)`; empty when it says nothing. */
export function tableConstraint(constraint: Dict): string {
  const part = reader(constraint);
  const name = part('name');
  const expression = part('expression');
  const columns = list(constraint.get('columns')).join(', ');
  const sql = ((): string => {
    switch (part('type')) {
      case 'check':
        return expression && `check (${expression})`;
      case 'unique':
        return join('unique', expression, `(${columns})`);
      case 'primary_key':
        return join('primary key', expression, `(${columns})`);
      case 'foreign_key': {
        const target = references(constraint);
        return target && `foreign key (${columns}) ${target}`;
      }
      case 'custom':
        return expression;
      default:
        return '';
    }
  })();
  return sql && name ? `constraint ${name} ${sql}` : sql;
}

function columnConstraint(constraint: Dict): string {
  const part = reader(constraint);
  const expression = part('expression');
  switch (part('type')) {
    case 'check':
      return expression && `check (${expression})`;
    case 'not_null':
      return join('not null', expression);
    case 'unique':
      return join('unique', expression);
    case 'primary_key':
      return join('primary key', expression);
    case 'foreign_key':
      return references(constraint);
    case 'custom':
      return expression;
    default:
      return '';
  }
}

function references(constraint: Dict): string {
  const part = reader(constraint);
  const columns = list(constraint.get('to_columns'));
  if (part('to') && columns.length > 0) return `references ${part('to')} (${columns.join(', ')})`;
  return part('expression') && `references ${part('expression')}`;
}

const reader =
  (dict: Dict) =>
  (key: string): string => {
    const value = dict.get(key);
    return value === undefined || value === null ? '' : toStr(value);
  };

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
const list = (value: Value | undefined): string[] => [...(iterate(value ?? []) ?? [])].map(toStr);

/** The dicts of a list, or of a dict's values. */
export function dicts(value: Value | undefined): Dict[] {
  const items = value instanceof Dict ? value.values() : (iterate(value ?? []) ?? []);
  return [...items].filter((item): item is Dict => item instanceof Dict);
}
