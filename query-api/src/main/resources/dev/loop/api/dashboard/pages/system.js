// How the machine is: behind or not, what was refused and why, where everything is.

import { badge, card, dialog, empty, failed, html, icon, nothing, pageHead, table, text, time, toast, told, whenReady } from "../ui.js";
import { ask, get, Problem, send } from "../api.js";
import { compact, count, duration, number } from "../format.js";
import { href, navigate } from "../router.js";
import { by, parse, sum } from "../metrics.js";

export const title = "System";

const EVERY = 5_000;

/** Which dead letters are shown, as the API takes it. */
const REASONS = [["", "All reasons"], ["suspected-spam", "Suspected spam"], ["!suspected-spam", "All but suspected spam"]];

export function open(view) {
  let health = { state: "loading" };
  let metrics = { state: "loading" };
  let sinks = { state: "loading" };
  let letters = { state: "loading" };
  let instances = { state: "loading" };
  let analyst = { state: "loading" };
  let earlier;
  let rate;
  let pagesRead = 1;
  let reason = "";
  let asked = view.place.query.get("letter");

  async function load(read, before, keep) {
    try {
      keep({ state: "ready", value: await read() });
    } catch (problem) {
      if (problem.name === "AbortError") return;
      keep(failed(before, problem));
    }
    draw();
  }

  function refresh() {
    load(ready, health, (now) => (health = now));
    load(readMetrics, metrics, (now) => (metrics = now));
    load(readSinks, sinks, (now) => (sinks = now));
    load(() => get("/v1/analyst", {}, { signal: view.signal }), analyst, (now) => (analyst = now));
    load(() => get("/v1/instances", {}, { signal: view.signal }), instances, (now) => (instances = now));
    refreshLetters();
  }

  function refreshLetters() {
    return load(readLetters, letters, (now) => (letters = now));
  }

  /** 503 is an answer here. */
  async function ready() {
    const response = await ask("/health/ready", { signal: view.signal });
    return response.json();
  }

  /** Not with get(): that would wait until the tables hold what was written last, and here it is told how far they are. */
  async function readSinks() {
    const response = await ask("/v1/sinks", { signal: view.signal });
    const answer = await response.json();
    if (!response.ok) throw new Problem(response.status, answer);
    return answer;
  }

  async function readMetrics() {
    const response = await ask("/metrics", { signal: view.signal });
    if (!response.ok) throw new Problem(response.status, await response.json());
    const samples = parse(await response.text());
    const accepted = sum(samples, "loop_intake_accepted_total") ?? 0;
    const now = performance.now();
    if (earlier) rate = Math.max(0, (accepted - earlier.accepted) / ((now - earlier.now) / 1000));
    earlier = { accepted, now };
    return samples;
  }

  async function readLetters() {
    const data = [];
    let cursor;
    for (let page = 0; page < pagesRead; page++) {
      const answer = await get("/v1/dead-letters", { limit: 50, cursor, reason: reason || undefined }, { signal: view.signal });
      data.push(...answer.data);
      cursor = answer.next;
      if (!cursor) break;
    }
    return { data, next: cursor };
  }

  // ---- dead letters ----

  async function show(letter) {
    navigate(href("/system", { letter: letter.id }), { replace: true });
    await dialog(`Dead letter ${letter.id}`, letterDialog(letter, refreshLetters), { wide: true });
    if (!view.signal.aborted) navigate("/system", { replace: true });
  }

  async function showAsked() {
    const id = asked;
    asked = undefined;
    try {
      show(await get(`/v1/dead-letters/${encodeURIComponent(id)}`, {}, { signal: view.signal }));
    } catch (problem) {
      if (problem.name !== "AbortError") toast(problem.message, { kind: "bad" });
    }
  }

  /** An item that was set aside as it came, and can be taken in as it is. */
  const suspect = (letter) => letter.reason === "suspected-spam" && !letter.replayedAs;

  async function takeIn(letter) {
    try {
      const { id } = await send("POST", `/v1/dead-letters/${letter.id}/replay`);
      toast(`Taken in as ${id}`);
      refreshLetters();
    } catch (problem) {
      toast(problem.message, { kind: "bad" });
    }
  }

  const letterFilter = () => html`<label><span class="visually-hidden">Reason</span><select @change=${(event) => {
    reason = event.target.value;
    pagesRead = 1;
    letters = { state: "loading" };
    draw();
    refreshLetters();
  }}>${REASONS.map(([value, says]) => html`<option value=${value} ?selected=${value === reason}>${says}</option>`)}</select></label>`;

  const letterColumns = [
    { name: "Refused", className: "nowrap", cell: (one) => html`<button type="button" class="link" @click=${() => show(one)}>${time(one.at)}</button>` },
    { name: "Reason", cell: (one) => html`${badge(one.reason, "bad")}` },
    { name: "Why", className: "why", cell: (one) => one.detail },
    { name: "From", className: "nowrap", cell: (one) => (one.reason === "suspected-spam" ? "a page"
      : html`<code>${one.topic}</code> <span class="quiet">${one.partition ?? "?"}:${one.offset ?? "?"}</span>`) },
    { name: "Replayed", className: "nowrap", cell: (one) => (one.replayedAs ? html`<a href="/inbox/${one.replayedAs}">${badge("taken in", "good")}</a>` : html`<span class="quiet">no</span>`) },
    { name: html`<span class="visually-hidden">Repair</span>`, align: "end", className: "nowrap", cell: (one) => html`${suspect(one) ? html`<button type="button" @click=${() => takeIn(one)}>Take it in<span class="visually-hidden"> ${one.id}</span></button>` : nothing}
      <button type="button" class="ghost" @click=${() => show(one)}>${one.replayable && !one.replayedAs && !suspect(one) ? "Repair…" : "Look…"}<span class="visually-hidden"> ${one.id}</span></button>` },
  ];

  // ---- figures ----

  function tiles(samples) {
    const lag = sum(samples, "loop_commands_lag");
    const due = sum(samples, "loop_webhook_oldest_due_seconds") ?? 0;
    const refused = (sum(samples, "loop_dead_letters_total") ?? 0) + (sum(samples, "loop_intake_suspected_total") ?? 0);
    const gaps = sum(samples, "loop_live_gaps_total") ?? 0;
    return html`<div class="gauges">
      ${tile("Not yet counted", lag === undefined ? "–" : number(lag), lag === 0 ? "Every write is counted" : "Accepted, not counted yet", lag > 1_000 ? "warn" : "")}
      ${tile("Coming in", rate === undefined ? "–" : html`${rate < 10 ? rate.toFixed(1) : compact(Math.round(rate))}<small> a second</small>`, `${compact(sum(samples, "loop_intake_accepted_total") ?? 0)} since the start`)}
      ${tile("Items", compact(sum(samples, "loop_store_items") ?? 0), `${megabytes((sum(samples, "loop_store_disk_bytes") ?? 0) + (sum(samples, "loop_text_disk_bytes") ?? 0))} on disk`)}
      ${tile("Dead letters", number(refused), refused > 0 ? "Since the start; reasons are below" : "No record was refused", refused > 0 ? "bad" : "")}
      ${tile("Webhooks overdue", due > 1 ? duration(due) : "none", html`<a href="/webhooks">${count(sum(samples, "loop_webhook_pending") ?? 0, "delivery", "deliveries")} pending</a>, ${number(sum(samples, "loop_webhook_parked") ?? 0)} parked`, due > 60 ? "warn" : "")}
      ${tile("Watching live", number(sum(samples, "loop_live_clients") ?? 0), gaps === 0 ? "Every client got every event" : `${count(gaps, "gap")} for clients that read too slowly`)}
    </div>`;
  }

  function partitions(samples) {
    const columns = ["loop_commands_lag", "loop_store_items", "loop_store_disk_bytes", "loop_text_lag", "loop_store_series"]
      .map((name) => by(samples, name, "partition"));
    const [lag, items, disk, text, series] = columns;
    const names = [...new Set(columns.flatMap((values) => [...values.keys()]))].sort((one, other) => one - other);
    if (names.length === 0) return empty("No partitions here", "Partitions are being restored, or another instance has them.");
    return table("Partitions", [
      { name: "Partition", cell: (p) => p },
      { name: "Behind", align: "end", cell: (p) => (lag.has(p) ? html`${lag.get(p) > 0 ? badge(number(lag.get(p)), lag.get(p) > 1_000 ? "warn" : "") : "0"}` : "–") },
      { name: "Items", align: "end", cell: (p) => (items.has(p) ? number(items.get(p)) : "–") },
      { name: "Search behind", align: "end", cell: (p) => (text.has(p) ? number(text.get(p)) : "–") },
      { name: "Series", align: "end", cell: (p) => (series.has(p) ? number(series.get(p)) : "–") },
      { name: "Disk", align: "end", cell: (p) => (disk.has(p) ? megabytes(disk.get(p)) : "–") },
    ], names);
  }

  function refusals(samples) {
    const door = [...by(samples, "loop_intake_refused_total", "reason")].filter(([, value]) => value > 0);
    const calls = [...by(samples, "loop_http_problems_total", "problem")].filter(([, value]) => value > 0);
    const rows = [...door.map(([what, times]) => ({ what, times, where: "an item, because of this field" })), ...calls.map(([what, times]) => ({ what, times, where: "a call", docs: `/docs/problems#${what}` }))]
      .sort((one, other) => other.times - one.times);
    if (rows.length === 0) return empty("No refusals", "No call was refused since this process started.");
    return table("Refused over HTTP", [
      { name: "What", cell: (one) => (one.docs ? html`<a href=${one.docs} target="_blank" rel="noopener">${one.what}</a>` : html`<code>${one.what}</code>`) },
      { name: "Refused", cell: (one) => html`<span class="quiet">${one.where}</span>` },
      { name: "Times", align: "end", cell: (one) => number(one.times) },
    ], rows);
  }

  function checks({ status, checks: all = { instance: status } }) {
    const words = { partitions: "Partitions of items", deliveries: "Partitions of deliveries", streams: "The topology", kafka: "Writes to Kafka", intake: "Taking items in", sender: "The webhook sender", sinks: "Tables for BI tools", analyst: "The analyst", trainer: "Learning from labels" };
    return html`<dl class="facts">${Object.entries(all).map(([name, says]) => html`<div><dt>${words[name] ?? name}</dt><dd>${says}</dd></div>`)}</dl>`;
  }

  function instanceTable({ data }) {
    const share = ({ writes, follows }) => html`${writes.length === 0 ? html`<span class="quiet">none</span>` : writes.join(", ")}${follows.length === 0 ? nothing
      : html`<br><span class="quiet">follows ${follows.join(", ")}</span>`}`;
    return table("Instances", [
      { name: "Instance", cell: (one) => html`${one.address ? html`<code>${one.address}</code>` : "The only one"} ${one.here && one.address ? badge("this one") : nothing}` },
      { name: "Partitions of items", cell: (one) => share(one.feedback) },
      { name: "Partitions of deliveries", cell: (one) => share(one.deliveries) },
    ], data);
  }

  function analystFacts({ running, encoder, judges, llm }) {
    if (!running && !llm) return empty("No analyst here", html`Start with <code>--analyst</code> to have a model judge what nobody has.`);
    return html`<dl class="facts">
      ${fact("Judges", running ? html`<code>${judges}</code>` : html`<span class="quiet">another instance</span>`)}
      ${running ? fact("Encoder", encoder ? "Yes" : "No: no themes, no search by meaning") : nothing}
      ${llm ? llmFacts(llm) : nothing}
    </dl>`;
  }

  function llmFacts(llm) {
    const tokens = llm.inputTokens + llm.outputTokens;
    const trouble = [[llm.failed, "failed"], [llm.refused, "refused"]].filter(([times]) => times > 0).map(([times, what]) => `${number(times)} ${what}`);
    return html`
      ${fact("Language model", html`<code>${llm.version}</code> ${badge({ ready: "asked", down: "does not answer", spent: "budget spent" }[llm.state], llm.state === "ready" ? "good" : "warn")}`)}
      ${fact(`Calls in ${llm.month}`, html`${number(llm.calls)}${trouble.length > 0 ? html` <span class="quiet">${trouble.join(", ")}</span>` : nothing}`)}
      ${fact("Tokens", html`${number(tokens)}${llm.budgetTokens === undefined ? nothing : html` <span class="quiet">of ${number(llm.budgetTokens)}</span>`}`)}
      ${llm.cost > 0 || llm.budgetCost !== undefined ? fact("Cost", html`${llm.cost}${llm.budgetCost === undefined ? nothing : html` <span class="quiet">of ${llm.budgetCost}</span>`}`) : nothing}`;
  }

  const fact = (name, says) => html`<div><dt>${name}</dt><dd>${says}</dd></div>`;

  function sinkTable({ data }) {
    if (data.length === 0) return empty("No tables", html`Start with <code>--bi</code> to copy everything to PostgreSQL as well.`);
    return table("Sinks", [
      { name: "Table", cell: (one) => html`<code>${one.table}</code>` },
      { name: "From", cell: (one) => html`<code>${one.topic}</code>` },
      { name: "Behind", align: "end", cell: (one) => number(one.lag) },
      { name: "State", cell: (one) => (one.trouble ? html`${badge("trouble", "bad")} ${one.trouble}` : badge("fine", "good")) },
    ], data);
  }

  function state() {
    if (health.state !== "ready") return nothing;
    const { status } = health.value;
    return badge(status, { ready: "good", degraded: "warn" }[status] ?? "bad");
  }

  function draw() {
    view.render(html`
      ${pageHead("System", { sub: html`${state()} The state of every part, and the reasons of refusals.`,
        actions: html`<a class="button" href="/metrics" target="_blank" rel="noopener">Metrics</a>` })}
      ${metrics.state === "ready" ? tiles(metrics.value) : nothing}
      ${card("Dead letters", whenReady(letters, refreshLetters, ({ data, next }) => (data.length === 0
        ? reason ? empty("None of these", "No dead letter is of this kind.") : empty("No dead letters", "Records that programs write to Kafka directly and that cannot be read or counted appear here, with their bytes and the reason, and items of pages that may be spam.")
        : html`${table("Dead letters", letterColumns, data)}
          ${next ? html`<div class="body"><button type="button" @click=${() => { pagesRead++; refreshLetters(); }}>Show older</button></div>` : nothing}`)), { aside: letterFilter() })}
      <div class="flow">
        ${card("Partitions here", whenReady(metrics, refresh, partitions))}
        ${card("This instance", whenReady(health, refresh, checks))}
        ${card("The analyst", whenReady(analyst, refresh, analystFacts))}
        ${card("Instances", whenReady(instances, refresh, instanceTable))}
        ${card("Tables for BI tools", whenReady(sinks, refresh, sinkTable))}
        ${card("Refused over HTTP", whenReady(metrics, refresh, refusals))}
      </div>`);
  }

  draw();
  refresh();
  if (asked) showAsked();
  const timer = setInterval(() => !document.hidden && refresh(), EVERY);
  view.signal.addEventListener("abort", () => clearInterval(timer));
  return { change() {} };
}

