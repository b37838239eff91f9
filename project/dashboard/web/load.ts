import { useEffect, useState } from 'preact/hooks';
import { ask, type ServerError } from './api.ts';
import { meta } from './state.ts';

/** What is known of an answer: the last one stays while the next is on its way. */
export interface Loaded<Result> {
  readonly data: Result | undefined;
  readonly error: ServerError | undefined;
  readonly isLoading: boolean;
}

/** Answers of this page's life: who comes back to a view sees it at once. */
const known = new Map<string, unknown>();
const mostKnown = 60;

/** Asks for an address, and again when it or the build changes; undefined asks for nothing. */
export function useAnswer<Result>(address: string | undefined): Loaded<Result> {
  const key = address === undefined ? undefined : `${meta.value?.generation ?? ''} ${address}`;
  const [state, setState] = useState<Loaded<Result> & { readonly key: string | undefined }>({
    key: undefined,
    data: undefined,
    error: undefined,
    isLoading: true,
  });
  useEffect(() => {
    if (address === undefined || key === undefined) return;
    if (known.has(key)) return;
    const controller = new AbortController();
    ask<Result>(address, controller.signal)
      .then((data) => {
        known.set(key, data);
        const [oldest] = known.keys();
        if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
        setState({ key, data, error: undefined, isLoading: false });
      })
      .catch((error: ServerError) => {
        if (error.name !== 'AbortError') setState({ key, data: undefined, error, isLoading: false });
      });
    return () => controller.abort();
  }, [key]);
  if (key !== undefined && known.has(key))
    return { data: known.get(key) as Result, error: undefined, isLoading: false };
  if (state.key === key && key !== undefined) return state;
  return {
    data: address === undefined ? undefined : state.data,
    error: undefined,
    isLoading: address !== undefined,
  };
}
