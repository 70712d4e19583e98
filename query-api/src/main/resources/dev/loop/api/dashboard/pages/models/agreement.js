// How often people said of items what the machine had said, by plan, source and language.

import { card, empty, html, icon, nothing, segmented, table, time, whenReady } from "../../ui.js";
import { get } from "../../api.js";
import { count, language, number, percent } from "../../format.js";

const FIELDS = [["plan", "Plan"], ["source", "Source"], ["language", "Language"]];

export function agreement(view, draw) {
  let load = { state: "loading" };
  let field = "plan";

  async function read() {
    try {
      load = { state: "ready", value: await get("/v1/agreement", { group_by: field }, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  function choose(to) {
    field = to;
    read();
  }

  const warning = (one) => html`<p class="note warn" role="alert">${icon("warning")} People agree with the machine less often about the ${one.by} <b>${named(one.by, one.value)}</b> than about all others:
    ${percent(one.share)} of ${count(one.items, "item")}, elsewhere ${percent(one.others.share)} of ${number(one.others.items)}. It began ${time(one.since)}.</p>`;

  function body({ rows, total }) {
    if (total.items === 0) return empty("Nobody has looked yet", "Say in the inbox what items are, or that what stands is right: both count.");
    return html`<div class="group-choice body">${segmented("Groups of agreement", FIELDS, field, choose)}</div>
      ${table(`Agreement by ${field}`, [
        { name: FIELDS.find(([name]) => name === field)?.[1] ?? field, cell: (row) => named(field, row[field]) },
        { name: "Items", align: "end", cell: ({ items }) => number(items) },
        { name: "Agreed", align: "end", cell: ({ share }) => percent(share) },
        { name: "Interval", align: "end", className: "nowrap", cell: ({ shareInterval: [low, high] }) => `${percent(low)} to ${percent(high)}` },
        { name: html`<span class="visually-hidden">Warning</span>`, cell: ({ lowSince }) => (lowSince ? html`<span class="badge warn">below the others</span>` : nothing) },
      ], rows)}`;
  }

  return {
    read,
    warnings: () => (load.state === "ready" ? load.value.warnings.map(warning) : nothing),
    card: () => card("Do people agree?", whenReady(load, read, body), {
      aside: load.state === "ready" && load.value.total.items > 0 ? html`<span class="summary quiet"><b>${percent(load.value.total.share)}</b> of ${count(load.value.total.items, "item")} that somebody looked at</span>` : nothing }),
  };
}

const named = (field, value) => (value ? (field === "language" ? language(value) : value) : "none");
