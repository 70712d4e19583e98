import { APIConnectionError, APIError, APITimeoutError, LoopError, errorOf } from './errors.js';

const RETRIED = [408, 429, 500, 502, 503, 504];
const LONGEST_RETRY_AFTER = 60;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Half a second, doubled each time up to 8 s, of which a random half to all is waited. In milliseconds. */
export const backoff = (attempt) => Math.min(8_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);

/** The milliseconds to wait before the next attempt; undefined where there should be none. */
export function waitAfter(error, attempt) {
  if (error instanceof APIConnectionError) return backoff(attempt);
  if (!RETRIED.includes(error.status) || error.retryAfter > LONGEST_RETRY_AFTER) return undefined;
  return error.retryAfter ? error.retryAfter * 1000 : backoff(attempt);
}

/** Settles as the work does, or fails when the time is over or the signal aborts; `abort` is told of either. */
export async function limited(work, ms, late, signal, abort) {
  let timer;
  let aborted;
  const limit = new Promise((_, reject) => {
    const stop = (reason) => {
      reject(reason);
      abort?.abort();
    };
    timer = setTimeout(() => stop(new APITimeoutError(late)), Math.min(ms, LONGEST_TIMER));
    aborted = () => stop(signal.reason);
    signal?.addEventListener('abort', aborted);
  });
  try {
    signal?.throwIfAborted();
    return await Promise.race([limit, work()]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}

export const sleep = (ms, signal) => {
  let timer;
  const slept = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return limited(() => slept, LONGEST_TIMER, '', signal).finally(() => clearTimeout(timer));
};

/**
 * Sends a request, and sends it again where that can help: the same bytes under the same Idempotency-Key, so that a
 * write takes place once. Returns the answer with its data, or for `raw` with its body unread.
 *
 * @param request method, url, headers, body, raw, secret (the key, which no error may show), fetch
 * @param limits timeout, callTimeout, maxRetries, signal
 */
export async function send(request, { timeout, callTimeout, maxRetries, signal }) {
  const deadline = performance.now() + callTimeout;
  let unanswered = false;
  for (let attempt = 0; ; attempt++) {
    let error;
    try {
      const left = deadline - performance.now();
      const answer = await once(request, Math.min(timeout, left), signal);
      if (answer.ok) return answer;
      error = errorOf(answer.status, answer.headers, hide(answer.text, request.secret));
    } catch (failure) {
      if (signal?.aborted) throw signal.reason;
      if (!(failure instanceof LoopError)) throw failure;
      error = failure;
    }
    // An earlier attempt deleted it, and its answer was lost.
    if (unanswered && request.method === 'DELETE' && error.type === 'not-found') {
      return { status: 204, headers: error.headers };
    }
    unanswered ||= !(error instanceof APIError) || error.status === 408 || error.status >= 500;
    const wait = attempt < maxRetries ? waitAfter(error, attempt) : undefined;
    if (wait === undefined || performance.now() + wait >= deadline) throw error;
    await sleep(wait, signal);
  }
}

async function once({ method, url, headers, body, raw, secret, fetch }, ms, signal) {
  const abort = new AbortController();
  const exchange = async () => {
    try {
      // A redirect would turn a POST into a GET, or carry the key elsewhere.
      const init = { method, headers, body, redirect: 'manual', signal: abort.signal };
      if (typeof document === 'object') init.credentials = 'omit';
      const response = await fetch(url, init);
      const answer = { status: response.status, headers: response.headers, ok: response.ok, abort };
      if (response.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(response.status)) {
        const to = response.headers.get('location');
        throw new LoopError(`The server redirects${to ? ` to ${to}` : ''}: set baseUrl to the address that answers.`);
      }
      if (raw && response.ok) return { ...answer, body: response.body };
      const text = await response.text();
      if (!response.ok) return { ...answer, text };
      return { ...answer, data: response.status === 204 ? undefined : parsed(text) };
    } catch (failure) {
      if (failure instanceof LoopError) throw failure;
      throw new APIConnectionError(
        `No whole answer came from ${new URL(url).origin}: ${hide(reasonOf(failure), secret)}.`,
      );
    }
  };
  return limited(
    exchange,
    ms,
    `No whole answer came from ${new URL(url).origin} in ${Math.round(ms)} ms.`,
    signal,
    abort,
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('its body is not JSON, or was cut');
  }
}

/** What went wrong, as text: the errors of other libraries may hold the request, and with it the key. */
export const reasonOf = (failure) => {
  const cause = failure?.cause ?? failure;
  return String(cause?.message || cause?.code || cause);
};

const hide = (text, secret) => text.split(secret).join('[the key]');
