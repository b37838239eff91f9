/** Why there is no cluster, in words for whoever wants one; anything else that is thrown is a bug. */
export class ClusterError extends Error {}
