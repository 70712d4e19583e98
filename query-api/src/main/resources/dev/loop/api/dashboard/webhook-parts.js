// What the pages about webhooks share: states in words, the dialogs, the replay.

import { badge, copyable, dialog, html, icon, nothing, segmented, text, toast, told } from "./ui.js";
import { send } from "./api.js";
import { clock, count, dateTime } from "./format.js";

export const TYPES = ["feedback.created", "feedback.resolved", "feedback.reopened", "feedback.tagged", "feedback.updated",
  "feedback.judged", "feedback.erased", "trend.opened", "trend.closed", "theme.grew", "agreement.low", "endpoint.disabled"];

const ENDPOINT = { healthy: "good", failing: "warn", paused: "warn", disabled: "bad", unknown: "" };
const DELIVERY = { delivered: "good", failed: "bad", parked: "warn", pending: "" };

export const endpointStatus = (endpoint) => badge(endpoint.status, ENDPOINT[endpoint.status]);
export const deliveryStatus = (delivery) => badge(delivery.status, DELIVERY[delivery.status]);
/** As a person says it. */
export const words = (outcome) => outcome.replaceAll("_", " ");
export const outcome = (attempt) => badge(attempt.status ?? words(attempt.outcome), attempt.outcome === "succeeded" ? "good" : "bad");

/** To the second where it is today: it may be in half a minute. */
const soon = (iso) => (new Date(iso).toDateString() === new Date().toDateString() ? clock(new Date(iso)) : dateTime(iso));

/** The reason may begin so itself: "disabled by its owner". */
export function disabled({ disabledReason: reason = "" }) {
  if (reason.startsWith("disabled")) return `D${reason.slice(1)}`;
  return reason ? `Disabled: ${reason}` : "Disabled";
}

/** Why an endpoint is as it is, and what to do; undefined where all is well. */
export function trouble(endpoint) {
  const health = endpoint.health ?? {};
  if (endpoint.status === "disabled") {
    return ["bad", `${disabled(health)}. New events are parked. Enable the endpoint, then replay the parked deliveries.`];
  }
  if (endpoint.status === "paused") {
    return ["warn", `Paused${health.pausedUntil ? ` until ${soon(health.pausedUntil)}` : ""} after ${count(health.consecutiveFailures, "failure")} in a row; then one request probes it.`];
  }
  if (endpoint.status === "failing") {
    return ["warn", `${count(health.consecutiveFailures ?? 0, "failure")} in a row${health.failingSince ? ` since ${dateTime(health.failingSince)}` : ""}. Attempts go on by the schedule; after five days of failures the endpoint is disabled.`];
  }
  return undefined;
}

/** Sends a test event and shows what came back. */
export async function test(endpoint) {
  const gone = toast("Sending a test event…", { seconds: 20 });
  try {
    const attempt = await send("POST", `/v1/webhooks/${endpoint.id}/test`);
    gone();
    await dialog(attempt.outcome === "succeeded" ? "The test arrived" : "The test failed", () => attemptDetail(attempt), { wide: true });
  } catch (problem) {
    gone();
    toast(problem.message, { kind: "bad", seconds: 8 });
  }
}

/** One request and what came back. */
export function attemptDetail(attempt) {
  const response = attempt.response;
  return html`<div class="attempt-detail">
    <p>${outcome(attempt)} ${attempt.outcome === "succeeded" || !attempt.status ? "" : words(attempt.outcome)} after ${attempt.durationMillis} ms
      ${attempt.address ? html`at <code>${attempt.address}</code>` : nothing}
      ${attempt.possibleDuplicate ? badge("possible duplicate", "warn") : nothing}
      ${attempt.ambiguous ? badge("may have arrived", "warn") : nothing}</p>
    ${attempt.error ? html`<p class="note bad">${attempt.error}</p>` : nothing}
    <h3>Request</h3>
    ${headers("Request headers", attempt.request.headers)}
    <h3>Response</h3>
    ${response ? html`${headers("Response headers", response.headers)}
      ${response.body ? html`<pre class="raw" tabindex="0" aria-label="Response body">${response.body}</pre>` : html`<p class="quiet">An empty body.</p>`}
      ${response.cut ? html`<p class="hint">The rest is not kept: it was longer than 16 KiB or did not come in time.</p>` : nothing}` : html`<p class="quiet">No response came.</p>`}</div>`;
}

function headers(label, all) {
  const entries = Object.entries(all ?? {});
  if (entries.length === 0) return html`<p class="quiet">No headers were kept.</p>`;
  return html`<pre class="raw" tabindex="0" aria-label=${label}>${entries.map(([name, value]) => `${name}: ${value}`).join("\n")}</pre>`;
}

/** Counts first what a replay would send, then sends it. */
export async function replayMany(endpoint, done) {
  const chosen = await dialog("Send again", replayForm(endpoint));
  if (!chosen) return;
  try {
    const answer = await send("POST", `/v1/webhooks/${endpoint.id}/replay`, chosen);
    toast(`Sending ${count(answer.deliveries, "delivery", "deliveries")} again`);
    done();
  } catch (problem) {
    toast(problem.message, { kind: "bad", seconds: 8 });
  }
}

