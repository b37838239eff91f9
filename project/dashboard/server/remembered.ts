/** Keeps answers that were asked for last; whoever asks while one is being made gets the same one. */
export class Remembered<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #limit: number;
  readonly #isKept: (answer: Answer) => boolean;

  /**
   * @param limit How many answers are kept.
   * @param isKept Whether an answer is worth its room; all are by default.
   */
  constructor(limit: number, isKept: (answer: Answer) => boolean = () => true) {
    this.#limit = limit;
    this.#isKept = isKept;
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
    const forget = (): void => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    };
    answer.then((made) => {
      if (!this.#isKept(made)) forget();
    }, forget);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#limit && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
