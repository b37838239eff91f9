/** `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `0.05s`, `72.10s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(2)}s`;
}

/** `0.52s`, `1m 12.10s`, `2h 3m 4.00s`. */
export function formatDuration(elapsedMs: number): string {
  const minutes = Math.floor(elapsedMs / 60_000);
  const seconds = formatSeconds((elapsedMs - minutes * 60_000) / 1000);
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m ${seconds}` : `${Math.floor(minutes / 60)}h ${minutes % 60}m ${seconds}`;
}

/** `1 model`, `2 models`. */
export function plural(count: number, noun: string): string {
  if (count === 1) return `${count} ${noun}`;
  if (/(s|sh|ch|x)$/.test(noun)) return `${formatCount(count)} ${noun}es`;
  return `${formatCount(count)} ${noun.replace(/([^aeiou])y$/, '$1ie')}s`;
}

/** `12:00:59`, in the local time zone. */
export function formatClock(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
