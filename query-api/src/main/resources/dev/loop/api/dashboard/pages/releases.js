// What went out when, and in a few words what people made of it.

import { badge, card, copyable, empty, html, icon, nothing, pageHead, table, time, whenReady } from "../ui.js";
import { get } from "../api.js";
import { legend, sentimentBars } from "../charts.js";
import { bars, daysAgo, markers, timeline as counts, zoneHint } from "../time-buckets.js";
import { percent } from "../format.js";
import { verdicts } from "./release/words.js";

export const title = "Releases";

/** A report reads all the words of two weeks: those of the newest alone are asked for here. */
const WITH_REPORT = 8;
const DAYS = 90;

export function open(view) {
  let load = { state: "loading" };
  let timeline = { state: "loading" };
  const from = daysAgo(DAYS - 1);
  const to = daysAgo(-1);
  const reports = new Map();

  async function refresh() {
    try {
      load = { state: "ready", value: (await get("/v1/releases", {}, view)).data };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
    if (load.state !== "ready") return;
    if (load.value.length > 0) overTime();
    for (const { version, releasedAt } of load.value.slice(0, WITH_REPORT)) {
      if (Date.parse(releasedAt) > Date.now()) continue;
      try {
        reports.set(version, await get(`/v1/releases/${encodeURIComponent(version)}/report`, {}, view));
      } catch (problem) {
        if (problem.name === "AbortError") return;
        reports.set(version, null);
      }
      draw();
    }
  }

  async function overTime() {
    try {
      const { rows } = await counts({ interval: "day", from: from.toISOString(), to: to.toISOString() }, view);
      timeline = { state: "ready", value: rows };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      timeline = { state: "failed", problem };
    }
    draw();
  }

  const at = (release) => load.value.indexOf(release);
  const link = (release) => `/releases/${encodeURIComponent(release.version)}`;

  function told(release) {
    if (Date.parse(release.releasedAt) > Date.now()) return html`<span class="quiet">to come</span>`;
    const report = reports.get(release.version);
    if (report === undefined) return at(release) < WITH_REPORT ? html`<span class="loading short"><span class="bone"></span></span>` : html`<a href=${link(release)}>Report</a>`;
    if (report === null) return html`<span class="quiet">no report available</span>`;
    const { worse, better, unclear } = verdicts(report.tags);
    return html`<span class="told">${worse.map((tag) => badge(`${tag} worse`, "bad"))}${better.map((tag) => badge(`${tag} better`, "good"))}
      ${worse.length + better.length ? nothing : html`<span class="quiet">${unclear.length ? "no evidence of a change" : report.tags.length ? "too few items to test" : "no negative items"}</span>`}
      ${report.warnings.length ? html`<span class="quiet" title=${report.warnings.map((one) => one.message).join("\n")}>${icon("warning")}<span class="visually-hidden">with warnings</span></span>` : nothing}</span>`;
  }

  function negative(release) {
    const report = reports.get(release.version);
    return report ? html`${percent(report.before.negativeShare)} → <b>${percent(report.after.negativeShare)}</b>` : nothing;
  }

  function draw() {
    view.render(html`${pageHead("Releases", { sub: "What people said in the week after each release, compared with the week before." })}
      ${card("Releases", whenReady(load, refresh, (releases) => releases.length === 0
        ? empty("No releases yet", "Make this call the last step of a deployment:", copyable(announcement(), "Copy the call"))
        : table("Releases", [
          { name: "Version", cell: (release) => html`<a href=${link(release)}><b>${release.version}</b></a>` },
          { name: "Title", cell: (release) => release.title ?? nothing },
          { name: "Released", className: "nowrap", cell: (release) => time(release.releasedAt) },
          { name: "Negative share", align: "end", className: "nowrap", cell: negative },
          { name: "In the week after", cell: told },
        ], releases), 5))}
      ${load.value?.length ? card("The last 90 days", whenReady(timeline, overTime, (rows) => html`<div class="body">${
        sentimentBars("Sentiment by day", bars(rows, "day", from, to), { markers: markers(load.value, from, to) })}${zoneHint()}</div>`), { aside: legend() }) : nothing}`);
  }

  draw();
  refresh();
}

function announcement() {
  return `curl -X PUT -H "Authorization: Bearer $LOOP_SECRET_KEY" -H 'Content-Type: application/json' \\
  -d "{\\"releasedAt\\":\\"$(date -u +%FT%TZ)\\"}" ${location.origin}/v1/releases/$VERSION`;
}
