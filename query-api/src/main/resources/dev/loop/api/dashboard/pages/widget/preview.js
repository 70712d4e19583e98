// The widget itself, in this page, with nothing sent.

const NAME = "loopPreview";

/** Loads the widget once for the whole dashboard. */
function load() {
  if (NAME in window) return;
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.dataset.key = "preview";
  script.dataset.dry = "";
  script.dataset.name = NAME;
  script.dataset.position = "none";
  // Calls wait here until it is loaded.
  const stub = /** @type {any} */ ((...call) => stub.q.push(call));
  stub.q = [];
  window[NAME] = stub;
  document.head.append(script);
}

/**
 * Shows the widget as chosen until the page is left; `onItem` gets what it would send.
 * @param {AbortSignal} signal
 * @param {(item: any) => void} onItem
 */
export function preview(signal, onItem) {
  load();
  const call = (...given) => window[NAME](...given);
  document.addEventListener("loop:sent", (/** @type {any} */ event) => onItem(event.detail), { signal });
  signal.addEventListener("abort", () => call("set", { position: "none" }));
  return { show: (options) => call("set", options), open: () => call("open") };
}
