import { APIConnectionError, LoopError } from './errors.js';
import { limited, reasonOf } from './http.js';
import { queryOf } from './query.js';

const TABLES = ['feedback', 'sentiment', 'sentiment/timeline', 'accounts', 'releases', 'trends', 'events'];

/** The bytes of an answer, as they come. `idle` is the longest wait for the next ones, in milliseconds. */
export async function* bytesOf({ body, abort }, idle, signal) {
  const reader = body.getReader();
  const stop = () => abort.abort();
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const late = `Nothing arrived for ${Math.round(idle)} ms: the connection is given up.`;
      const { done, value } = await limited(() => reader.read(), idle, late, signal);
      if (done) return;
      yield value;
    }
  } catch (failure) {
    if (signal?.aborted) throw signal.reason;
    if (failure instanceof LoopError) throw failure;
    throw new APIConnectionError(`The answer broke off: ${reasonOf(failure)}.`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    reader.cancel().catch(() => {});
  }
}

/** A table as a file. Only the connection and silence are limited: the file may take as long as it takes. */
export async function download(call, table, query, options) {
  if (!TABLES.includes(table)) throw new LoopError(`There is no table ${table}: use ${TABLES.join(', ')}.`);
  const answer = await call('GET', `/v1/${table}`, { ...options, query: { format: 'ndjson', ...query }, raw: true });
  const bytes = bytesOf(answer, options.timeout, options.signal);
  return {
    contentType: answer.headers.get('content-type'),
    asOf: answer.headers.get('loop-as-of') ?? undefined,
    more: answer.headers.get('loop-more') === 'true',
    missing: answer.headers.get('loop-missing') ?? undefined,
    [Symbol.asyncIterator]: () => bytes,
    get body() {
      return new ReadableStream({
        async pull(controller) {
          const { done, value } = await bytes.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => bytes.return().then(() => {}),
      });
    },
    async text() {
      const decoder = new TextDecoder();
      let whole = '';
      for await (const part of bytes) whole += decoder.decode(part, { stream: true });
      return whole + decoder.decode();
    },
  };
}