function tile(name, value, says, kind = "") {
  return html`<div class="card gauge ${kind}"><h2>${name}</h2><p class="value">${value}</p><p class="quiet">${says}</p></div>`;
}

function megabytes(bytes) {
  return bytes < 1_048_576 ? "< 1 MB" : `${compact(Math.round(bytes / 1_048_576))} MB`;
}

/** What it was, why it was refused, and another try with what it should have been. */
function letterDialog(letter, done) {
  const meant = letter.item ? JSON.stringify(letter.item, null, 2) : JSON.stringify({ user: { id: "" }, message: "", sentiment: "negative" }, null, 2);
  let problem;
  let taken = letter.replayedAs;
  let sending = false;
  return (close, draw) => {
    async function replay(event) {
      event.preventDefault();
      problem = undefined;
      let item;
      try {
        item = JSON.parse(text(new FormData(event.target), "item"));
      } catch (malformed) {
        problem = { message: `That is not JSON: ${malformed.message}`, errors: [] };
        draw();
        return;
      }
      sending = true;
      draw();
      try {
        taken = (await send("POST", `/v1/dead-letters/${letter.id}/replay`, item)).id;
        toast("Taken in");
        done();
      } catch (failed) {
        problem = failed;
      }
      sending = false;
      draw();
    }
    return html`<div class="fields">
      <p>${badge(letter.reason, "bad")} ${time(letter.at)}, ${letter.reason === "suspected-spam" ? "from a page"
        : html`from <code>${letter.topic}</code> partition ${letter.partition ?? "?"}, offset ${letter.offset ?? "?"}`}</p>
      <p class="note bad">${letter.detail}</p>
      <h3>Value${letter.value ? html`<span class="quiet">, ${count(letter.value.bytes, "byte")}${letter.value.base64 ? " in base64" : ""}</span>` : nothing}</h3>
      ${letter.value ? html`<pre class="raw" tabindex="0" aria-label="Value">${letter.value.text ?? letter.value.base64}</pre>` : html`<p class="quiet">The record has no value.</p>`}
      ${letter.key ? html`<p class="quiet">Key <code>${letter.key.text ?? letter.key.base64}</code></p>` : nothing}
      ${taken ? html`<p class="note good">Taken in as <a href="/inbox/${taken}" @click=${() => close()}>${taken}</a>.</p>`
        : letter.replayable ? html`<form class="fields" @submit=${replay}>
          <label class="field"><span>${letter.item ? "The intended item" : "Write the intended item"}</span>
            <textarea name="item" rows="9" spellcheck="false" class="mono" .defaultValue=${meant}></textarea></label>
          <div role="alert">${problem ? told(problem) : nothing}</div>
          <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary" ?disabled=${sending}>${icon("refresh")} Take it in</button></div></form>`
          : html`<p class="quiet">The record is not about an item and cannot be replayed from here. The program that wrote it has to write it again.</p>`}
    </div>`;
  };
}
