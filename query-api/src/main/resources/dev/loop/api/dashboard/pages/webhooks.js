// Where events are sent, how it goes there, and how to receive them.

import { card, copyable, dialog, empty, failed, html, icon, nothing, pageHead, segmented, table, time, whenReady } from "../ui.js";
import { get } from "../api.js";
import { number } from "../format.js";
import { navigate } from "../router.js";
import { endpointForm, endpointStatus, secretDialog } from "../webhook-parts.js";

export const title = "Webhooks";

const HANDLERS = [
  ["receiver.mjs", "Node"],
  ["receiver.py", "Python"],
  ["Receiver.java", "Java"],
];

/** What needs a person first. */
const URGENCY = { disabled: 0, paused: 1, failing: 2, unknown: 3, healthy: 4 };

export function open(view) {
  let load = { state: "loading" };
  let handler = HANDLERS[0][0];
  const sources = new Map();

  async function refresh() {
    try {
      const { data } = await get("/v1/webhooks", {}, { signal: view.signal });
      data.sort((one, other) => URGENCY[one.status] - URGENCY[other.status] || (other.health?.failed ?? 0) - (one.health?.failed ?? 0));
      load = { state: "ready", value: data };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = failed(load, problem);
    }
    draw();
  }

  async function create() {
    const made = await dialog("New endpoint", endpointForm(), { wide: true });
    if (!made) return;
    await secretDialog("The secret", made);
    navigate(`/webhooks/${made.id}`);
  }

  async function choose(name) {
    handler = name;
    draw();
    if (sources.has(name)) return;
    try {
      const response = await fetch(new URL(`../handlers/${name}`, import.meta.url), { signal: view.signal });
      sources.set(name, await response.text());
    } catch {
      return;
    }
    draw();
  }

  function draw() {
    const columns = [
      { name: "Endpoint", className: "address", cell: (one) => html`<a href="/webhooks/${one.id}">${one.url}</a>${one.description ? html`<span class="under quiet">${one.description}</span>` : nothing}` },
      { name: "State", cell: endpointStatus },
      { name: "Failed", align: "end", cell: (one) => figure(one, "failed", "bad") },
      { name: "Parked", align: "end", cell: (one) => figure(one, "parked", "warn") },
      { name: "Pending", align: "end", cell: (one) => figure(one, "pending", "") },
      { name: "Delivered", align: "end", cell: (one) => figure(one, "delivered", "") },
      { name: "Last success", className: "nowrap", cell: (one) => (one.health?.lastSuccessAt ? time(one.health.lastSuccessAt) : html`<span class="quiet">never</span>`) },
    ];
    view.render(html`
      ${pageHead("Webhooks", { sub: "Events sent to your programs: signed, and retried until they arrive.",
        actions: html`<button type="button" class="primary" @click=${create}>${icon("plus")} New endpoint</button>` })}
      ${card("Endpoints", whenReady(load, refresh, (data) => data.length === 0
        ? empty("No endpoints yet", "An endpoint is a URL of yours that receives an event when feedback is created, resolved, tagged or erased.",
          html`<button type="button" class="primary" @click=${create}>${icon("plus")} Create the first endpoint</button>`)
        : table("Endpoints", columns, data)))}
      ${card("Receive events", html`<div class="body fields">
        <p class="quiet">A complete receiver that checks the signature: copy it, run it, then create an endpoint for it. To try it on this machine, start Loop with <code>--allow-private-webhooks loopback</code>.</p>
        ${sources.has(handler) ? copyable(sources.get(handler), "Copy the handler") : nothing}</div>`,
        { aside: segmented("Language", HANDLERS, handler, choose) })}`);
  }

  draw();
  refresh();
  choose(handler);
  const timer = setInterval(() => !document.hidden && refresh(), 5_000);
  view.signal.addEventListener("abort", () => clearInterval(timer));
}

function figure(endpoint, name, kind) {
  const value = endpoint.health?.[name] ?? 0;
  const status = name;
  return value === 0 ? html`<span class="quiet">0</span>`
    : html`<a class="figure ${kind}" href="/webhooks/${endpoint.id}?status=${status}">${number(value)}</a>`;
}
