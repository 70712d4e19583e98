// What happens, as it happens: GET /v1/stream. One connection for a page, and none while nobody sees it, since a browser
// has six for a server over HTTP/1.1.

/** What the stream takes; it has no use for times. */
const NAMES = ["tag", "plan", "source", "user", "sentiment", "status", "unsure", "language", "theme", "q"];

const TYPES = ["created", "updated", "judged", "tagged", "resolved", "reopened", "erased"];

/**
 * `filters`: URLSearchParams, as of the list. Calls `events([{type, data}, …])` a few times a second at most, `reload()`
 * when something was missed, `state("live" | "connecting" | "paused")`.
 */
export function follow(filters, { events, reload, state, signal }) {
  let source;
  let again;
  let waiting = [];
  let missed = false;
  let timer;

  const query = new URLSearchParams([...filters].filter(([name]) => NAMES.includes(name) || name.startsWith("metadata.")));

  /** Rows that come faster than four times a second are no use to anybody; nor are lists that are read anew in a row. */
  function soon() {
    timer ??= setTimeout(() => {
      timer = undefined;
      const taken = waiting;
      waiting = [];
      const reloading = missed;
      missed = false;
      if (reloading) reload();
      else if (taken.length > 0) events(taken);
    }, missed ? 1_000 : 250);
  }

  function connect() {
    clearTimeout(again);
    source?.close();
    state("connecting");
    source = new EventSource(`/v1/stream?${query}`);
    let opened = false;
    source.addEventListener("open", (/** @type {MessageEvent} */ event) => {
      // The browser's own event of that name has no data: the connection stands. The server's says where it begins.
      if (event.data === undefined) return;
      state("live");
      if (!opened) {
        opened = true;
        missed = true;
        soon();
      }
    });
    source.addEventListener("gap", () => {
      state("live");
      missed = true;
      soon();
    });
    for (const type of TYPES) {
      source.addEventListener(`feedback.${type}`, (event) => {
        // What is not shown by now is in the list that is read next.
        if (missed) return;
        if (waiting.length >= 2_000) missed = true;
        else waiting.push({ type, data: JSON.parse(event.data).data });
        soon();
      });
    }
    source.onerror = () => {
      state("connecting");
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, 5_000);
    };
  }

  function stop() {
    clearTimeout(again);
    clearTimeout(timer);
    timer = undefined;
    waiting = [];
    source?.close();
    source = undefined;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stop();
      state("paused");
    } else if (!source) {
      connect();
    }
  }, { signal });
  signal.addEventListener("abort", stop);
  if (!document.hidden) connect();
  else state("paused");
}

