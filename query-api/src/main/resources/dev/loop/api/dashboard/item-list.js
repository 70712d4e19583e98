// The rows of the inbox: read page by page, kept for what is near to what is seen. Of a hundred thousand items a few
// hundred are in memory; what was scrolled past keeps its cursor and is read again on the way back.

import { get } from "./api.js";

const PAGE = 100;
/** Of who scrolls on and on; as many as the server gives at once. */
const LONGEST_PAGE = 1_000;
/** As many as the server folds. */
const LONGEST_FOLDED_PAGE = 200;
const HASTE_MILLIS = 400;
/** Rows to each side of what is seen that keep their items. */
const NEAR = 1_000;
/** Live items above the first page; with more of them the list is read anew. */
const MOST_LIVE = 300;

export class ItemList {
  /** `filters`: URLSearchParams of GET /v1/feedback; `changed()` is called when there is something else to draw. */
  constructor(filters, { changed, signal }) {
    this.filters = filters;
    this.changed = changed;
    this.signal = signal;
    this.live = [];
    this.pages = [];
    this.state = "loading";
    this.problem = undefined;
    this.next = "";
    /** Words of the search that other forms are found of as well. */
    this.forms = [];
    /** Items without a place in a list by meaning. */
    this.unread = 0;
    this.reading = new Map();
    this.asked = 0;
    this.answered = 0;
    this.ahead = PAGE;
    this.readAt = -Infinity;
  }

  /** Rows that are known; there may be more. */
  get length() {
    return this.live.length + this.pages.reduce((sum, page) => sum + page.count, 0);
  }

  /** Newest first; otherwise the order is the server's alone. */
  get byTime() {
    return this.filters.get("sort") !== "relevance" && !this.byMeaning;
  }

  /** Nearest first: what comes in has its place there later, when its message is read. */
  get byMeaning() {
    return this.filters.has("like") || this.filters.has("similar");
  }

  get complete() {
    return this.next === undefined;
  }

  /** From the newest on, in place of all that is there. */
  async reload() {
    const own = ++this.asked;
    try {
      const page = await this.read("");
      // An answer to an earlier question is better than none, and worse than one to a later.
      if (own < this.answered) return;
      this.answered = own;
      this.current = {};
      this.live = [];
      this.pages = [{ cursor: "", limit: PAGE, first: page.data[0], count: page.data.length, items: page.data }];
      this.next = page.next;
      this.forms = page.search?.forms ?? [];
      this.unread = page.search?.unread ?? 0;
      this.reading.clear();
      this.state = "ready";
    } catch (problem) {
      if (problem.name === "AbortError" || own < this.asked) return;
      this.state = "failed";
      this.problem = problem;
    }
    this.changed();
  }

  /** Shown again after a while: from now on for another page, all of it read anew when it is next seen. */
  takeUp({ changed, signal }) {
    this.changed = changed;
    this.signal = signal;
    this.reading.clear();
    this.current = {};
  }

  /** Where something was missed and nobody wants the rows to move: reads what is there anew. True if there is newer. */
  async renew() {
    const newest = this.live[0] ?? this.pages[0]?.first;
    for (const page of this.pages) page.stale = true;
    const own = this.current;
    const { data } = await this.read("", Math.max(1, this.live.length));
    if (own !== this.current) return false;
    data.forEach((item) => this.replace(item));
    this.changed();
    return data.length > 0 && data[0].id !== newest?.id;
  }

  read(cursor, limit = PAGE) {
    const query = new URLSearchParams(this.filters);
    query.set("limit", String(this.filters.get("fold") === "true" ? Math.min(limit, LONGEST_FOLDED_PAGE) : limit));
    if (cursor) query.set("cursor", cursor);
    return get("/v1/feedback", query, { signal: this.signal });
  }

  /** The rows from `from` to `to`; null for those that are being read. Reads what is missing, and ahead. */
  rows(from, to) {
    const rows = [];
    for (let at = from; at < Math.min(to, this.live.length); at++) rows.push(this.live[at]);
    let start = this.live.length;
    let first = -1;
    let last = -1;
    this.pages.forEach((page, index) => {
      const end = start + page.count;
      if (end > from && start < to) {
        first = first < 0 ? index : first;
        last = index;
        if (!page.items || page.stale) this.restore(page);
        for (let at = Math.max(from, start); at < Math.min(to, end); at++) rows.push(page.items?.[at - start] ?? null);
      }
      start = end;
    });
    if (first >= 0) this.forgetFar(first, last);
    if (to + PAGE / 2 >= this.length && this.next !== undefined && this.state === "ready") this.more();
    return rows;
  }

  /** Lets go of the items of pages that are far from those between `first` and `last`. */
  forgetFar(first, last) {
    for (const [start, step] of [[first, -1], [last, 1]]) {
      let between = 0;
      for (let index = start + step; index >= 0 && index < this.pages.length; index += step) {
        const page = this.pages[index];
        if (between > NEAR) page.items = null;
        between += page.count;
      }
    }
  }

