import { ClusterError } from './cluster-error.mjs';

/**
 * The rows of a query, as arrays of JSON values: a few lines of Trino's protocol, for scripts that need no driver.
 *
 * @throws ClusterError with the server's message
 */
export async function query(url, sql, { catalog, schema } = {}) {
  const headers = {
    'X-Trino-User': 'bk-build',
    ...(catalog && { 'X-Trino-Catalog': catalog }),
    ...(schema && { 'X-Trino-Schema': schema }),
  };
  const rows = [];
  let page = await answerOf(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    if (page.error) {
      throw new ClusterError(`${page.error.errorName}: ${page.error.message}`, {
        kind: page.error.errorType,
      });
    }
    if (page.data) for (const row of page.data) rows.push(row);
    if (!page.nextUri) return rows;
    page = await answerOf(page.nextUri, { headers });
  }
}

async function answerOf(address, request) {
  let response;
  try {
    response = await fetch(address, request);
  } catch (error) {
    throw new ClusterError(`Trino does not answer: ${error.cause?.message ?? error.message}`, {
      kind: 'CONNECTION',
      cause: error,
    });
  }
  if (response.ok) return response.json();
  const text = (await response.text()).slice(0, 500);
  throw new ClusterError(`Trino answered ${response.status}: ${text}`, { kind: 'CONNECTION' });
}
