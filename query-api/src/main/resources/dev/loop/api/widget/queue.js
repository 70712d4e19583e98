// Sends items. Each waits in IndexedDB until it is answered, so that neither a lost connection nor a closed page loses it.

import { emit, options, script, tell } from "./options.js";

/** @typedef {{key: string, at: number, by: string, item: any, hold?: number}} Entry an item on its way, by its idempotency key */

/** As many items wait for as long, at most. */
const MOST_WAITING = 20;
const LONGEST_WAIT = 7 * 864e5;

const endpoint = () => new URL("v1/feedback", script.src).href;

let failures = 0;
let flushing = false;
/** Whether there is a connection again since a round began that had none. */
let again = false;
let timer;

const settled = (work) => new Promise((resolve, reject) => {
  work.onsuccess = work.oncomplete = resolve;
  work.onerror = work.onabort = reject;
});

/**
 * Runs `use` on the waiting items. Each call opens the database, so that calls run in their order.
 * @param {(store: IDBObjectStore) => IDBRequest} use
 * @returns {Promise<any>} what it asked for
 */
async function waiting(use) {
  const opening = indexedDB.open("loop " + endpoint(), 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("items", { keyPath: "key" });
  await settled(opening);
  const transaction = opening.result.transaction("items", "readwrite");
  const asked = use(transaction.objectStore("items"));
  opening.result.close();
  await settled(transaction);
  return asked.result;
}

/**
 * Keeps an item in place of one with its key; the oldest go where there are too many. True if it is kept.
 * @param {Entry} entry
 */
export const keep = (entry) => waiting((store) => {
  store.put(entry);
  const all = store.getAll();
  all.onsuccess = () => all.result.sort((a, b) => b.at - a.at).slice(MOST_WAITING).forEach(({ key }) => store.delete(key));
  return all;
}).catch(() => 0);

const forget = ({ key }) => waiting((store) => store.delete(key)).catch(() => 0);

/**
 * Sends an item, and says what became of it: "sent", "later" (it is tried again), or "refused" (for good).
 * @param {Entry} entry
 */
async function post(entry) {
  const ageSeconds = Math.round((Date.now() - entry.at) / 1e3);
  let seconds = 0;
  try {
    const answer = await fetch(endpoint(), {
      method: "POST",
      // A page that is being left may still send.
      keepalive: true,
      credentials: "omit",
      signal: AbortSignal.timeout(3e4),
      headers: { Authorization: "Bearer " + entry.by, "Content-Type": "application/json", "Idempotency-Key": entry.key },
      body: JSON.stringify(ageSeconds > 0 ? { ...entry.item, ageSeconds } : entry.item),
    });
    const { status, ok } = answer;
    if (ok) {
      failures = 0;
      return "sent";
    }
    tell(await answer.text());
    if (status < 500 && ![401, 403, 408, 429].includes(status)) return "refused";
    // By then the page may have another key.
    if (status === 401) keep({ ...entry, by: options.key });
    seconds = Number(answer.headers.get("Retry-After"));
  } catch {
    // There is no connection.
  }
  clearTimeout(timer);
  timer = setTimeout(flush, 1e3 * Math.max(seconds, Math.min(5 * 2 ** failures++, 300)));
  return "later";
}

/**
 * Sends an item now. Nothing is awaited before that: the page may be on its way out.
 * @param {Entry} entry
 */
export async function deliver(entry) {
  let outcome = "sent";
  if (options.dry === undefined) {
    const kept = keep(entry);
    outcome = await post(entry);
    // What is neither sent nor kept is lost with the page: that is no "later".
    if (outcome !== "later") forget(entry);
    else if (!(await kept)) outcome = "refused";
  }
  emit(outcome, entry.item);
  return outcome;
}

/** Sends what waits; what is held may still become a sentence longer in another page. */
export async function flush() {
  again = flushing;
  if (flushing) return;
  flushing = true;
  do {
    again = false;
    const now = Date.now();
    for (const { hold = 0, ...entry } of await waiting((store) => store.getAll()).catch(() => [])) {
      if (now - entry.at > LONGEST_WAIT) forget(entry);
      else if (hold < now && (await deliver(entry)) === "later") break;
    }
  } while (again);
  flushing = false;
}
