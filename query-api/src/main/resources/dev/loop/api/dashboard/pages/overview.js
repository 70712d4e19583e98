// Where one looks in the morning: how it goes, what is unusual, what needs a person.

import { card, empty, html, itemRow, itemsHref, pageHead, whenReady } from "../ui.js";
import { get } from "../api.js";

export const title = "Overview";

export function open(view) {
  let negatives = { state: "loading" };

  async function refresh() {
    try {
      const page = await get("/v1/feedback", { sentiment: "negative", limit: 8 }, { signal: view.signal });
      negatives = { state: "ready", value: page.data };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      negatives = { state: "failed", problem };
    }
    draw();
  }

  function draw() {
    view.render(html`${pageHead("Overview")}
      ${card("Latest negatives", whenReady(negatives, refresh, (items) => items.length === 0
        ? empty("Nobody is unhappy", "Negative items show here as they come.")
        : html`<div>${items.map((item) => itemRow(item))}</div>`), { more: itemsHref({ sentiment: "negative" }) })}`);
  }

  draw();
  refresh();
}
