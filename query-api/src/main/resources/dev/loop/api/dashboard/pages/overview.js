// Where one looks in the morning: how it goes, what is unusual, what needs a person. Fits a laptop without scrolling.

import { badge, card, copyable, empty, failed, failure, html, icon, itemRow, itemsHref, nothing, pageHead, segmented, toast, whenReady } from "../ui.js";
import { legend, sentimentBars } from "../charts.js";
import { disabled } from "../webhook-parts.js";
import { bars, daysAgo, markers, timeline, zoneHint } from "../time-buckets.js";
import { ask as askFor, get, send } from "../api.js";
import { compact, count, duration, mood, number, percent, points, relative } from "../format.js";
import { href } from "../router.js";

export const title = "Overview";

const DAYS = 30;
const EVERY = 30_000;
/** Somebody is waiting for the first item to show. */
const EVERY_WHEN_EMPTY = 2_000;

export function open(view) {
  const parts = { figures: { state: "loading" }, timeline: { state: "loading" }, trends: { state: "loading" }, negatives: { state: "loading" }, trouble: { state: "loading" } };
  let share = false;
  let firstKey;
  // The same for a whole visit, so that all numbers are of one period and their links as well.
  let from;
  let to;

  const questions = {
    figures: async () => {
      const answer = await get("/v1/sentiment", { from: from.toISOString(), to: to.toISOString(), compare: "previous" }, view);
      return answer.total.total > 0 ? answer : { ...answer, ever: (await get("/v1/sentiment", {}, view)).total.total };
    },
    timeline: async () => {
      const [counts, releases] = await Promise.all([
        timeline({ interval: "day", from: from.toISOString(), to: to.toISOString() }, view),
        get("/v1/releases", { from: from.toISOString(), to: to.toISOString() }, view),
      ]);
      return { rows: counts.rows, releases: releases.data };
    },
    trends: () => get("/v1/trends", { limit: 6, state: "open" }, view),
    negatives: () => get("/v1/feedback", { sentiment: "negative", status: "open", limit: 7 }, view),
    trouble: () => trouble(view),
  };

  async function refresh() {
    from = daysAgo(DAYS - 1);
    to = daysAgo(-1);
    await Promise.all(Object.keys(questions).map(ask));
  }

  async function ask(name) {
    try {
      parts[name] = { state: "ready", value: await questions[name]() };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      parts[name] = failed(parts[name], problem);
    }
    draw();
  }

  const nothingYet = () => parts.figures.value?.ever === 0;

  /** A key that may only create, so that the call works as it is copied. */
  async function makeKey() {
    try {
      firstKey = (await send("POST", "/v1/keys", { name: "First item", scopes: ["feedback:create"] })).key;
      draw();
    } catch (problem) {
      toast(problem.message, { kind: "bad" });
    }
  }

  function draw() {
    if (nothingYet()) {
      view.render(html`${pageHead("Overview")}${firstItem(firstKey, makeKey)}
        ${card("Needs attention", whenReady(parts.trouble, () => ask("trouble"), troubles))}`);
      return;
    }
    const all = Object.values(parts);
    if (all.every((part) => part.state === "failed")) {
      view.render(html`${pageHead("Overview")}<section class="card">${failure(all[0].problem, refresh)}</section>`);
      return;
    }
    view.render(html`
      ${pageHead("Overview", { sub: `The last ${DAYS} days, including today` })}
      <div class="tiles">${whenReady(parts.figures, () => ask("figures"), tiles, 1)}</div>
      <div class="overview-grid">
        ${card("Sentiment by day", whenReady(parts.timeline, () => ask("timeline"), ({ rows, releases }) => html`<div class="body">${
          sentimentBars("Sentiment by day", bars(rows, "day", from, to), { markers: markers(releases, from, to), share })}${zoneHint()}</div>`, 6),
          { className: "chart", aside: html`${legend()}${segmented("What the bars show", [[false, "Items"], [true, "Share"]], share, (chosen) => { share = chosen; draw(); })}` })}
        ${card("Surging", whenReady(parts.trends, () => ask("trends"), surging), { more: href("/explore", { group_by: "tag", compare: "previous", from: "7d" }), moreText: "Compare", className: "surging" })}
        ${card("Latest open negatives", whenReady(parts.negatives, () => ask("negatives"), ({ data }) => data.length === 0
          ? empty("Nothing open", "Unresolved negative items appear here.")
          : html`<div class="items">${data.map((item) => itemRow(item))}</div>`, 6), { more: itemsHref({ sentiment: "negative", status: "open" }) })}
        ${card("Needs attention", whenReady(parts.trouble, () => ask("trouble"), troubles))}
      </div>`);
  }

  function tiles({ total }) {
    const period = { from: from.toISOString(), to: to.toISOString() };
    const change = total.change ?? {};
    const before = total.previous?.total ?? 0;
    const growth = before ? (total.total - before) / before : null;
    return html`
      ${tile("Items", compact(total.total), growth === null ? "none in the 30 days before" : html`${signed(growth)} on the 30 days before`, itemsHref(period))}
      ${tile("Negative", html`<span title=${sure(total)}>${percent(total.negativeShare)}</span>`, before ? html`<span class=${mood(total, total.previous)} title=${mood(total, total.previous) ? "More than chance" : "Within chance"}>${points(change.negativeShare)}</span> on the 30 days before` : nothing, itemsHref({ ...period, sentiment: "negative" }))}
      ${tile("Still open", compact(total.open), html`${percent(total.total ? total.resolved / total.total : null)} of all are resolved`, itemsHref({ ...period, status: "open" }))}
      ${tile("Time to resolve", duration(total.meanSecondsToResolve), total.previous?.meanSecondsToResolve ? html`on average; ${duration(total.previous.meanSecondsToResolve)} before` : "on average", itemsHref({ ...period, status: "resolved" }))}`;
  }

  let timer;
  /** Sooner again where the first item is being waited for. */
  function later() {
    timer = setTimeout(async () => {
      if (document.visibilityState === "visible") await refresh();
      if (!view.signal.aborted) later();
    }, nothingYet() ? EVERY_WHEN_EMPTY : EVERY);
  }
  view.signal.addEventListener("abort", () => clearTimeout(timer));
  draw();
  refresh().then(later);
}

