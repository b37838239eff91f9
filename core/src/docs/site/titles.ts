/** What people call a resource: its label, if it has one; sources carry their source's name, versions their number. */
export function titleOf(resource: {
  readonly name: string;
  readonly resource_type: string;
  readonly label?: string;
  readonly source_name?: string;
  readonly version?: unknown;
}): string {
  const { label, name, source_name: source, version } = resource;
  if (label !== undefined) return label;
  if (source !== undefined) return `${source}.${name}`;
  return version === undefined || version === null ? name : `${name}.v${String(version)}`;
}

/** Where a resource's page is. */
export function addressOf(resource: { readonly resource_type: string; readonly unique_id: string }): string {
  return `#/${resource.resource_type}/${encodeURIComponent(resource.unique_id)}`;
}