  more() {
    const cursor = this.next;
    if (this.reading.has(cursor)) return;
    // Pages grow for as long as one is at the end of each as soon as it is there.
    const now = performance.now();
    this.ahead = now - this.readAt < HASTE_MILLIS ? Math.min(LONGEST_PAGE, this.ahead * 2) : PAGE;
    const limit = this.ahead;
    this.once(cursor, limit, (page) => {
      this.readAt = performance.now();
      this.pages.push({ cursor, limit, first: page.data[0], count: page.data.length, items: page.data });
      this.next = page.next;
    });
  }

  /** As it is now, up to where the page after it begins. */
  restore(page) {
    const newest = page === this.pages[0];
    const limit = newest ? Math.min(LONGEST_PAGE, this.live.length + 2 * page.limit) : page.limit;
    this.once(page.cursor, limit, ({ data, next }) => {
      const after = this.pages.slice(this.pages.indexOf(page) + 1).find((one) => one.first);
      const end = after ? data.findIndex((one) => one.id === after.first.id || (this.byTime && newer(after.first, one))) : -1;
      if (after && end < 0 && newest && next) {
        // So much came meanwhile that what was read does not follow any more.
        this.reload();
        return;
      }
      page.items = end < 0 ? data : data.slice(0, end);
      page.count = page.items.length;
      page.stale = false;
      if (!newest) return;
      page.first = data[0];
      if (!after) {
        this.next = next;
        // What is being read goes on from where this page ended before.
        this.current = {};
      }
      const read = new Set(data.map((one) => one.id));
      this.live = this.live.filter((one) => !read.has(one.id));
    });
  }

  async once(cursor, limit, take) {
    if (this.reading.has(cursor)) return;
    const own = this.current;
    this.reading.set(cursor, true);
    try {
      const page = await this.read(cursor, limit);
      if (this.current === own) take(page);
    } catch (problem) {
      if (problem.name === "AbortError" || this.current !== own) return;
      this.problem = problem;
      this.state = "failed";
    } finally {
      this.reading.delete(cursor);
    }
    this.changed();
  }

  find(id) {
    for (const items of [this.live, ...this.pages.map((page) => page.items ?? [])]) {
      const found = items.find((item) => item.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** Where it is among the rows, or -1. */
  indexOf(id) {
    let at = this.live.findIndex((item) => item.id === id);
    if (at >= 0) return at;
    let start = this.live.length;
    for (const page of this.pages) {
      at = page.items?.findIndex((item) => item.id === id) ?? -1;
      if (at >= 0) return start + at;
      start += page.count;
    }
    return -1;
  }

  /** The item at a row, where it is in memory. */
  at(index) {
    if (index < this.live.length) return this.live[index];
    let start = this.live.length;
    for (const page of this.pages) {
      if (index < start + page.count) return page.items?.[index - start];
      start += page.count;
    }
    return undefined;
  }

  /** All that are in memory. */
  loaded() {
    return [...this.live, ...this.pages.flatMap((page) => page.items ?? [])];
  }

  /** Puts what is newer than all above them. False if there are so many that the list is better read anew. */
  prepend(items) {
    this.live.unshift(...items);
    return this.live.length <= MOST_LIVE;
  }

  /** It is now like this; where it is not in memory, it will be read as it is. */
  replace(item) {
    const swap = (items) => {
      const at = items.findIndex((one) => one.id === item.id);
      // An answer to an earlier change may come after the news of a later one.
      if (at >= 0 && items[at].revision <= item.revision) {
        const { highlight, likeness, folded } = items[at];
        items[at] = { ...item, highlight, likeness, folded };
      }
    };
    swap(this.live);
    this.pages.forEach((page) => page.items && swap(page.items));
  }

  /** Puts back what belongs among the rows in memory, in its place; false if that is not among them. */
  insert(item) {
    for (const page of this.pages) {
      if (!page.items) continue;
      const at = page.items.findIndex((one) => !newer(one, item));
      if (at >= 0 || (page === this.pages.at(-1) && this.complete)) {
        page.items.splice(at < 0 ? page.items.length : at, 0, item);
        page.count++;
        return true;
      }
    }
    return false;
  }

  remove(id) {
    const drop = (items) => {
      const at = items.findIndex((one) => one.id === id);
      if (at >= 0) items.splice(at, 1);
      return at >= 0;
    };
    if (drop(this.live)) return;
    for (const page of this.pages) {
      if (page.items && drop(page.items)) {
        page.count--;
        return;
      }
    }
  }
}

/** Whether one stands above the other in a list by time, which of those of one instant has the lesser id first. */
function newer(one, other) {
  const by = Date.parse(one.createdAt) - Date.parse(other.createdAt);
  return by > 0 || (by === 0 && one.id < other.id);
}
