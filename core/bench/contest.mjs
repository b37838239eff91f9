// Timing of several commands that do the same work: they take turns, so that what else the machine does meets them all.

/**
 * Times contenders in turns. The first round warms caches and is not counted.
 *
 * @param contenders By name: `run` gives seconds, `before` makes ready and is not timed. The first is compared with the others.
 * @returns by name the seconds' median, least and most; of all but the first also the first's share of them, round by round.
 */
export function contest(contenders, rounds) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    // Whoever comes first in a round meets what the last one left running.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      contenders[name].before?.();
      const seconds = contenders[name].run();
      if (round > 0) times[name].push(seconds);
    }
  }
  const [first] = names;
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        ...summary(times[name]),
        ...(name !== first && { ratio: summary(times[name].map((t, round) => times[first][round] / t)) }),
      },
    ]),
  );
}

export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], min: sorted[0], max: sorted.at(-1) };
}
