// Saved views of a page: its address under a name, for everyone in the project.

import { get, send } from "./api.js";
import { dialog, html, icon, nothing, text, toast } from "./ui.js";

export class Views {
  #page;
  #changed;
  #signal;
  #saved = [];

  /** `page` is a path; `changed()` is called when there is something else to draw. */
  constructor(page, { changed, signal }) {
    this.#page = page;
    this.#changed = changed;
    this.#signal = signal;
  }

  async read() {
    try {
      const { data } = await get("/v1/views", {}, { signal: this.#signal });
      this.#saved = data.filter(({ address }) => address.split("?", 1)[0] === this.#page);
    } catch {
      // The page is of use without them.
      return;
    }
    this.#changed();
  }

  async save(address) {
    const name = await dialog("Save this view", (close) => html`<form @submit=${(event) => {
      event.preventDefault();
      close(text(new FormData(event.target), "name"));
    }}><label class="field"><span>Name</span><input name="name" required maxlength="60" pattern="[^\\/]+" title="Without a slash" autofocus autocomplete="off"></label>
      <p class="hint">Everyone in this project sees it. To show it to one person, send its address.</p><div class="buttons"><button class="primary">Save</button></div></form>`);
    if (name && await this.#put(name, address)) toast(`Saved ${name}`);
  }

  button(address) {
    return html`<button type="button" @click=${() => this.save(address())}>${icon("star")} Save view</button>`;
  }

  /** `usual`: [[name, address]]; `same(address)`: whether it is what is shown. */
  list(usual, same) {
    if (usual.length + this.#saved.length === 0) return nothing;
    return html`<nav class="views" aria-label="Views">${usual.map(([name, to]) => html`<a href=${to} aria-current=${same(to) ? "true" : nothing}>${name}</a>`)}
        ${this.#saved.map((one) => html`<span class="own"><a href=${one.address} aria-current=${same(one.address) ? "true" : nothing}>${one.name}</a>
          <button type="button" class="ghost" aria-label="Remove the view ${one.name}" @click=${() => this.#forget(one)}>${icon("close")}</button></span>`)}</nav>`;
  }

  /** Tells whether it was done. */
  async #put(name, address) {
    try {
      await send("PUT", `/v1/views/${encodeURIComponent(name)}`, { address });
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
      return false;
    }
    await this.read();
    return true;
  }

  async #forget({ name, address }) {
    try {
      await send("DELETE", `/v1/views/${encodeURIComponent(name)}`);
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
      return;
    }
    await this.read();
    toast(`Removed ${name}`, { undo: () => this.#put(name, address) });
  }
}
