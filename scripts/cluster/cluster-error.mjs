/** Why there is no cluster, or what it answered, in words for whoever wants one; anything else that is thrown is a bug. */
export class ClusterError extends Error {
  /** Whose fault it is. Trino's kinds: USER_ERROR, INTERNAL_ERROR, EXTERNAL, INSUFFICIENT_RESOURCES; CONNECTION is ours. */
  kind;

  constructor(message, { kind, cause } = {}) {
    super(message, { cause });
    this.kind = kind;
  }

  /** Whether the machine, and not what was asked, is why it went wrong. */
  get isOfMachine() {
    return ['INTERNAL_ERROR', 'EXTERNAL', 'INSUFFICIENT_RESOURCES', 'CONNECTION'].includes(this.kind);
  }
}
