// The rows of the inbox: read page by page, kept for what is near to what is seen. Of a hundred thousand items a few
// hundred are in memory; what was scrolled past keeps its cursor and is read again on the way back.

import { get } from "./api.js";

const PAGE = 100;
/** Pages to each side of what is seen that keep their items. */
const NEAR = 8;
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
    this.reading = new Map();
    this.asked = 0;
    this.answered = 0;
  }

  /** Rows that are known; there may be more. */
  get length() {
    return this.live.length + this.pages.reduce((sum, page) => sum + page.count, 0);
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
      this.pages = [{ cursor: "", count: page.data.length, items: page.data }];
      this.next = page.next;
      this.reading.clear();
      this.state = "ready";
    } catch (problem) {
      if (problem.name === "AbortError" || own < this.asked) return;
      this.state = "failed";
      this.problem = problem;
    }
    this.changed();
  }

  read(cursor) {
    const query = new URLSearchParams(this.filters);
    query.set("limit", PAGE);
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
        if (!page.items) this.restore(page);
        for (let at = Math.max(from, start); at < Math.min(to, end); at++) rows.push(page.items?.[at - start] ?? null);
      }
      start = end;
    });
    if (first >= 0) {
      this.pages.forEach((page, index) => {
        if (index < first - NEAR || index > last + NEAR) page.items = null;
      });
    }
    if (to + PAGE / 2 >= this.length && this.next !== undefined && this.state === "ready") this.more();
    return rows;
  }

  more() {
    const cursor = this.next;
    this.once(cursor, (page) => {
      this.pages.push({ cursor, count: page.data.length, items: page.data });
      this.next = page.next;
    });
  }

  restore(page) {
    this.once(page.cursor, (answer) => {
      page.items = answer.data;
      page.count = answer.data.length;
    });
  }

  async once(cursor, take) {
    if (this.reading.has(cursor)) return;
    const own = this.current;
    this.reading.set(cursor, true);
    try {
      const page = await this.read(cursor);
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
      if (at >= 0 && items[at].revision <= item.revision) items[at] = { ...item, highlight: items[at].highlight };
    };
    swap(this.live);
    this.pages.forEach((page) => page.items && swap(page.items));
  }

  /** Puts back what belongs among the rows in memory, in its place; false if that is not among them. */
  insert(item) {
    const before = (one) => one.createdAt > item.createdAt || (one.createdAt === item.createdAt && one.id > item.id);
    for (const page of this.pages) {
      if (!page.items) continue;
      const at = page.items.findIndex((one) => !before(one));
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
