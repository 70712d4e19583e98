// The item that is chosen, beside the list, with its history.

import { html, icon, loading, toast } from "../../ui.js";
import { get } from "../../api.js";
import { itemPanel } from "../../item-panel.js";
import { Why } from "../../why.js";

export class Detail {
  /** The id of the item that is chosen, or "". */
  id = "";
  /** Undefined until it is read. */
  item;
  #history = { state: "loading" };
  #timer;
  #changed;
  #newer;
  #signal;

  /** `changed()` is called when there is something else to draw, `newer(item)` when the item was found to have moved on. */
  constructor({ changed, newer, signal }) {
    this.#changed = changed;
    this.#newer = newer;
    this.#signal = signal;
    this.why = new Why({ changed, signal });
  }

  /** `item`: the chosen one where the list has it; it is read otherwise. */
  async read(item) {
    this.item = item;
    this.why.close();
    this.#history = { state: "loading" };
    this.#changed();
    if (!this.id) return;
    if (!item) {
      const own = this.id;
      try {
        const one = await get(`/v1/feedback/${encodeURIComponent(own)}`, {}, { signal: this.#signal });
        if (own !== this.id) return;
        this.item = one;
      } catch (problem) {
        if (problem.name !== "AbortError") toast(problem.message, { kind: "bad" });
        return;
      }
    }
    this.#readHistory();
  }

  /** Takes an item as it is now, if it is this one. */
  take(item) {
    if (this.item?.id !== item.id || this.item.revision > item.revision) return;
    this.item = { ...item };
    this.why.take(item);
    this.#readHistory();
  }

  /** Not for each row that j runs over. */
  #readHistory() {
    clearTimeout(this.#timer);
    const id = this.item.id;
    this.#timer = setTimeout(async () => {
      try {
        // An analyst may have read the item since the list was, which no event tells.
        const [item, value] = await Promise.all(["", "/history"].map((part) =>
          get(`/v1/feedback/${id}${part}`, {}, { signal: this.#signal })));
        if (this.item?.id !== id) return;
        this.#history = { state: "ready", value };
        if (item.revision > this.item.revision) this.#newer(item);
      } catch (problem) {
        if (problem.name === "AbortError") return;
        if (this.item?.id === id) this.#history = { state: "failed", problem };
      }
      this.#changed();
    }, 150);
  }

  template({ act, close }) {
    const { id, item } = this;
    return html`<aside class="card inbox-detail" aria-label="Chosen item">
      <div class="detail-head"><a href="/inbox/${id}" title="Open on its own page">Open ${icon("right")}</a>
        <button type="button" class="ghost" aria-label="Close the item" @click=${close}>${icon("close")}</button></div>
      ${item ? itemPanel(item, this.#history, { act: (name) => act(name, [item]), why: this.why, retryHistory: () => this.#readHistory() }) : loading(5)}
    </aside>`;
  }
}
