// The rows that are seen, of a list that may be long: each stands at its place in a box as high as the whole list.

import { copyable, empty, failure, html, icon, loading, nothing, repeat, time } from "../../ui.js";
import { keep } from "../../router.js";
import { highlighted } from "./highlight.js";

const MARK = { positive: "+", neutral: "○", negative: "−" };
/** Rows drawn beyond what is seen, so that scrolling finds them there. */
const BEYOND = 10;

export class Rows {
  #scroller;
  #height = 56;
  #drawn = false;
  /** Where to scroll to once the rows are there. */
  #returnTo;
  /** The keys moved on: who listens to the page is told by the focus. */
  #focusing = false;
  #resting;
  #changed;
  #signal;

  /** `changed()` is called when there is something else to draw. */
  constructor({ changed, signal }) {
    this.#changed = changed;
    this.#signal = signal;
  }

  get drawn() {
    return this.#scroller !== undefined;
  }

  get atTop() {
    return this.#top < this.#height / 2;
  }

  get firstSeen() {
    return Math.round(this.#top / this.#height);
  }

  get #top() {
    return this.#returnTo ?? this.#scroller?.scrollTop ?? 0;
  }

  toTop() {
    this.#scroller?.scrollTo(0, 0);
  }

  returnTo(top) {
    this.#returnTo = top;
  }

  /** Moves no further than it takes to see the row, which then has the focus. */
  reveal(at) {
    this.#focusing = true;
    const scroller = this.#scroller;
    const top = at * this.#height;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + this.#height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + this.#height - scroller.clientHeight;
  }

  scrolled() {
    this.#changed();
    // With the entry of the history, so that it is of this visit to the list and of no other.
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => !this.#signal.aborted && keep({ top: this.#scroller.scrollTop }), 200);
  }

  /** To be called once the page is rendered. */
  rendered() {
    this.#scroller = document.querySelector(".inbox-list .rows");
    const scroller = this.#scroller;
    if (this.#returnTo !== undefined && scroller) {
      scroller.scrollTop = this.#returnTo;
      this.#returnTo = undefined;
      this.#changed();
    }
    const measured = scroller && parseFloat(getComputedStyle(scroller).getPropertyValue("--row"));
    // What fits is known once it stands there.
    if (measured && (measured !== this.#height || !this.#drawn)) {
      this.#height = measured;
      this.#drawn = true;
      this.#changed();
    }
    const current = this.#focusing && /** @type {HTMLElement} */ (document.querySelector(".row.current .row-link"));
    if (current) {
      this.#focusing = false;
      current.focus({ preventScroll: true });
    }
  }

  /**
   * `list`: an ItemList. `shown`: id of the chosen item. `selected`: Map of ids. `toggle(item, range)` selects,
   * `show(item, event)` is called at a click, `refresh()` reads the list anew.
   */
  template(list, { shown, selected, toggle, show, refresh }) {
    if (list.state === "loading") return loading(8);
    if (list.state === "failed" && list.length === 0) return failure(list.problem, refresh);
    if (list.length === 0) return nobody(list.filters);
    const height = this.#scroller?.clientHeight ?? 800;
    const from = Math.max(0, this.firstSeen - BEYOND);
    const to = Math.min(list.length, Math.ceil((this.#top + height) / this.#height) + BEYOND);
    const items = list.rows(from, to).map((item, at) => ({ item, at: from + at }));
    const end = list.length * this.#height;
    const again = () => {
      list.state = "ready";
      this.#changed();
    };
    const row = ({ item, at }) => {
      const place = { size: list.complete ? list.length : -1, at: at + 1, style: `transform: translateY(${at * this.#height}px)` };
      return item ? full(item, place, { current: item.id === shown, on: selected.has(item.id), toggle, show }) : unread(place);
    };
    return html`<ol class="windowed" .style=${`height: ${end + (list.complete ? 0 : this.#height)}px`}>
      ${repeat(items, ({ item, at }) => item?.id ?? `row-${at}`, row)}
      ${list.complete ? nothing : html`<li class="row-more quiet" .style=${`transform: translateY(${end}px)`}>${list.state === "failed"
        ? html`${list.problem.message} <button type="button" @click=${again}>Try again</button>` : "Loading more…"}</li>`}
    </ol>`;
  }
}

const unread = (place) =>
  html`<li class="row" aria-setsize=${place.size} aria-posinset=${place.at} .style=${place.style}><span class="bone"></span></li>`;

function full(item, place, { current, on, toggle, show }) {
  return html`<li class="row ${item.status} ${on ? "selected" : ""} ${current ? "current" : ""}"
      aria-setsize=${place.size} aria-posinset=${place.at} .style=${place.style}>
    <label class="check"><input type="checkbox" aria-label="Select: ${excerpt(item)}" .checked=${on}
      @click=${(event) => toggle(item, event.shiftKey)}></label>
    <span class="mark ${item.sentiment}" aria-hidden="true">${MARK[item.sentiment]}</span>
    <a class="row-link" href="/inbox/${item.id}" aria-current=${current ? "true" : nothing} @click=${(event) => show(item, event)}>
      <span class="visually-hidden">${item.sentiment}: </span>
      <span class="message" dir="auto">${item.highlight ? highlighted(item.highlight) : item.message || "(no message)"}</span>
      <span class="about">${item.judgement?.unsure ? html`<span class="unsure">? unsure</span>` : nothing}${item.likeness !== undefined ? html`<span title="Cosine of the two meanings">${item.likeness.toFixed(2)} alike</span>` : nothing}${item.folded
        ? html`<b>and ${item.folded.length} like it</b>` : nothing}${item.status === "resolved" ? html`<span class="resolved">${icon("check")} resolved</span>` : nothing}
        ${[item.tag, item.plan, item.source, item.user.id].filter(Boolean).map((one) => html`<span>${one}</span>`)}</span></a>
    <span class="when">${time(item.createdAt)}</span></li>`;
}

function excerpt(item) {
  const text = item.message || item.id;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function nobody(filters) {
  if (filters.size > 0) {
    return empty("No matches", "No item matches all filters.",
      html`<a class="button" href="/inbox">Show all items</a>`);
  }
  return empty("No feedback yet", "Send the first item and watch it arrive here:", copyable(`curl ${location.origin}/v1/feedback -H "Authorization: Bearer $LOOP_SECRET_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"user":{"id":"u_1"},"message":"The export hangs","sentiment":"negative","tag":"exports"}'`, "Copy the call"));
}
