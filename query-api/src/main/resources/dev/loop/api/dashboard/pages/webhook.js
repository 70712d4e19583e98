// One endpoint: how it goes, what was sent there, and what can be done about it. What failed comes first.

import { card, confirm, copyable, dialog, empty, failed, html, icon, nothing, pageHead, segmented, table, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { dateTime, number } from "../format.js";
import { href, navigate } from "../router.js";
import { attemptDetail, deliveryStatus, endpointForm, endpointStatus, outcome, replayMany, secretDialog, test, trouble, words } from "../webhook-parts.js";

export const title = "Endpoint";

const SHOWN = [["", "Failed first"], ["failed", "Failed"], ["parked", "Parked"], ["pending", "Pending"], ["delivered", "Delivered"], ["attempts", "All requests"]];
const ORDER = ["failed", "parked", "pending", "delivered"];

export function open(view) {
  const id = view.place.params.id;
  const path = `/v1/webhooks/${encodeURIComponent(id)}`;
  let shown = view.place.query.get("status") ?? "";
  let endpoint = { state: "loading" };
  let rows = { state: "loading" };
  let next;
  let pagesRead = 1;

  async function refresh() {
    try {
      endpoint = { state: "ready", value: await get(path, {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      endpoint = failed(endpoint, problem);
    }
    await refreshRows();
  }

  async function refreshRows() {
    const own = shown;
    try {
      const { data, next: after } = own === "" ? await failedFirst() : own === "attempts"
        ? await read(`${path}/attempts`, {}) : await read(`${path}/deliveries`, { status: own });
      if (own !== shown) return;
      rows = { state: "ready", value: data };
      next = after;
    } catch (problem) {
      if (problem.name === "AbortError" || own !== shown) return;
      rows = failed(rows, problem);
    }
    draw();
  }

  async function read(from, values) {
    const data = [];
    let cursor;
    for (let i = 0; i < pagesRead; i++) {
      const page = await get(from, { ...values, limit: 50, cursor }, { signal: view.signal });
      data.push(...page.data);
      cursor = page.next;
      if (!cursor) break;
    }
    return { data, next: cursor };
  }

  /** A few of each state, the worst first. */
  async function failedFirst() {
    const answers = await Promise.all(ORDER.map((status) => get(`${path}/deliveries`, { status, limit: status === "delivered" ? 20 : 50 }, { signal: view.signal })));
    return { data: answers.flatMap((page) => page.data), next: undefined };
  }

  function choose(value) {
    navigate(href(`/webhooks/${id}`, { status: value || null }), { replace: true });
  }

  async function act(work, says) {
    try {
      const answer = await work();
      if (says) toast(says);
      refresh();
      return answer;
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
      return undefined;
    }
  }

  async function showSecret() {
    const secrets = await act(() => get(`${path}/secret`));
    if (secrets) secretDialog("The secret", secrets);
  }

  async function rotate() {
    const overlap = await dialog("Rotate the secret", (close) => html`<form class="fields" @submit=${(event) => {
      event.preventDefault();
      close(new FormData(event.target).get("overlap"));
    }}><p>Requests are signed with a new secret from now on, and also with the old one until the receiver has changed over.</p>
      <label class="field"><span>The old secret also signs for</span><select name="overlap">
        <option value="24h">24 hours</option><option value="1h">1 hour</option><option value="7d">7 days</option><option value="0s">No time: it has leaked</option></select></label>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Rotate the secret</button></div></form>`);
    if (!overlap) return;
    const secrets = await act(() => send("POST", `${path}/rotate`, { overlap }));
    if (secrets) secretDialog("The new secret", secrets);
  }

  async function remove(one) {
    if (!await confirm("Delete this endpoint?", `Nothing more is sent to ${one.url}. Waiting deliveries and the log are deleted.`, "Delete")) return;
    try {
      await send("DELETE", path);
      toast("Deleted");
      navigate("/webhooks");
    } catch (problem) {
      toast(problem.message, { kind: "bad" });
    }
  }

  async function edit(one) {
    if (await dialog("Change the endpoint", endpointForm(one), { wide: true })) refresh();
  }

  const replay = (delivery) => act(() => send("POST", `${path}/replay`, { deliveries: [delivery.id] }), "Sending again");

  function head(one) {
    const enabled = one.status !== "disabled";
    const note = trouble(one);
    return html`${pageHead(one.url, { sub: html`${endpointStatus(one)} ${one.description ?? ""}`, actions: html`
        <button type="button" class="primary" @click=${async () => { await test(one); refresh(); }}>Send a test event</button>
        <button type="button" @click=${() => replayMany(one, refresh)}>${icon("refresh")} Replay…</button>
        <button type="button" @click=${() => act(() => send("POST", `${path}/${enabled ? "disable" : "enable"}`), enabled ? "Disabled: new events are parked" : "Enabled")}>${enabled ? "Disable" : "Enable"}</button>` })}
      ${note ? html`<p class="note ${note[0]}">${note[1]}</p>` : nothing}`;
  }

  function settings(one) {
    const facts = [
      ["Events", one.events.join(", ")],
      ["Only of items with", Object.entries(one.filters ?? {}).map(([name, values]) => `${name} ${values.join(" or ")}`).join(", ") || "any"],
      ["Requests at once", one.rateLimit ? `${one.concurrency}, ${one.rateLimit} a second` : one.concurrency],
      ["Created", html`<span title=${one.createdAt}>${dateTime(one.createdAt)}</span>`],
    ];
    return card("Settings", html`<dl class="facts wide">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <div class="body row-buttons"><button type="button" @click=${showSecret}>Show the secret</button><button type="button" @click=${rotate}>New secret…</button>
        <button type="button" @click=${() => edit(one)}>Change…</button><button type="button" class="ghost" @click=${() => remove(one)}>${icon("trash")} Delete</button></div>`);
  }

  /** @param {{health?: Record<string, any>}} endpoint */
  function figures({ health = {} }) {
    const figure = (name, field, kind) => html`<div class="card gauge ${health[field] > 0 ? kind : ""}"><h2>${name}</h2><p class="value">${number(health[field] ?? 0)}</p></div>`;
    return html`<div class="gauges">${figure("Failed", "failed", "bad")}${figure("Parked", "parked", "warn")}${figure("Pending", "pending", "")}${figure("Delivered", "delivered", "")}
      <div class="card gauge"><h2>Last success</h2><p class="value when">${health.lastSuccessAt ? time(health.lastSuccessAt) : "never"}</p>
        <p class="quiet">Last failure ${health.lastFailureAt ? time(health.lastFailureAt) : "never"}</p></div></div>`;
  }

  const deliveryColumns = [
    { name: "Event", cell: (one) => html`<a href="/webhooks/${id}/deliveries/${one.id}">${one.type}</a>` },
    { name: "State", cell: deliveryStatus },
    { name: "Last answer", cell: (one) => (one.lastOutcome ? html`${one.lastStatus ?? ""} ${one.lastOutcome === "succeeded" ? "" : words(one.lastOutcome)}` : html`<span class="quiet">none yet</span>`) },
    { name: "Attempts", align: "end", cell: (one) => one.attempts },
    { name: "Happened", className: "nowrap", cell: (one) => time(one.createdAt) },
    { name: "Next attempt", className: "nowrap", cell: (one) => (one.nextAttemptAt ? time(one.nextAttemptAt) : html`<span class="quiet">–</span>`) },
    { name: html`<span class="visually-hidden">Replay</span>`, align: "end", cell: (one) => (one.status === "pending" ? nothing
      : html`<button type="button" class="ghost" aria-label="Replay ${one.type} ${one.sequence}" @click=${() => replay(one)}>${icon("refresh")} Replay</button>`) },
  ];

  const attemptColumns = [
    { name: "Event", cell: (one) => html`<button type="button" class="link" @click=${() => dialog(`${one.type}, attempt ${one.attempt}`, () => attemptDetail(one), { wide: true })}>${one.type}</button>` },
    { name: "Answer", cell: outcome },
    { name: "Kind", cell: (one) => one.kind },
    { name: "Attempt", align: "end", cell: (one) => one.attempt },
    { name: "Took", align: "end", cell: (one) => `${number(one.durationMillis)} ms` },
    { name: "When", className: "nowrap", cell: (one) => time(one.startedAt) },
  ];

  function log(data) {
    if (data.length === 0) return empty(shown === "failed" ? "No failures" : "Nothing here", shown === "" ? "Send a test event to see whether the receiver answers; it appears under All requests." : "");
    return html`${shown === "attempts" ? table("Requests", attemptColumns, data) : table("Deliveries", deliveryColumns, data)}
      ${next ? html`<div class="body"><button type="button" @click=${() => { pagesRead++; refreshRows(); }}>Show more</button></div>` : nothing}`;
  }

  function draw() {
    view.render(html`<a class="back" href="/webhooks">${icon("left")} Webhooks</a>
      ${whenReady(endpoint, refresh, (one) => html`${head(one)}${figures(one)}
        ${card(shown === "attempts" ? "Requests" : "Deliveries", whenReady(rows, refreshRows, log), { aside: segmented("Show", SHOWN, shown, choose) })}
        ${settings(one)}
        ${card("API call", html`<div class="body">${copyable(`curl -H "Authorization: Bearer $LOOP_SECRET_KEY" '${location.origin}${path}/${shown === "attempts" ? "attempts" : `deliveries${shown ? `?status=${shown}` : ""}`}'`)}</div>`)}`)}`);
  }

  draw();
  refresh();
  const timer = setInterval(() => !document.hidden && refresh(), 3_000);
  view.signal.addEventListener("abort", () => clearInterval(timer));
  return {
    change(place) {
      shown = place.query.get("status") ?? "";
      rows = { state: "loading" };
      pagesRead = 1;
      draw();
      refreshRows();
    },
  };
}
