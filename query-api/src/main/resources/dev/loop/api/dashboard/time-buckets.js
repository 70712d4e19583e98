// Periods of the viewer's zone, and the bars of pictures over time.

import { get } from "./api.js";
import { day, longDay, useOffset, zone, zoneNote } from "./format.js";
import { html, itemsHref, nothing } from "./ui.js";

/** Midnight of the day that lies `days` before today. */
export function daysAgo(days, now = new Date()) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

const hourLabel = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const hourShort = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const monthLabel = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

const LABEL = {
  hour: [(at) => hourLabel.format(at), (at) => hourShort.format(at)],
  day: [(at) => longDay(at), (at) => day(at)],
  week: [(at) => `Week of ${longDay(at)}`, (at) => day(at)],
  month: [(at) => monthLabel.format(at), (at) => monthLabel.format(at).slice(0, 3)],
};

/**
 * Rows of /v1/sentiment/timeline between `from` and `to` as bars, each with a link to its items. The server returns each
 * bucket, so that hours and days are cut in one place alone.
 */
export function bars(rows, interval, from, to, filters = {}) {
  const [label, short] = LABEL[interval];
  const starts = rows.map((row) => new Date(row.start));
  return rows.map((row, i) => {
    const at = starts[i];
    // The first and the last bar hold only what lies between from and to, and so do their items.
    const start = at < from ? from : at;
    const end = starts[i + 1] ?? to;
    return { ...row, label: label(at), short: short(at), href: itemsHref({ ...filters, from: start.toISOString(), to: end.toISOString() }) };
  });
}

/** Counts over time in the viewer's zone. Browsers may know newer zones than the server. */
export async function timeline(values, view) {
  const asked = zone;
  try {
    return await get("/v1/sentiment/timeline", { ...values, timezone: asked }, view);
  } catch (problem) {
    if (!problem.errors?.some(({ field }) => field === "timezone")) throw problem;
    if (zone === asked) useOffset();
    return get("/v1/sentiment/timeline", { ...values, timezone: zone }, view);
  }
}

/** Stands below bars whose days are not those of the viewer's zone. */
export const zoneHint = () => (zoneNote ? html`<p class="hint">${zoneNote}</p>` : nothing);

/**
 * What interval makes between a few and a hundred bars.
 * @param {Date} from
 * @param {Date} to
 */
export function fitting(from, to) {
  const days = (to.getTime() - from.getTime()) / 86_400_000;
  return days <= 3 ? "hour" : days <= 92 ? "day" : days <= 700 ? "week" : "month";
}

/**
 * Where releases went out, as markers between `from` and `to`.
 * @param {any[]} releases
 * @param {Date} from
 * @param {Date} to
 */
export function markers(releases, from, to) {
  return releases
    .map((release) => ({
      at: (Date.parse(release.releasedAt) - from.getTime()) / (to.getTime() - from.getTime()),
      label: release.version,
      title: `Release ${release.version}${release.title ? `: ${release.title}` : ""}, ${longDay(release.releasedAt)}`,
      href: `/releases/${encodeURIComponent(release.version)}`,
    }))
    .filter((marker) => marker.at >= 0 && marker.at < 1);
}
