// One item on a page of its own, for links and small screens.

import { html, icon, pageHead, whenReady } from "../ui.js";
import { get } from "../api.js";
import { itemPanel, sentimentKeys } from "../item-panel.js";
import { change, wished } from "../changes.js";
import { Why } from "../why.js";

export const title = "Item";

export function open(view) {
  const path = `/v1/feedback/${encodeURIComponent(view.place.params.id)}`;
  let load = { state: "loading" };
  let history = { state: "loading" };
  const why = new Why({ changed: draw, signal: view.signal });

  async function refresh() {
    try {
      load = { state: "ready", value: await get(path, {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
    refreshHistory();
  }

  async function refreshHistory() {
    if (load.state !== "ready") return;
    try {
      history = { state: "ready", value: await get(`${path}/history`, {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      history = { state: "failed", problem };
    }
    draw();
  }

  async function act(name) {
    const item = load.value;
    const wish = await wished(name, [item]);
    if (wish) await change([item], wish.change, wish.says, (after) => {
      load = { state: "ready", value: after };
      draw();
      why.take(after);
      refreshHistory();
    });
  }

  function draw() {
    view.render(html`<a class="back" href="/inbox">${icon("left")} Inbox</a>${pageHead("Item")}
      <section class="card item-card">${whenReady(load, refresh, (item) => itemPanel(item, history, { act, why, retryHistory: refreshHistory, full: true }))}</section>`);
  }

  draw();
  refresh();
  view.keys({
    e: { does: "Resolve", run: () => load.state === "ready" && act("resolve") },
    r: { does: "Re-open", run: () => load.state === "ready" && act("reopen") },
    t: { does: "Tag", run: () => load.state === "ready" && act("tag") },
    ...sentimentKeys((name) => load.state === "ready" && act(name)),
    w: { does: "Why this sentiment", run: () => load.state === "ready" && why.toggle(load.value) },
    Escape: { does: "Close the reasons", run: () => why.close() },
  });
}
