/** Keeps answers that were asked for last; whoever asks while one is being made gets the same one. */
export class Remembered<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #limit: number;

  /** @param limit How many answers are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answer under a key, made when it is not there; one that fails is not kept. */
  get(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    if (known) {
      // What was asked for last is forgotten last.
      this.#answers.delete(key);
      this.#answers.set(key, known);
      return known;
    }
    const answer = make();
    this.#answers.set(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#limit && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
