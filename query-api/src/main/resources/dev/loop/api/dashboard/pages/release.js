// The report of a release: what got worse, what better, how sure that is, and what people said. To be read, printed, sent on.

import { badge, card, copyable, dialog, empty, failure, html, icon, itemRow, itemsHref, loading, nothing, pageHead, segmented, select, table } from "../ui.js";
import { get, url } from "../api.js";
import { intervals } from "../charts.js";
import { count, dateTime, number, percent, points, utc } from "../format.js";
import { href, navigate } from "../router.js";
import { certainty, change, standardized, summary, VERDICTS } from "./release/words.js";
import { escape } from "./explore/state.js";

export const title = "Release";

const WINDOWS = [["1d", "1 d"], ["3d", "3 d"], ["7d", "7 d"], ["14d", "14 d"], ["30d", "30 d"]];
const BASELINES = [["", "as long"], ["7d", "7 days"], ["14d", "14 days"], ["28d", "28 days"], ["56d", "56 days"]];
const ORDER = ["worse", "better", "no-evidence", "not-enough-data"];

export function open(view) {
  const { version } = view.place.params;
  const path = `/v1/releases/${encodeURIComponent(version)}/report`;
  let query = view.place.query;
  let load = { state: "loading" };
  view.title(`Release ${version}`);

  const asking = () => ({ window: query.get("window") ?? "7d", baseline: query.get("baseline"), stratify: query.get("stratify"), plan: query.getAll("plan"), source: query.getAll("source") });

  async function refresh() {
    const mine = asking();
    try {
      const value = await get(path, mine, view);
      load = { state: "ready", value };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  const go = (name, value) => navigate(href(`/releases/${encodeURIComponent(version)}`, { ...Object.fromEntries(query), [name]: value || null }));

  function apiCall() {
    dialog("API call of this page", () => html`${copyable(`curl -s -H "Authorization: Bearer $LOOP_SECRET_KEY" '${location.origin}${url(path, asking())}'`, "Copy the call")}
      <p class="hint">Add <code>format=csv</code> for the table as CSV, <code>format=html</code> for a self-contained page.</p>`, { wide: true });
  }

  function draw() {
    const report = load.value;
    const chosen = asking();
    view.render(html`
      ${pageHead(html`Release ${version}${report?.release.title ? html` <span class="quiet">${report.release.title}</span>` : nothing}`, {
        sub: report ? html`<time datetime=${report.release.releasedAt} title=${utc(report.release.releasedAt)}>${dateTime(report.release.releasedAt)}</time>` : nothing,
        actions: load.state === "failed" ? html`<a class="button" href="/releases">${icon("left")} All releases</a>` : html`
          <a class="button" href=${url(path, { ...chosen, format: "html" })} target="_blank" rel="noopener">${icon("docs")} Shareable page</a>
          <a class="button" href=${url(path, { ...chosen, format: "csv" })} download="release-${version}.csv">${icon("download")} CSV</a>
          <button type="button" @click=${() => print()}>${icon("print")} Print</button>
          <button type="button" @click=${apiCall}>${icon("code")} API call</button>` })}
      ${load.problem?.status === 404 ? nothing : html`<div class="controls no-print">${segmented("Time after the release", WINDOWS, chosen.window, (value) => go("window", value === "7d" ? "" : value))}
        ${select("against the time before:", BASELINES, chosen.baseline ?? "", (value) => go("baseline", value))}
        ${select("compared within", [["", "plans"], ["source", "sources"]], chosen.stratify ?? "", (value) => go("stratify", value))}</div>`}
      ${load.state === "failed" ? html`<section class="card">${failure(load.problem, refresh)}</section>` : load.state === "loading" ? html`<section class="card">${loading(8)}</section>` : body(report)}`);
  }

  function body(report) {
    const { before, after } = report;
    const rows = [...report.tags].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || (a.q ?? 1) - (b.q ?? 1));
    return html`
      <p class="summary-line">${summary(report)}</p>
      ${report.warnings.map((warning) => html`<p class="note warn">${icon("warning")} ${warning.message}</p>`)}
      <div class="tiles three">
        ${tile("Items", html`${number(before.items)} → ${number(after.items)}`, html`${when(before)} against ${when(after)}`, { from: after.from, to: after.to })}
        ${tile("Negative", html`${percent(before.negativeShare)} → ${percent(after.negativeShare)}`, before.negativeShare === null || after.negativeShare === null ? nothing
          : html`${points(after.negativeShare - before.negativeShare)}; after, 95% confidence ${span(after.negativeShareInterval)}`, { from: after.from, to: after.to, sentiment: "negative" })}
        ${tile("Still open", html`${number(after.open)}`, html`of items after the release`, { from: after.from, to: after.to, status: "open" })}
      </div>
      ${card("By feature", report.tags.length === 0 ? empty("No negative items", "Neither period has a negative item.") : changes("By feature", "tag", rows, report), { aside: key() })}
      <div class="report-grid">
        ${card("By plan", report.plans.length === 0 ? empty("No plans", "No item has a plan.") : changes("By plan", "plan", report.plans, report, true))}
        ${card("New and surging words", report.terms.length === 0 ? empty("None", "No word is used by many more people than before.") : terms(report))}
      </div>
      ${card("What people said", report.said.length === 0 ? empty("Nothing yet", "Feedback after the release appears here.")
        : html`<div class="items">${report.said.map((item) => itemRow(item))}</div>`, { more: itemsHref({ from: after.from, to: after.to }) })}`;
  }

  function changes(caption, name, rows, report, short = false) {
    const top = Math.max(0.02, ...rows.flatMap((row) => [row.rateBeforeInterval?.[1] ?? 0, row.rateAfterInterval?.[1] ?? 0]));
    const items = (row, window) => itemsHref({ [name]: escape(row[name]), sentiment: "negative", from: window.from, to: window.to });
    return table(caption, [
      { name: name === "plan" ? "Plan" : "Tag", cell: (row) => html`${row[name] ?? "(none)"} ${row.affected ? badge("expected", "") : nothing}` },
      { name: "Verdict", className: "nowrap", cell: (row) => badge(...VERDICTS[row.verdict]) },
      { name: `Negative, of all ${name === "plan" ? "its " : ""}items: 0 to ${percent(top)}`, className: "wide", cell: (row) => html`<span title=${change(row)}>${intervals({ rate: row.rateBefore, interval: row.rateBeforeInterval }, { rate: row.rateAfter, interval: row.rateAfterInterval }, top, row.verdict)}</span>` },
      { name: "Before", align: "end", className: "nowrap", cell: (row) => html`${percent(row.rateBefore, 1)} <a class="of" href=${items(row, report.before)} aria-label="${number(row.before)} negative items before">${number(row.before)}</a>` },
      { name: "After", align: "end", className: "nowrap", cell: (row) => html`<b>${percent(row.rateAfter, 1)}</b> <a class="of" href=${items(row, report.after)} aria-label="${number(row.after)} negative items after">${number(row.after)}</a>${mix(row, report)}` },
      ...(short ? [] : [{ name: html`<span title="Probability of so large a change by chance, corrected for the number of features (q)">By chance</span>`, align: "end", className: "nowrap", cell: (row) => certainty(row.q) }]),
    ], rows, { rowClass: (row) => `is-${row.verdict}` });
  }

  function terms(report) {
    return html`<ul class="lines">${report.terms.map((term) => html`<li><a href=${itemsHref({ q: `"${term.term.replaceAll('"', "")}"`, from: report.after.from, to: report.after.to })}>
      <span class="what">${term.term}</span> ${term.kind === "new" ? badge("new", "warn") : nothing}
      <span class="figure quiet">${number(term.before)} → <b>${number(term.after)}</b> of ${count(term.usersAfter, "person", "people")}</span></a></li>`)}</ul>`;
  }

  view.keys({ p: { does: "Print the report", run: () => print() } });
  draw();
  refresh();
  return {
    change(place) {
      query = place.query;
      load = { state: "loading" };
      draw();
      refresh();
    },
  };
}

function key() {
  return html`<span class="legend" aria-hidden="true"><span><i class="before"></i>before</span><span><i class="after"></i>after, with 95% confidence</span></span>`;
}

function tile(name, value, note, filters) {
  return html`<a class="tile" href=${itemsHref(filters)}><span class="name">${name}</span><span class="value">${value}</span><span class="note-line">${note}</span></a>`;
}

/** What the verdict is about where the mix of plans or sources moved the rates. */
function mix(row, report) {
  const rates = standardized(row);
  return rates ? html`<span class="quiet at-mix" title="The rates that both periods would have with as many items of each ${report.stratifiedBy}; the verdict is about these">${rates} at the same mix</span>` : nothing;
}

const span = (interval) => (interval ? `${percent(interval[0])} to ${percent(interval[1])}` : "–");
const when = (window) => html`<span title="${utc(window.from)} to ${utc(window.to)}">${count(Math.round((Date.parse(window.to) - Date.parse(window.from)) / 86_400_000), "day")}</span>`;
