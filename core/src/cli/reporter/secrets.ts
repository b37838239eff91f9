const prefix = 'DBT_ENV_SECRET';
const mask = '*****';

/** Takes the values of DBT_ENV_SECRET_… variables out of a text, as they are and as JSON writes them. */
export function secretMask(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(prefix) || !value || value.trim() === '') continue;
    secrets.add(value);
    secrets.add(JSON.stringify(value).slice(1, -1));
  }
  if (secrets.size === 0) return (text) => text;
  // The longest first, so that a secret within another one leaves nothing of it.
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longestFirst.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  return (text) => text.replace(pattern, mask);
}
