import type { SiteNode } from '../../contents/site-data.ts';
import type { LayoutAnswer, LayoutRequest } from './layout.ts';
import { edgesAmong, labelOf, nodeHeight, type Picture, pictureOf, widthOf } from './picture.ts';

/** The code of the worker; the bundler puts it here, since a page from a file may load no other file as a worker. */
declare const layoutWorkerCode: string;

let worker: Worker | undefined;
let last = 0;
const pictures = new Map<string, Picture>();

/**
 * Lays out a graph without holding up the page.
 * @returns undefined when another one was asked for meanwhile
 */
export async function layOut(nodes: readonly SiteNode[]): Promise<Picture | undefined> {
  const key = nodes.map(({ unique_id: id }) => id).join('\n');
  const id = ++last;
  const known = pictures.get(key);
  if (known) return known;
  const edges = edgesAmong(nodes);
  const answer = await ask({
    id,
    widths: nodes.map((node) => widthOf(labelOf(node))),
    height: nodeHeight,
    edges,
  });
  if (!answer) return undefined;
  const picture = pictureOf(nodes, edges, answer);
  pictures.set(key, picture);
  return picture;
}

/** A worker that still computes what nobody waits for is ended. */
let waiting: ((answer: undefined) => void) | undefined;

function ask(request: LayoutRequest): Promise<LayoutAnswer | undefined> {
  if (waiting) {
    waiting(undefined);
    worker?.terminate();
    worker = undefined;
  }
  worker ??= new Worker(URL.createObjectURL(new Blob([layoutWorkerCode], { type: 'text/javascript' })));
  const asked = worker;
  return new Promise((resolve, reject) => {
    waiting = resolve;
    const onAnswer = ({ data }: MessageEvent<LayoutAnswer>): void => {
      waiting = undefined;
      resolve(data);
    };
    const onError = (event: ErrorEvent): void => {
      waiting = undefined;
      worker = undefined;
      reject(new Error(event.message));
    };
    asked.addEventListener('message', onAnswer, { once: true });
    asked.addEventListener('error', onError, { once: true });
    asked.postMessage(request);
  });
}
