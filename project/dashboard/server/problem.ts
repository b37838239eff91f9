/** Something that a request is answered with instead of data; `status` is HTTP's. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A parameter that cannot be. */
export function badParameter(name: string, message: string): Problem {
  return new Problem(400, 'BAD_PARAMETER', `${name}: ${message}`);
}
