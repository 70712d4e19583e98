import { APIConnectionError } from './errors.js';
import { backoff, sleep, waitAfter } from './http.js';
import { bytesOf } from './download.js';
import { eventsOf } from './sse.js';

const LONGEST_SILENCE = 60_000;

/**
 * Live events, for as long as they are asked for. A connection that ends, breaks or is silent for a minute (the server
 * sends a sign of life every ten seconds) is opened again where it ended.
 */
export async function* streamOf(call, { after, ...query } = {}, { reconnects = Infinity, silence, ...options } = {}) {
  const { signal } = options;
  let cursor = after;
  let opened = false;
  for (let failures = 0; ;) {
    let error;
    let since = Infinity;
    try {
      const answer = await call('GET', '/v1/stream', {
        ...options,
        // The first connection is a call like any other; those that follow are tried again here.
        ...(opened && { maxRetries: 0 }),
        headers: { ...plain(options.headers), ...(cursor && { 'Last-Event-ID': cursor }) },
        query,
        accept: 'text/event-stream',
        raw: true,
      });
      opened = true;
      since = performance.now();
      for await (const { id, event, data } of eventsOf(bytesOf(answer, silence ?? LONGEST_SILENCE, signal))) {
        if (event !== 'open' && event !== 'gap') failures = 0;
        cursor = id || cursor;
        yield { ...JSON.parse(data), type: event, cursor };
      }
    } catch (failure) {
      if (!opened || signal?.aborted) throw failure;
      error = failure;
    }
    if (performance.now() - since > LONGEST_SILENCE) failures = 0;
    const wait = error ? waitAfter(error, failures) : backoff(failures);
    if (wait === undefined || ++failures > reconnects) {
      throw error ?? new APIConnectionError(`The stream ended ${failures} times without an event.`);
    }
    await sleep(wait, signal);
  }
}

const plain = (headers) => Object.fromEntries(new Headers(headers));
