// Real paths and the history API. A page keeps its state in the query of its address, so that a view can be sent on.

const listeners = new Set();

/** Where we are: {path, query: URLSearchParams}. */
export function place() {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Goes to an address of ours. `replace` leaves no entry in the history: for each key of a search, say. */
export function navigate(href, { replace = false } = {}) {
  const to = new URL(href, location.href);
  if (to.href === location.href) return;
  history[replace ? "replaceState" : "pushState"](replace ? history.state : {}, "", to);
  listeners.forEach((listener) => listener({ replaced: replace }));
}

/** Keeps values with this entry of the browser's history, for who comes back to it. */
export function keep(values) {
  history.replaceState({ ...history.state, ...values }, "");
}

/** What was kept with this entry. */
export const kept = () => history.state ?? {};

/** Tells of every change of the address. */
export function onNavigate(listener) {
  listeners.add(listener);
}

/** An address with a query; arrays repeat the name, null and undefined leave it out. */
export function href(path, values = {}) {
  const query = queryOf(values).toString();
  return query ? `${path}?${query}` : path;
}

export function queryOf(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) query.append(name, one);
    }
  }
  return query;
}

addEventListener("popstate", () => listeners.forEach((listener) => listener({ replaced: false })));

// Plain clicks on plain links of ours; all others are the browser's.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? /** @type {HTMLAnchorElement} */ (event.target.closest("a[href]")) : null;
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (/^\/(v1|docs|openapi|metrics|health|registry|assets)/.test(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  navigate(link.href);
});
