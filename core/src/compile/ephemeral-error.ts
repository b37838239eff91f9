import { UserError } from '../diagnostics/index.ts';

/** What is wrong lies in an ephemeral model that the node refers to, not in the node. */
export class EphemeralError extends UserError {
  readonly ephemeralId: string;

  constructor(ephemeralId: string, { diagnostics }: UserError) {
    super(diagnostics);
    this.ephemeralId = ephemeralId;
  }
}
