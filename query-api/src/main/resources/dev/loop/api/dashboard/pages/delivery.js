// One event for one endpoint: what was sent, each attempt with request and response, and another try.

import { card, copyable, empty, failed, html, icon, nothing, pageHead, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { attemptDetail, deliveryStatus, outcome } from "../webhook-parts.js";

export const title = "Delivery";

export function open(view) {
  const { id, delivery } = view.place.params;
  const path = `/v1/webhooks/${encodeURIComponent(id)}`;
  let load = { state: "loading" };

  async function refresh() {
    try {
      const [one, attempts] = await Promise.all([
        get(`${path}/deliveries/${encodeURIComponent(delivery)}`, {}, { signal: view.signal }),
        get(`${path}/attempts`, { delivery, limit: 100 }, { signal: view.signal }),
      ]);
      load = { state: "ready", value: { one, attempts: attempts.data } };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = failed(load, problem);
    }
    draw();
  }

  async function replay() {
    try {
      await send("POST", `${path}/replay`, { deliveries: [delivery] });
      toast("Sending again");
      refresh();
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
    }
  }

  function why(one) {
    if (one.status === "failed") return ["bad", "All attempts failed, and no more follow. Fix the receiver, then replay the delivery."];
    if (one.status === "parked") return ["warn", "The endpoint was disabled. Enable the endpoint, then replay the delivery."];
    if (one.status === "pending" && one.attempts > 0) return ["warn", html`The last attempt failed. The next is ${one.nextAttemptAt ? time(one.nextAttemptAt) : "soon"}.`];
    return undefined;
  }

  function shown({ one, attempts }) {
    const note = why(one);
    return html`
      ${pageHead(one.type, { sub: html`${deliveryStatus(one)} event <code>${one.eventId}</code>, number ${one.sequence} for this endpoint, ${time(one.createdAt)}${item(one) ? html`, of <a href="/inbox/${item(one)}">this item</a>` : nothing}`,
        actions: one.status === "pending" ? nothing : html`<button type="button" class="primary" @click=${replay}>${icon("refresh")} Replay</button>` })}
      ${note ? html`<p class="note ${note[0]}">${note[1]}</p>` : nothing}
      ${card("Attempts", attempts.length === 0 ? empty("No attempts yet", "The first one is on its way.") : html`<div class="attempts">${attempts.map((attempt, at) => html`
        <details ?open=${at === 0}><summary>${outcome(attempt)} <b>Attempt ${attempt.attempt}</b> <span class="quiet">${attempt.kind}, ${time(attempt.startedAt)}, ${attempt.durationMillis} ms</span></summary>
          ${attemptDetail(attempt)}</details>`)}</div>`)}
      ${card("Body", html`<div class="body fields"><p class="quiet">The signed bytes, with line breaks for reading; the copy has none.</p>
        ${one.body ? copyable(one.body, "Copy the signed body", pretty(one.body)) : html`<p>No body is kept.</p>`}</div>`)}`;
  }

  function draw() {
    view.render(html`<a class="back" href="/webhooks/${id}">${icon("left")} Endpoint</a>${whenReady(load, refresh, shown)}`);
  }

  draw();
  refresh();
  const timer = setInterval(() => !document.hidden && refresh(), 2_000);
  view.signal.addEventListener("abort", () => clearInterval(timer));
}

/** What it is about, where it is about an item that there still is. */
function item({ type, body }) {
  if (!type.startsWith("feedback.") || type === "feedback.erased") return undefined;
  try {
    return JSON.parse(body).data.id;
  } catch {
    return undefined;
  }
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body ?? "";
  }
}
