// The API, as everybody else calls it. The browser is signed in by a cookie that no script sees.

import { queryOf } from "./router.js";

/** What the server said was wrong: RFC 9457, with what to do. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.status = status;
    this.slug = String(body.type ?? "").split("#")[1] ?? "";
    this.title = body.title ?? "That did not work";
    this.remedy = body.remedy ?? "";
    this.errors = body.errors ?? [];
    this.requestId = body.requestId ?? "";
  }
}

// The latest write of this page: later reads wait for it, so that what was done is seen.
let position = "";
const unauthenticated = new Set();

/** Called when the session has ended. */
export function onSignedOut(listener) {
  unauthenticated.add(listener);
}

// Whether the server was there at the last call.
let gone = false;
const watching = new Set();

/** Calls `listener(gone)` when the server does not answer any more, and when it does again. */
export function onGone(listener) {
  watching.add(listener);
}

function tell(now) {
  if (now === gone) return;
  gone = now;
  watching.forEach((listener) => listener(now));
}

/** `/v1/sentiment` and {group_by: "tag"} to an address. */
export function url(path, values = {}) {
  const query = values instanceof URLSearchParams ? values.toString() : queryOf(values).toString();
  return query ? `${path}?${query}` : path;
}

/**
 * Reads. Waits and asks again where the server says that it is not ready yet.
 * @param {string} path
 * @param {Record<string, any> | URLSearchParams} [values]
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function get(path, values = {}, { signal } = {}) {
  for (let tries = 0; ; tries++) {
    const headers = position ? { "Loop-Position": position } : {};
    const response = await ask(url(path, values), { headers, signal });
    if (response.status === 503 && tries < 4) {
      const seconds = Number(response.headers.get("Retry-After") ?? 1);
      await pause(Math.min(seconds, 5) * 1000, signal);
      continue;
    }
    return read(response);
  }
}

/**
 * Writes: POST, PUT, PATCH, DELETE. The answer, or null where there is none.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{signal?: AbortSignal, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>}
 */
export async function send(method, path, body, { signal, headers = {} } = {}) {
  const response = await ask(path, {
    method,
    headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  const written = response.headers.get("Loop-Position");
  if (written) position = written;
  return read(response);
}

/** What a path answers, whatever its status. */
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    tell(true);
    throw new Problem(0, {
      title: "Loop does not answer",
      detail: "There is no connection to the server.",
      remedy: "Check that Loop is running, or start it with ./loop up, then try again.",
    });
  }
  tell(false);
  if (response.status === 401) unauthenticated.forEach((listener) => listener());
  return response;
}

async function read(response) {
  const json = (response.headers.get("Content-Type") ?? "").includes("json");
  if (!response.ok) {
    throw new Problem(response.status, json ? await response.json() : {});
  }
  return json ? response.json() : null;
}

function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