const SINCE = [["", "Any time"], ["1", "The last hour"], ["24", "The last day"], ["168", "The last 7 days"], ["at", "Since…"]];

function replayForm(endpoint) {
  let which = "failed,parked";
  let since = "";
  let at = "";
  let counted;
  let problem;
  let asked = 0;

  function wish() {
    const body = { status: which.split(",") };
    const from = since === "at" ? (at ? new Date(at) : undefined) : since ? new Date(Date.now() - Number(since) * 3_600_000) : undefined;
    if (from) body.since = from.toISOString();
    return body;
  }

  async function recount(draw) {
    const own = ++asked;
    counted = undefined;
    problem = undefined;
    draw();
    try {
      const answer = await send("POST", `/v1/webhooks/${endpoint.id}/replay`, { ...wish(), dryRun: true });
      if (own === asked) counted = answer.deliveries;
    } catch (failed) {
      if (own === asked) problem = failed;
    }
    draw();
  }

  return (close, draw) => {
    if (asked === 0) queueMicrotask(() => recount(draw));
    return html`<form class="fields" @submit=${(event) => {
      event.preventDefault();
      close(wish());
    }}>
      <div>${segmented("Which", [["failed,parked", "Failed and parked"], ["failed", "Failed"], ["parked", "Parked"], ["delivered", "Delivered"]], which, (value) => {
        which = value;
        recount(draw);
      })}</div>
      <label class="field"><span>Events that happened</span><select @change=${(event) => {
        since = event.target.value;
        recount(draw);
      }}>${SINCE.map(([value, text]) => html`<option value=${value} ?selected=${value === since}>${text}</option>`)}</select></label>
      ${since === "at" ? html`<label class="field"><span>Since</span><input type="datetime-local" required .value=${at} @change=${(event) => {
        at = event.target.value;
        recount(draw);
      }}></label>` : nothing}
      <p role="status" class="replay-count">${problem ? html`<span class="error">${problem.message}</span>` : counted === undefined ? "Counting…"
        : html`<b>${count(counted, "delivery", "deliveries")}</b> would be sent again, with the same event ids.`}</p>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button>
        <button class="primary" ?disabled=${!counted}>${icon("refresh")} Send again</button></div></form>`;
  };
}

/** The form of an endpoint, new or known; closes with what the server answered. */
export function endpointForm(endpoint) {
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      const form = new FormData(event.target);
      const filters = Object.fromEntries(["tag", "plan", "sentiment", "source"]
        .map((name) => [name, text(form, name).split(",").map((one) => one.trim()).filter(Boolean)]).filter(([, values]) => values.length > 0));
      const body = { url: text(form, "url"), events: form.getAll("event"), filters, description: text(form, "description") || null };
      try {
        close(endpoint ? await send("PATCH", `/v1/webhooks/${endpoint.id}`, body) : await send("POST", "/v1/webhooks", body));
      } catch (failed) {
        problem = failed;
        draw();
      }
    }
    const has = (type) => (endpoint ? endpoint.events.includes(type) : ["feedback.created", "feedback.resolved"].includes(type));
    const values = (name) => (endpoint?.filters?.[name] ?? []).join(", ");
    return html`<form class="fields" @submit=${submit}>
      <label class="field"><span>URL</span><input name="url" type="url" required placeholder="https://example.com/hooks/loop" .value=${endpoint?.url ?? ""} autofocus></label>
      <label class="field"><span>Description</span><input name="description" maxlength="200" autocomplete="off" placeholder="Tells support" .value=${endpoint?.description ?? ""}></label>
      <fieldset><legend>Events</legend><div class="event-grid">${TYPES.map((type) => html`<label><input type="checkbox" name="event" value=${type} ?checked=${has(type)}> ${type}</label>`)}</div></fieldset>
      <fieldset><legend>Only of items with</legend><div class="filter-grid">${["tag", "plan", "sentiment", "source"].map((name) => html`
        <label class="field"><span>${name}</span><input name=${name} autocomplete="off" placeholder="any" .value=${values(name)}></label>`)}</div>
        <p class="hint">Separate several values with commas. An item passes if it matches before or after the change.</p></fieldset>
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">${endpoint ? "Save" : "Create the endpoint"}</button></div></form>`;
  };
}

/** Shows what signs. */
export function secretDialog(title, { secret, previous = [] }) {
  return dialog(title, (close) => html`<p>The secret signs every request. Give it to the receiver, and to nobody else.</p>
    ${copyable(secret, "Copy the secret")}
    ${previous.map((old) => html`<p class="hint">The previous secret also signs until ${dateTime(old.expiresAt)}:</p>${copyable(old.secret, "Copy the previous secret")}`)}
    <div class="buttons"><button type="button" class="primary" @click=${() => close()}>Done</button></div>`);
}
