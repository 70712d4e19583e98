// Any question about counts, as a picture: groups, filters, period and comparison, all in the address.

import { card, copyable, dialog, empty, html, icon, nothing, pageHead, segmented, select, text, whenReady } from "../ui.js";
import { get, url } from "../api.js";
import { legend, sentimentBars } from "../charts.js";
import { bars, fitting, markers, timeline as counts, zoneHint } from "../time-buckets.js";
import { count, dateTime, day, number, percent, points, zone } from "../format.js";
import { navigate } from "../router.js";
import { Views } from "../views.js";
import { addFilter, chips } from "./explore/filters.js";
import { csv, heatmap, key } from "./explore/heatmap.js";
import { addressOf, groupBy, MEASURES, PERIODS, question, read } from "./explore/state.js";

export const title = "Explore";

const MOST_ROWS = 50;
const MOST_COLUMNS = 12;
const GROUPS = [["tag", "Tag"], ["plan", "Plan"], ["source", "Source"]];
const OWN_VIEWS = [["Features × plans", "/explore?group_by=tag,plan"], ["Features × sources", "/explore?group_by=tag,source"], ["Plans, compared", "/explore?group_by=plan&compare=previous"]];

/** 2026-06-19, of the viewer's zone. */
const localDay = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;

export function open(view) {
  let state = read(view.place.query);
  let table = { state: "loading" };
  let timeline = { state: "loading" };
  let asked = 0;
  /** Whether what is shown is the answer to the question before. */
  const old = { table: false, timeline: false };
  const views = new Views("/explore", { changed: draw, signal: view.signal });

  async function refresh() {
    const mine = ++asked;
    old.table = table.state === "ready";
    old.timeline = timeline.state === "ready";
    draw();
    await Promise.all([
      load(cells, (part) => { table = part; old.table = false; }, mine),
      load(overTime, (part) => { timeline = part; old.timeline = false; }, mine),
    ]);
  }

  async function load(question_, put, mine) {
    let part;
    try {
      part = { state: "ready", value: await question_() };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      part = { state: "failed", problem };
    }
    if (mine !== asked) return;
    put(part);
    draw();
  }

  /** Rows and columns with their totals as the server counts them, and what lies where they cross. */
  async function cells() {
    const asking = { ...question(state), compare: state.compare ? "previous" : null };
    const of = (name, limit, sort) => get("/v1/sentiment", { ...asking, group_by: groupBy(name), limit, sort, other: limit ? "true" : null }, view);
    const [rows, columns, both] = await Promise.all([
      of(state.rows, MOST_ROWS, state.sort),
      state.columns ? of(state.columns, MOST_COLUMNS, "-total") : null,
      state.columns ? get("/v1/sentiment", { ...asking, group_by: groupBy(state.rows, state.columns), limit: 10_000 }, view) : null,
    ]);
    const crossing = both ? both.rows.map((row) => [key(row[state.rows], row[state.columns]), row]) : [];
    return { rows: rows.rows, other: rows.other?.groups ? rows.other : null, columns: columns?.rows ?? [], cells: new Map(state.columns ? crossing : rows.rows.map((row) => [key(row[state.rows]), row])),
      total: rows.total, groups: rows.groups, previousPeriod: rows.previousPeriod };
  }

  async function overTime() {
    const interval = fitting(state.from, state.to);
    const [answer, releases] = await Promise.all([
      counts({ ...question(state), interval }, view),
      get("/v1/releases", { from: state.from.toISOString(), to: state.to.toISOString() }, view),
    ]);
    return { interval, rows: answer.rows, releases: releases.data };
  }

  const go = (changes) => navigate(addressOf(state, changes));

  async function filter() {
    const filters = await addFilter(state);
    if (filters) go({ filters });
  }

  function sort(name) {
    go({ sort: state.sort === `-${name}` ? name : `-${name}` });
  }

  async function otherGroup(which) {
    const chosen = await dialog("Group by metadata", (close) => html`<form @submit=${(event) => {
      event.preventDefault();
      close(`metadata.${text(new FormData(event.target), "key")}`);
    }}><label class="field"><span>Key under metadata</span><input name="key" required autofocus placeholder="browser" autocomplete="off"></label>
      <div class="buttons"><button class="primary">Group</button></div></form>`);
    if (chosen) go({ [which]: chosen, sort: "-negative" });
    else draw();
  }

  function groupSelect(which, text, chosen, none) {
    const options = [...(none ? [["", "None"]] : []), ...GROUPS, ["user", "User"], ...(chosen.startsWith("metadata.") ? [[chosen, chosen]] : []), ["metadata", "Metadata …"]]
      .filter(([name]) => name === chosen || name !== state[which === "rows" ? "columns" : "rows"]);
    return select(text, options, chosen, (name) => (name === "metadata" ? otherGroup(which) : go({ [which]: name, sort: "-negative" })));
  }

  async function customPeriod() {
    const chosen = await dialog("Period", (close) => html`<form @submit=${(event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      const until = new Date(`${form.get("to")}T00:00`);
      until.setDate(until.getDate() + 1);
      close({ period: form.get("from"), until: localDay(until) });
    }}><div class="dates-from-to"><label class="field"><span>From</span><input type="date" name="from" required .value=${localDay(state.from)}></label>
      <label class="field"><span>To, inclusive</span><input type="date" name="to" required .value=${localDay(new Date(state.to.getTime() - 1))}></label></div>
      <p class="hint">Days of ${zone}.</p><div class="buttons"><button class="primary">Show</button></div></form>`);
    if (chosen) go(chosen);
  }

  function apiCall() {
    const asking = { group_by: groupBy(state.rows, state.columns), ...question(state), compare: state.compare ? "previous" : null, sort: state.sort };
    const address = location.origin + url("/v1/sentiment", asking);
    const time = location.origin + url("/v1/sentiment/timeline", { ...question(state), interval: fitting(state.from, state.to), timezone: zone });
    const curl = (to) => `curl -s -H "Authorization: Bearer $LOOP_SECRET_KEY" '${to}'`;
    dialog("API calls of this page", () => html`<h3>The table</h3>${copyable(curl(address), "Copy the call")}
      <h3>Over time</h3>${copyable(curl(time), "Copy the call")}
      <p class="hint">Add <code>format=csv</code> for CSV. <a href="/docs" target="_blank" rel="noopener">The API's documentation</a> lists all parameters.</p>`, { wide: true });
  }

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(state, table.value)], { type: "text/csv" }));
    link.download = `loop-${[state.rows, state.columns].filter(Boolean).join("-")}-${localDay(state.from)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function draw() {
    const here = addressOf(state);
    const same = (to) => addressOf(read(new URL(to, location.href).searchParams)) === here;
    const known = PERIODS.some(([name]) => name === state.period) && !state.until;
    view.render(html`
      ${pageHead("Explore", { sub: `${day(state.from)} to ${day(new Date(state.to.getTime() - 1))}, days of ${zone}`, actions: html`
        ${views.button(() => addressOf(state))}
        <button type="button" ?disabled=${table.state !== "ready" || old.table} @click=${download}>${icon("download")} CSV</button>
        <button type="button" @click=${apiCall}>${icon("code")} API call</button>` })}
      ${views.list(OWN_VIEWS, same)}
      <div class="controls">
        ${groupSelect("rows", "Rows", state.rows, false)} ${groupSelect("columns", "Columns", state.columns, true)}
        ${select("Cells", MEASURES, state.measure, (measure) => go({ measure }))}
        ${segmented("Period", [...PERIODS, ["own", "Other"]], known ? state.period : "own", (period) => (period === "own" ? customPeriod() : go({ period, until: "" })))}
        <label class="against"><input type="checkbox" .checked=${state.compare} @change=${(event) => go({ compare: event.target.checked })}> Compare with previous period</label>
        <span class="filters-on">${chips(state.filters, (filters) => go({ filters }))}
          <button type="button" class="ghost" @click=${filter}>${icon("filter")} Filter</button></span>
      </div>
      ${card(`By ${[state.rows, state.columns].filter(Boolean).join(" and ")}`, whenReady(table, refresh, (data) => data.rows.length === 0
        ? empty("No items", "No item matches these filters in this period.", Object.keys(state.filters).length ? html`<button type="button" @click=${() => go({ filters: {} })}>Clear filters</button>` : nothing)
        : heatmap(state, data, sort), 8), { aside: table.state === "ready" ? summary(table.value) : nothing, className: old.table ? "old" : "" })}
      ${card("Over time", whenReady(timeline, refresh, ({ interval, rows, releases }) => html`<div class="body">${
        sentimentBars(`Sentiment by ${interval}`, bars(rows, interval, state.from, state.to, state.filters), { markers: markers(releases, state.from, state.to) })}${zoneHint()}</div>`), { aside: legend(), className: old.timeline ? "old" : "" })}`);
  }

  function summary({ total, previousPeriod }) {
    return html`<span class="summary quiet"><b>${count(total.total, "item")}</b>, ${percent(total.negativeShare)} negative${previousPeriod
      ? html`, ${points(total.change.negativeShare)} against <span title="${dateTime(previousPeriod.from)} to ${dateTime(previousPeriod.to)}">the ${number(total.previous.total)} before</span>` : nothing}</span>`;
  }

  view.keys({
    f: { does: "Add a filter", run: filter },
    c: { does: "Toggle the comparison with the previous period", run: () => go({ compare: !state.compare }) },
    s: { does: "Save this view", run: () => views.save(addressOf(state)) },
  });
  refresh();
  views.read();
  return {
    change(place) {
      state = read(place.query);
      refresh();
    },
  };
}
