// What people say, newest first, as it comes; worked through with the keyboard.

import { html, icon, nothing, pageHead, toast } from "../ui.js";
import { get } from "../api.js";
import { count } from "../format.js";
import { kept, navigate } from "../router.js";
import { ItemList } from "../item-list.js";
import { sentimentKeys } from "../item-panel.js";
import { change, undoLast, wished } from "../changes.js";
import { follow } from "../live.js";
import { Views } from "../views.js";
import { Detail } from "./inbox/detail.js";
import { controls, matches, without } from "./inbox/filters.js";
import { Rows } from "./inbox/rows.js";
import { Selection } from "./inbox/selection.js";

export const title = "Inbox";

const OWN = ["item"];

/** The list as it was left, for who comes back to it. */
let left;

export function open(view) {
  let filters = without(view.place.query, OWN);
  let list;
  let leaveList;
  let total;
  let live = "connecting";
  let unseen = 0;
  /** Languages of items that were seen, to choose from. */
  const spoken = new Set();
  /** Names of the themes that were asked for, by id. */
  const themes = new Map();
  const detail = new Detail({ changed: draw, newer: changed, signal: view.signal });
  detail.id = view.place.query.get("item") ?? "";
  const views = new Views("/inbox", { changed: draw, signal: view.signal });
  const selection = new Selection({ changed: draw });
  const rows = new Rows({ changed: draw, signal: view.signal });

  // ---- the list ----

  function start() {
    leaveList?.abort();
    leaveList = new AbortController();
    view.signal.addEventListener("abort", () => leaveList.abort());
    selection.clear();
    unseen = 0;
    total = undefined;
    const returning = takeUp();
    if (!returning) {
      list = new ItemList(filters, { changed: draw, signal: leaveList.signal });
      rows.toTop();
    }
    const own = list;
    follow(filters, {
      signal: leaveList.signal,
      state: (now) => {
        live = now;
        draw();
      },
      reload: () => anew(own),
      events: take,
    });
    if (!returning) refresh();
    nameThemes();
  }

  /** Reads the names of the themes that the list is of; without one, its id is shown. */
  async function nameThemes() {
    for (const id of filters.getAll("theme").map((value) => value.replace(/^!/, "")).filter(Boolean)) {
      if (themes.has(id)) continue;
      themes.set(id, id);
      const theme = await get(`/v1/themes/${encodeURIComponent(id)}`, {}, { signal: view.signal }).catch(() => null);
      if (theme) themes.set(id, theme.name);
      draw();
    }
  }

  /** Back from an item: the rows that were read, at the place where they were left. */
  function takeUp() {
    const { top } = kept();
    if (rows.drawn || !top || left?.filters !== filters.toString() || left.list.state !== "ready") return false;
    ({ list, total } = left);
    list.takeUp({ changed: draw, signal: leaveList.signal });
    rows.returnTo(top);
    return true;
  }

  const anew = (own) => (rows.atTop || own.state !== "ready" ? refresh() : renew(own));

  let again;
  /** A server that has just come back is not ready at once: what it did not say then is asked for again. */
  function later(problem) {
    if (problem.status !== 0 && problem.status !== 503) return;
    const own = list;
    clearTimeout(again);
    again = setTimeout(() => own === list && !view.signal.aborted && anew(own), 3_000);
  }

  async function renew(own) {
    countAll();
    try {
      const newer = await own.renew();
      if (own !== list) return;
      catchUp();
      if (newer) missed(Infinity);
    } catch (problem) {
      if (problem.name === "AbortError" || own !== list) return;
      missed(Infinity);
      later(problem);
    }
  }

  async function refresh() {
    unseen = 0;
    countAll();
    const own = list;
    await own.reload();
    if (own !== list) return;
    if (own.state === "failed") later(own.problem);
    else catchUp();
  }

  /** What became of the chosen item while nothing was told. */
  function catchUp() {
    const item = list.find(detail.id);
    if (item?.revision > detail.item?.revision) detail.take(item);
  }

  async function countAll() {
    const own = list;
    if (own.byMeaning) return;
    try {
      const answer = await get("/v1/sentiment", without(filters, ["sort", "fold"]), { signal: leaveList.signal });
      if (own === list) total = answer.total.total;
    } catch (problem) {
      if (problem.name === "AbortError" || own !== list) return;
      total = undefined;
      later(problem);
    }
    draw();
  }

  function missed(items) {
    unseen += items;
    draw();
  }

  /** Rows move only under who looks at the newest: all others are told how many there are. */
  function take(events) {
    const created = [];
    for (const { type, data } of events) {
      if (type === "erased") forget(data.id);
      else if (type === "created") created.push(data);
      else changed(data);
    }
    const fresh = created.filter((item) => matches(filters, item) && list.indexOf(item.id) < 0).reverse();
    if (total !== undefined) total += fresh.length;
    if (list.byMeaning) {
      draw();
      return;
    }
    if (!rows.atTop || !list.byTime || filters.has("q")) missed(fresh.length);
    else if (fresh.length > 0 && !list.prepend(fresh)) refresh();
    draw();
  }

  function forget(id) {
    if (total !== undefined && list.indexOf(id) >= 0) total--;
    list.remove(id);
    selection.items.delete(id);
    if (detail.item?.id === id) show("");
  }

  function changed(item) {
    selection.take(item);
    const listed = list.indexOf(item.id) >= 0;
    if (!matches(filters, item)) {
      list.remove(item.id);
      if (listed && total !== undefined) total--;
    } else if (listed) {
      list.replace(item);
    } else if (!filters.has("q") && !list.byMeaning && list.insert(item) && total !== undefined) {
      total++;
    }
    detail.take(item);
    draw();
  }

  // ---- one of them ----

  const wide = () => matchMedia("(min-width: 1000px)").matches;

  function show(id) {
    const query = new URLSearchParams(filters);
    if (id) query.set("item", id);
    navigate(`/inbox${query.size ? `?${query}` : ""}`, { replace: true });
  }

  const showDetail = () => detail.read(detail.id ? list.find(detail.id) : undefined);

  function move(by) {
    const at = detail.id ? list.indexOf(detail.id) : -1;
    const to = Math.max(0, Math.min(list.length - 1, at < 0 ? rows.firstSeen : at + by));
    const item = list.at(to);
    if (!item) return;
    show(item.id);
    rows.reveal(to);
  }

  function enter(event) {
    const on = event.target.closest("a, button");
    if (on && !on.closest(".row.current")) on.click();
    else if (detail.id) navigate(`/inbox/${detail.id}`);
  }

  function clicked(item, event) {
    if (!wide() || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show(item.id);
  }

  // ---- doing something ----

  function chosen() {
    if (selection.items.size > 0) return [...selection.items.values()];
    return detail.item ? [detail.item] : [];
  }

  async function act(name, items = chosen()) {
    if (items.length === 0) {
      toast("Choose an item first: j and k move, x selects");
      return;
    }
    const wish = await wished(name, items);
    if (!wish) return;
    // The row may go from the list; then the one after it is next.
    const at = list.indexOf(items[0].id);
    const following = items.length === 1 ? list.at(at + 1)?.id : undefined;
    const done = await change(items, wish.change, wish.says, changed);
    selection.clear();
    if (done > 0 && items.length === 1 && detail.id === items[0].id && following && list.indexOf(detail.id) < 0) show(following);
  }

  const toggle = (item, range) => selection.toggle(list, item, range);

  // ---- the address ----

  function set(name, value) {
    const query = new URLSearchParams(filters);
    query.delete(name);
    if (value !== "") query.set(name, value);
    if (name === "q" && value === "") query.delete("sort");
    navigate(`/inbox${query.size ? `?${query}` : ""}`, { replace: name === "q" });
  }

  function drop(name, value) {
    const query = new URLSearchParams();
    for (const [n, v] of filters) if (n !== name || v !== value) query.append(n, v);
    navigate(`/inbox${query.size ? `?${query}` : ""}`);
  }

  const address = () => `/inbox${filters.size ? `?${filters}` : ""}`;

  let typing;
  function search(text) {
    clearTimeout(typing);
    typing = setTimeout(() => set("q", text.trim()), 250);
  }

  // ---- drawing ----

  let frame;
  /** At most once a frame, however much happens. */
  function draw() {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      drawNow();
    });
  }

  function drawNow() {
    if (view.signal.aborted) return;
    for (const { language } of list.loaded()) if (language) spoken.add(language);
    view.render(html`
      ${pageHead("Inbox", { sub: html`${heading()} ${liveBadge()}`,
        actions: html`${views.button(address)}<a class="button" href=${csv()} download>${icon("download")} CSV</a>` })}
      ${views.list([], (to) => new URL(to, location.href).search === new URL(address(), location.href).search)}
      ${controls(filters, { set, drop, search, forms: list.forms, spoken, themes })}
      <div class="inbox ${detail.id ? "with-detail" : ""}">
        <section class="card inbox-list" aria-label="Items">
          ${selection.bar(list, act)}
          ${unseen > 0 ? html`<button type="button" class="unseen" @click=${fromTop}>${icon("up")} ${unseen < Infinity ? count(unseen, "new item") : "New items"}</button>` : nothing}
          <div class="rows" tabindex="-1" @scroll=${() => rows.scrolled()}>${rows.template(list,
            { shown: detail.id, selected: selection.items, toggle, show: clicked, refresh })}</div>
        </section>
        ${detail.id && wide() ? detail.template({ act, close: () => show("") }) : nothing}
      </div>`);
    rows.rendered();
  }

  function heading() {
    // The count is asked for beside the list, and a change in between would be in it and be added to it.
    const listed = list.state === "ready" && list.complete && unseen === 0 && !filters.has("fold") ? list.length : total;
    if (!list.byMeaning) return listed === undefined ? "What people say" : count(listed, "item");
    return html`Nearest in meaning${list.unread > 0 ? html`, among those that are read; ${count(list.unread, "item")} not yet` : nothing}`;
  }

  /** All of it, not only what is loaded; newest first, which is the only order that a whole can be streamed in. */
  function csv() {
    const query = without(filters, ["sort", "fold"]);
    query.set("format", "csv");
    return `/v1/feedback?${query}`;
  }

  function fromTop() {
    rows.toTop();
    refresh();
  }

  function liveBadge() {
    const words = { live: "live", connecting: "connecting…", paused: "paused" };
    return html`<span class="liveness ${live}" role="status">${words[live]}</span>`;
  }

  start();
  drawNow();
  views.read();
  if (detail.id) showDetail();
  addEventListener("resize", draw, { signal: view.signal });
  view.signal.addEventListener("abort", () => (left = { filters: filters.toString(), list, total }));
  view.keys({
    j: { does: "Next item", run: () => move(1) },
    k: { does: "Previous item", run: () => move(-1) },
    e: { does: "Resolve", run: () => act("resolve") },
    E: { does: "Resolve with a reason", run: () => act("resolve-why") },
    r: { does: "Re-open, with a reason", run: () => act("reopen") },
    t: { does: "Tag", run: () => act("tag") },
    ...sentimentKeys(act),
    w: { does: "Why this sentiment", run: () => wide() && detail.item && detail.why.toggle(detail.item) },
    x: { does: "Select", run: () => detail.item && toggle(detail.item, false) },
    z: { does: "Undo", run: undoLast },
    s: { does: "Save this view", run: () => views.save(address()) },
    "/": { does: "Search", run: () => /** @type {HTMLElement} */ (document.querySelector(".inbox-controls input")).focus() },
    Enter: { does: "Open the item", run: enter },
    Escape: { does: "Close the reasons, clear the selection, close the item", run: () => detail.why.close() || (selection.items.size > 0 ? selection.clear() : show("")) },
  });

  return {
    change(place) {
      const now = without(place.query, OWN);
      detail.id = place.query.get("item") ?? "";
      if (now.toString() !== filters.toString()) {
        filters = now;
        start();
      }
      if (detail.id !== (detail.item?.id ?? "")) showDetail();
      draw();
    },
  };
}
