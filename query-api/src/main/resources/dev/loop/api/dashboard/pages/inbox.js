// What people say, newest first, as it comes; worked through with the keyboard.

import { chip, copyable, empty, failure, html, icon, loading, nothing, pageHead, repeat, segmented, select, time, toast } from "../ui.js";
import { get } from "../api.js";
import { count, dateTime, longDay } from "../format.js";
import { keep, kept, navigate } from "../router.js";
import { ItemList } from "../item-list.js";
import { itemPanel } from "../item-panel.js";
import { change, undoLast, wished } from "../changes.js";
import { follow } from "../live.js";

export const title = "Inbox";

const MARK = { positive: "+", neutral: "○", negative: "−" };
/** Rows drawn beyond what is seen, so that scrolling finds them there. */
const BEYOND = 10;
const OWN = ["item"];
const STATUSES = [["", "All"], ["open", "Open"], ["resolved", "Resolved"]];
const SENTIMENTS = [["", "Any sentiment"], ["negative", "Negative"], ["neutral", "Neutral"], ["positive", "Positive"]];

/** The list as it was left, for who comes back to it. */
let left;

export function open(view) {
  let filters = without(view.place.query, OWN);
  let list;
  let leaveList;
  let total;
  let live = "connecting";
  let unseen = 0;
  let shown = view.place.query.get("item") ?? "";
  let detail;
  let history = { state: "loading" };
  let anchor;
  const selected = new Map();
  let scroller;
  let rowHeight = 56;
  let drawn = false;
  /** Where to scroll to once the rows are there. */
  let returnTo;
  /** The keys moved on: who listens to the page is told by the focus. */
  let focusing = false;

  // ---- the list ----

  function start() {
    leaveList?.abort();
    leaveList = new AbortController();
    view.signal.addEventListener("abort", () => leaveList.abort());
    selected.clear();
    unseen = 0;
    total = undefined;
    const returning = takeUp();
    if (!returning) {
      list = new ItemList(filters, { changed: draw, signal: leaveList.signal });
      scroller?.scrollTo(0, 0);
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
  }

  /** Back from an item: the rows that were read, at the place where they were left. */
  function takeUp() {
    const { top } = kept();
    if (scroller || !top || left?.filters !== filters.toString() || left.list.state !== "ready") return false;
    ({ list, total } = left);
    list.takeUp({ changed: draw, signal: leaveList.signal });
    returnTo = top;
    return true;
  }

  const anew = (own) => (atTop() || own.state !== "ready" ? refresh() : renew(own));

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
      if (await own.renew() && own === list) missed(Infinity);
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
    if (own === list && own.state === "failed") later(own.problem);
  }

  async function countAll() {
    const own = list;
    try {
      const answer = await get("/v1/sentiment", without(filters, ["sort"]), { signal: leaveList.signal });
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
    if (!atTop() || filters.get("sort") === "relevance" || filters.has("q")) missed(fresh.length);
    else if (fresh.length > 0 && !list.prepend(fresh)) refresh();
    draw();
  }

  function forget(id) {
    if (total !== undefined && list.indexOf(id) >= 0) total--;
    list.remove(id);
    selected.delete(id);
    if (detail?.id === id) show("");
  }

  function changed(item) {
    if (selected.has(item.id)) selected.set(item.id, item);
    const listed = list.indexOf(item.id) >= 0;
    if (!matches(filters, item)) {
      list.remove(item.id);
      if (listed && total !== undefined) total--;
    } else if (listed) {
      list.replace(item);
    } else if (!filters.has("q") && list.insert(item) && total !== undefined) {
      total++;
    }
    if (detail?.id === item.id && detail.revision <= item.revision) {
      detail = { ...item };
      readHistory();
    }
    draw();
  }

  // ---- one of them ----

  const wide = () => matchMedia("(min-width: 1000px)").matches;

  function show(id) {
    const query = new URLSearchParams(filters);
    if (id) query.set("item", id);
    navigate(`/inbox${query.size ? `?${query}` : ""}`, { replace: true });
  }

  async function showDetail() {
    detail = shown ? list.find(shown) : undefined;
    history = { state: "loading" };
    draw();
    if (!shown) return;
    if (!detail) {
      const own = shown;
      try {
        const item = await get(`/v1/feedback/${encodeURIComponent(shown)}`, {}, { signal: view.signal });
        if (own === shown) detail = item;
      } catch (problem) {
        if (problem.name !== "AbortError") toast(problem.message, { kind: "bad" });
        return;
      }
    }
    readHistory();
  }

  let historyTimer;
  /** Not for each row that j runs over. */
  function readHistory() {
    clearTimeout(historyTimer);
    const id = detail.id;
    historyTimer = setTimeout(async () => {
      try {
        const value = await get(`/v1/feedback/${id}/history`, {}, { signal: view.signal });
        if (detail?.id === id) history = { state: "ready", value };
      } catch (problem) {
        if (problem.name === "AbortError") return;
        if (detail?.id === id) history = { state: "failed", problem };
      }
      draw();
    }, 150);
  }

  function move(by) {
    const at = shown ? list.indexOf(shown) : -1;
    const to = Math.max(0, Math.min(list.length - 1, at < 0 ? firstSeen() : at + by));
    const item = list.at(to);
    if (!item) return;
    focusing = true;
    show(item.id);
    const top = to * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + rowHeight - scroller.clientHeight;
  }

  function openShown() {
    if (shown) navigate(`/inbox/${shown}`);
  }

  function enter(event) {
    const on = event.target.closest("a, button");
    if (on && !on.closest(".row.current")) on.click();
    else openShown();
  }

  // ---- doing something ----

  function chosen() {
    if (selected.size > 0) return [...selected.values()];
    return detail ? [detail] : [];
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
    selected.clear();
    if (done > 0 && items.length === 1 && shown === items[0].id && following && list.indexOf(shown) < 0) show(following);
    draw();
  }

  function toggle(item, range) {
    const at = list.indexOf(item.id);
    const from = range && anchor !== undefined ? list.indexOf(anchor) : at;
    const on = !selected.has(item.id);
    for (let i = Math.min(at, from); i <= Math.max(at, from); i++) {
      const one = list.at(i);
      if (!one) continue;
      if (on) selected.set(one.id, one);
      else selected.delete(one.id);
    }
    anchor = item.id;
    draw();
  }

  function selectAll() {
    const all = list.loaded();
    if (selected.size >= all.length) selected.clear();
    else all.forEach((item) => selected.set(item.id, item));
    draw();
  }

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

  let typing;
  function search(text) {
    clearTimeout(typing);
    typing = setTimeout(() => set("q", text.trim()), 250);
  }

  // ---- drawing ----

  const top = () => returnTo ?? scroller?.scrollTop ?? 0;
  const atTop = () => top() < rowHeight / 2;
  const firstSeen = () => Math.round(top() / rowHeight);

  let resting;
  function scrolled() {
    draw();
    // With the entry of the history, so that it is of this visit to the list and of no other.
    clearTimeout(resting);
    resting = setTimeout(() => !view.signal.aborted && keep({ top: scroller.scrollTop }), 200);
  }

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
    const items = chosen();
    view.render(html`
      ${pageHead("Inbox", { sub: html`${total === undefined ? "What people say" : count(total, "item")} ${liveBadge()}`,
        actions: html`<a class="button" href=${csv()} download>${icon("download")} CSV</a>` })}
      ${controls()}
      <div class="inbox ${shown ? "with-detail" : ""}">
        <section class="card inbox-list" aria-label="Items">
          ${bulk(items)}
          ${unseen > 0 ? html`<button type="button" class="unseen" @click=${fromTop}>${icon("up")} ${unseen < Infinity ? count(unseen, "new item") : "New items"}</button>` : nothing}
          <div class="rows" tabindex="-1" @scroll=${scrolled}>${rows()}</div>
        </section>
        ${shown && wide() ? html`<aside class="card inbox-detail" aria-label="Chosen item">
          <div class="detail-head"><a href="/inbox/${shown}" title="Open on its own page">Open ${icon("right")}</a>
            <button type="button" class="ghost" aria-label="Close the item" @click=${() => show("")}>${icon("close")}</button></div>
          ${detail ? itemPanel(detail, history, { act: (name) => act(name, [detail]), retryHistory: readHistory }) : loading(5)}
        </aside>` : nothing}
      </div>`);
    scroller = document.querySelector(".inbox-list .rows");
    if (returnTo !== undefined && scroller) {
      scroller.scrollTop = returnTo;
      returnTo = undefined;
      draw();
    }
    const measured = scroller && parseFloat(getComputedStyle(scroller).getPropertyValue("--row"));
    // What fits is known once it stands there.
    if (measured && (measured !== rowHeight || !drawn)) {
      rowHeight = measured;
      drawn = true;
      draw();
    }
    const current = focusing && /** @type {HTMLElement} */ (document.querySelector(".row.current .row-link"));
    if (current) {
      focusing = false;
      current.focus({ preventScroll: true });
    }
  }

  /** All of it, not only what is loaded; newest first, which is the only order that a whole can be streamed in. */
  function csv() {
    const query = without(filters, ["sort"]);
    query.set("format", "csv");
    return `/v1/feedback?${query}`;
  }

  function fromTop() {
    scroller.scrollTop = 0;
    refresh();
  }

  function liveBadge() {
    const words = { live: "live", connecting: "connecting…", paused: "paused" };
    return html`<span class="liveness ${live}" role="status">${words[live]}</span>`;
  }

  function controls() {
    const one = (name) => (filters.getAll(name).length === 1 ? filters.get(name) : "");
    // What a control shows has no chip; what no control can show, such as two plans or !negative, has one.
    const controlled = { status: STATUSES, sentiment: SENTIMENTS, q: undefined, sort: undefined, timezone: undefined };
    const chips = [...filters].filter(([name, value]) => !(name in controlled)
      || (controlled[name] && (filters.getAll(name).length > 1 || !controlled[name].some(([known]) => known === value))));
    return html`<div class="inbox-controls" role="search">
      <label class="search">${icon("search")}<span class="visually-hidden">Search</span>
        <input type="search" placeholder="Search: words, “a phrase”, -without" .value=${filters.get("q") ?? ""}
          @input=${(event) => search(event.target.value)}
          @keydown=${(event) => {
            if (event.key === "Escape" || event.key === "Enter") event.target.blur();
          }}><kbd>/</kbd></label>
      ${segmented("Status", STATUSES, one("status"), (value) => set("status", value))}
      ${select("Sentiment", SENTIMENTS, one("sentiment"), (value) => set("sentiment", value), { hideLabel: true })}
      ${filters.has("q") ? select("Order", [["", "Newest first"], ["relevance", "Best match first"]], filters.get("sort") ?? "",
        (value) => set("sort", value), { hideLabel: true }) : nothing}
      ${chips.length > 0 ? html`<div class="chips">${chips.map(([name, value]) => chip(name, inWords(name, value), () => drop(name, value)))}
        <button type="button" class="ghost" @click=${() => navigate("/inbox")}>Clear all</button></div>` : nothing}
    </div>`;
  }

  function bulk(items) {
    const all = list.loaded();
    return html`<div class="bulk"><label class="check"><input type="checkbox" aria-label="Select all loaded items"
        .checked=${selected.size > 0 && selected.size >= all.length} .indeterminate=${selected.size > 0 && selected.size < all.length}
        @change=${selectAll}></label>
      ${selected.size === 0 ? html`<span class="quiet">${list.byTime ? "Newest first" : "Best match first"}</span><span class="keys quiet" aria-hidden="true"><kbd>j</kbd> <kbd>k</kbd> move <kbd>e</kbd> resolve <kbd>t</kbd> tag <kbd>x</kbd> select</span>`
        : html`<b>${count(selected.size, "item")}</b>
        <button type="button" @click=${() => act("resolve", items)}>${icon("check")} Resolve</button>
        <button type="button" @click=${() => act("reopen", items)}>Re-open</button>
        <button type="button" @click=${() => act("tag", items)}>Tag</button>
        <button type="button" class="ghost" @click=${() => { selected.clear(); draw(); }}>Clear</button>`}</div>`;
  }

  function rows() {
    if (list.state === "loading") return loading(8);
    if (list.state === "failed" && list.length === 0) return failure(list.problem, refresh);
    if (list.length === 0) return nobody();
    const height = scroller?.clientHeight ?? 800;
    const from = Math.max(0, firstSeen() - BEYOND);
    const to = Math.min(list.length, Math.ceil((top() + height) / rowHeight) + BEYOND);
    const items = list.rows(from, to).map((item, at) => ({ item, at: from + at }));
    const end = list.length * rowHeight;
    return html`<ol class="windowed" .style=${`height: ${end + (list.complete ? 0 : rowHeight)}px`}>
      ${repeat(items, ({ item, at }) => item?.id ?? `row-${at}`, ({ item, at }) => row(item, at))}
      ${list.complete ? nothing : html`<li class="row-more quiet" .style=${`transform: translateY(${end}px)`}>${list.state === "failed"
        ? html`${list.problem.message} <button type="button" @click=${() => { list.state = "ready"; draw(); }}>Try again</button>` : "Loading more…"}</li>`}
    </ol>`;
  }

  function row(item, at) {
    const style = `transform: translateY(${at * rowHeight}px)`;
    const place = { size: list.complete ? list.length : -1, at: at + 1 };
    if (!item) return html`<li class="row" aria-setsize=${place.size} aria-posinset=${place.at} .style=${style}><span class="bone"></span></li>`;
    const on = selected.has(item.id);
    return html`<li class="row ${item.status} ${on ? "selected" : ""} ${item.id === shown ? "current" : ""}"
        aria-setsize=${place.size} aria-posinset=${place.at} .style=${style}>
      <label class="check"><input type="checkbox" aria-label="Select: ${excerpt(item)}" .checked=${on}
        @click=${(event) => toggle(item, event.shiftKey)}></label>
      <span class="mark ${item.sentiment}" aria-hidden="true">${MARK[item.sentiment]}</span>
      <a class="row-link" href="/inbox/${item.id}" aria-current=${item.id === shown ? "true" : nothing}
        @click=${(event) => {
          if (!wide() || event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          show(item.id);
        }}>
        <span class="visually-hidden">${item.sentiment}: </span>
        <span class="message" dir="auto">${item.highlight ? highlighted(item.highlight) : item.message || "(no message)"}</span>
        <span class="about">${item.status === "resolved" ? html`<span class="resolved">${icon("check")} resolved</span>` : nothing}
          ${[item.tag, item.plan, item.source, item.user.id].filter(Boolean).map((one) => html`<span>${one}</span>`)}</span></a>
      <span class="when">${time(item.createdAt)}</span></li>`;
  }

  function nobody() {
    if (filters.size > 0) {
      return empty("No matches", "No item matches all filters.",
        html`<a class="button" href="/inbox">Show all items</a>`);
    }
    return empty("No feedback yet", "Send the first item and watch it arrive here:", copyable(`curl ${location.origin}/v1/feedback -H "Authorization: Bearer $LOOP_SECRET_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"user":{"id":"u_1"},"message":"The export hangs","sentiment":"negative","tag":"exports"}'`, "Copy the call"));
  }

  start();
  drawNow();
  if (shown) showDetail();
  addEventListener("resize", draw, { signal: view.signal });
  view.signal.addEventListener("abort", () => (left = { filters: filters.toString(), list, total }));
  view.keys({
    j: { does: "Next item", run: () => move(1) },
    k: { does: "Previous item", run: () => move(-1) },
    e: { does: "Resolve", run: () => act("resolve") },
    E: { does: "Resolve with a reason", run: () => act("resolve-why") },
    r: { does: "Re-open, with a reason", run: () => act("reopen") },
    t: { does: "Tag", run: () => act("tag") },
    x: { does: "Select", run: () => detail && toggle(detail, false) },
    z: { does: "Undo", run: undoLast },
    "/": { does: "Search", run: () => /** @type {HTMLElement} */ (document.querySelector(".inbox-controls input")).focus() },
    Enter: { does: "Open the item", run: enter },
    Escape: { does: "Clear the selection, close the item", run: () => (selected.size > 0 ? (selected.clear(), draw()) : show("")) },
  });

  return {
    change(place) {
      const now = without(place.query, OWN);
      shown = place.query.get("item") ?? "";
      if (now.toString() !== filters.toString()) {
        filters = now;
        start();
      }
      if (shown !== (detail?.id ?? "")) showDetail();
      draw();
    },
  };
}

