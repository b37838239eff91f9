import type { AdapterResponse } from '../adapter/adapter.ts';
import { Dict, TemplateObject, toStr, type Value } from '../jinja/index.ts';

/** A statement's answer as templates see it: its message when printed, its parts as attributes. */
export class ResponseObject extends TemplateObject {
  override readonly typeName = 'AdapterResponse';
  readonly response: AdapterResponse;

  constructor(response: AdapterResponse) {
    super();
    this.response = response;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case '_message':
      case 'message':
        return this.response.message;
      case 'code':
        return this.response.code ?? null;
      case 'rows_affected':
        return this.response.rowsAffected ?? null;
      default:
        return undefined;
    }
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override toStr(): string {
    return this.response.message;
  }
}

/** What a macro gave as a response: an adapter's own, a dict of its parts, or just a message. */
export function readResponse(value: Value): AdapterResponse {
  if (value instanceof ResponseObject) return value.response;
  if (value instanceof Dict) {
    const code = value.get('code');
    const rows = value.get('rows_affected');
    return {
      message: toStr(value.get('_message') ?? value.get('message') ?? ''),
      ...(code !== undefined && code !== null && { code: toStr(code) }),
      ...(typeof rows === 'number' && { rowsAffected: rows }),
    };
  }
  return { message: value === null ? '' : toStr(value) };
}