function tile(name, value, note, link) {
  return html`<a class="tile" href=${link}><span class="name">${name}</span><span class="value">${value}</span><span class="note-line">${note}</span></a>`;
}

function signed(growth) {
  return `${growth >= 0 ? "+" : "−"}${percent(Math.abs(growth))}`;
}

function surging({ tags, incidents, dayFrom, to }) {
  const rows = tags.filter((row) => row.day.items > 0).slice(0, 6);
  if (rows.length === 0) return empty("All quiet", "Tags with far more negative items than usual appear here.");
  const usual = rows.every((row) => !row.exceptional && !row.incident);
  return html`${usual ? html`<p class="lead quiet">${icon("check")} Nothing unusual. Closest to a spike:</p>` : nothing}
    <ul class="lines">${rows.map((row) => {
    const incident = incidents.find((one) => one.id === row.incident);
    const expected = row.day.expected;
    return html`<li><a href=${itemsHref({ tag: row.tag ?? "", sentiment: "negative", from: dayFrom, to })}>
      <span class="what">${row.tag ?? "(no tag)"}</span>
      ${incident ? badge(html`${icon("up")} since ${relative(incident.openedAt)}`, "bad") : row.exceptional ? badge("unusual", "bad") : nothing}
      <span class="figure"><b>${number(row.day.items)}</b> in 24 h<span class="quiet">${expected === null ? "" : `, usually ${expected < 10 ? expected.toFixed(1) : Math.round(expected)}`}</span></span></a></li>`;
  })}</ul>`;
}

/** What does not mend itself: endpoints that fail, parts of the program that say so. */
async function trouble({ signal, session }) {
  const may = (scope) => session.scopes.includes("*") || session.scopes.includes(scope);
  const none = { data: [] };
  const [webhooks, letters, readiness] = await Promise.all([
    may("webhooks:read") ? get("/v1/webhooks", {}, { signal }) : none,
    may("dead-letters:read") ? get("/v1/dead-letters", { limit: 100 }, { signal }) : none,
    health(signal),
  ]);
  const found = [];
  for (const endpoint of webhooks.data) {
    const where = new URL(endpoint.url).host;
    const link = `/webhooks/${endpoint.id}`;
    const { disabledReason, consecutiveFailures, failed: lost = 0, parked = 0 } = endpoint.health ?? {};
    const says = [];
    if (disabledReason) says.push(disabled(endpoint.health).toLowerCase());
    if (lost > 0) says.push(`${count(lost, "delivery", "deliveries")} failed permanently`);
    if (parked > 0) says.push(`${number(parked)} parked`);
    if (endpoint.status === "failing" || endpoint.status === "paused") says.push(`${count(consecutiveFailures, "failure")} in a row`);
    if (says.length > 0) found.push([link, disabledReason || lost > 0 ? "bad" : "warn", where, says.join(", ")]);
  }
  const waiting = letters.data.filter((letter) => letter.replayable && !letter.replayedAs).length;
  if (waiting > 0) found.push(["/system", "warn", "dead letters", `${waiting === 100 ? "100 or more" : count(waiting, "item")} refused`]);
  if (readiness.status !== "ready") {
    for (const [name, says] of Object.entries(readiness.checks ?? {})) found.push(["/system", "warn", name, says]);
  }
  return found;
}

async function health(signal) {
  const response = await askFor("/health/ready", { signal });
  return response.json();
}

function troubles(found) {
  if (found.length === 0) return html`<div class="state calm"><p class="state-title">${icon("check")} Nothing needs attention</p><p>Webhooks arrive, and all parts are healthy.</p></div>`;
  return html`<ul class="lines">${found.slice(0, 6).map(([link, kind, what, says]) => html`
    <li><a href=${link}><span class="what ${kind}">${icon("warning")} ${what}</span><span class="figure quiet">${says}</span></a></li>`)}
    ${found.length > 6 ? html`<li class="lead quiet">and ${number(found.length - 6)} more</li>` : nothing}</ul>`;
}

/** How sure the share is. */
function sure({ negative, total, negativeShareInterval: interval }) {
  return interval ? `${number(negative)} of ${number(total)}; 95% confidence ${percent(interval[0])} to ${percent(interval[1])}` : "no items";
}

function firstItem(key, makeKey) {
  const call = `curl -s -H "Authorization: Bearer ${key ?? "$LOOP_SECRET_KEY"}" -H 'Content-Type: application/json' \\
  -d '{"user":{"id":"u_1"},"message":"The export hangs","sentiment":"negative","tag":"exports"}' \\
  ${location.origin}/v1/feedback`;
  return html`<section class="card first" aria-label="A first item"><div class="state"><p class="state-title">No feedback yet</p>
    <p>${key ? html`Paste this into a terminal. Its key can only create items.` : html`Send the first item with the secret key that <code>./loop up</code> printed.`} It appears here a moment later.</p>${copyable(call, "Copy the call")}
    ${key ? nothing : html`<button type="button" @click=${makeKey}>${icon("keys")} Insert a key</button>`}
    <p>Or import existing feedback: <code>./loop import FILE</code></p></div></section>`;
}