function without(query, names) {
  return new URLSearchParams([...query].filter(([name]) => !names.includes(name)));
}

/** A filter as a person reads it: days rather than instants, and "not free" for !free. */
function inWords(name, value) {
  const at = instant(value);
  if ((name === "from" || name === "to") && !Number.isNaN(at)) {
    const midnight = new Date(at).getHours() + new Date(at).getMinutes() === 0;
    if (!midnight) return dateTime(at);
    return longDay(name === "to" ? at - 1 : at);
  }
  if (value.startsWith("!")) return `not ${value.slice(1) || "none"}`;
  return value.replace(/^\\/, "") || "none";
}

function excerpt(item) {
  const text = item.message || item.id;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Whether it still belongs to what is listed, as far as can be told here: what is not named stands. */
function matches(filters, item) {
  const value = { tag: item.tag, plan: item.plan, source: item.source, user: item.user.id, status: item.status, sentiment: item.sentiment };
  for (const [name, has] of Object.entries(value)) {
    const wanted = filters.getAll(name).flatMap((one) => (name === "status" || name === "sentiment" ? one.split(",") : [one]));
    if (wanted.length === 0) continue;
    const negated = wanted[0].startsWith("!");
    const among = wanted.map((one) => one.slice(negated || /^\\[!\\]/.test(one) ? 1 : 0)).includes(has ?? "");
    if (among === negated) return false;
  }
  const at = Date.parse(item.createdAt);
  const from = instant(filters.get("from"));
  const to = instant(filters.get("to"));
  return !(at < from) && !(at >= to);
}

const instant = (text) => (text && text.includes("T") ? Date.parse(text) : NaN);

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The server's HTML has marks in it and nothing else: made into a template, so that no HTML is ever parsed here. */
function highlighted(text) {
  return text.split(/<\/?mark>/).map((part, at) => {
    const plain = part.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);
    return at % 2 ? html`<mark>${plain}</mark>` : plain;
  });
}
