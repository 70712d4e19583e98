// The items that are selected, to be changed at once, and the bar above the list that says what can be done with them.

import { count } from "../../format.js";
import { html, icon } from "../../ui.js";

export class Selection {
  items = new Map();
  #anchor;
  #changed;

  /** `changed()` is called when there is something else to draw. */
  constructor({ changed }) {
    this.#changed = changed;
  }

  clear() {
    this.items.clear();
    this.#changed();
  }

  /** Takes an item as it is now, if it is selected. */
  take(item) {
    if (this.items.has(item.id)) this.items.set(item.id, item);
  }

  /** `range`: all from the one before to this one. */
  toggle(list, item, range) {
    const at = list.indexOf(item.id);
    const from = range && this.#anchor !== undefined ? list.indexOf(this.#anchor) : at;
    const on = !this.items.has(item.id);
    for (let i = Math.min(at, from); i <= Math.max(at, from); i++) {
      const one = list.at(i);
      if (!one) continue;
      if (on) this.items.set(one.id, one);
      else this.items.delete(one.id);
    }
    this.#anchor = item.id;
    this.#changed();
  }

  #toggleAll(all) {
    if (this.items.size >= all.length) this.items.clear();
    else all.forEach((item) => this.items.set(item.id, item));
    this.#changed();
  }

  /** `act(name)`: resolve, reopen, tag. */
  bar(list, act) {
    const all = list.loaded();
    const { size } = this.items;
    return html`<div class="bulk"><label class="check"><input type="checkbox" aria-label="Select all loaded items"
        .checked=${size > 0 && size >= all.length} .indeterminate=${size > 0 && size < all.length}
        @change=${() => this.#toggleAll(all)}></label>
      ${size === 0 ? html`<span class="quiet">${list.byTime ? "Newest first" : "Best match first"}</span><span class="keys quiet" aria-hidden="true"><kbd>j</kbd> <kbd>k</kbd> move <kbd>e</kbd> resolve <kbd>t</kbd> tag <kbd>x</kbd> select</span>`
        : html`<b>${count(size, "item")}</b>
        <button type="button" @click=${() => act("resolve")}>${icon("check")} Resolve</button>
        <button type="button" @click=${() => act("reopen")}>Re-open</button>
        <button type="button" @click=${() => act("tag")}>Tag</button>
        <button type="button" class="ghost" @click=${() => this.clear()}>Clear</button>`}</div>`;
  }
}
