// Days, weeks and months of the viewer's zone, empty ones included, for pictures over time.

import { day, longDay } from "./format.js";
import { itemsHref } from "./ui.js";

/** Midnight of the day that lies `days` before today. */
export function daysAgo(days, now = new Date()) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

const NEXT = {
  hour: (at) => new Date(at.getTime() + 3_600_000),
  day: (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1),
  week: (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + 7),
  month: (at) => new Date(at.getFullYear(), at.getMonth() + 1, 1),
};

const BEGIN = {
  hour: (at) => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000),
  day: (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()),
  week: (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate() - ((at.getDay() + 6) % 7)),
  month: (at) => new Date(at.getFullYear(), at.getMonth(), 1),
};

const hourLabel = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const hourShort = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const monthLabel = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

const LABEL = {
  hour: [(at) => hourLabel.format(at), (at) => hourShort.format(at)],
  day: [(at) => longDay(at), (at) => day(at)],
  week: [(at) => `Week of ${longDay(at)}`, (at) => day(at)],
  month: [(at) => monthLabel.format(at), (at) => monthLabel.format(at).slice(0, 3)],
};

/** Rows of /v1/sentiment/timeline as bars from `from` to `to`, each with a link to its items. */
export function bars(rows, interval, from, to, filters = {}) {
  const byStart = new Map(rows.map((row) => [new Date(row.start).getTime(), row]));
  const [label, short] = LABEL[interval];
  const all = [];
  for (let at = BEGIN[interval](from); at < to; at = NEXT[interval](at)) {
    const next = NEXT[interval](at);
    // The first and the last bar hold only what lies between from and to, and so do their items.
    const start = at < from ? from : at;
    const end = next > to ? to : next;
    const row = byStart.get(at.getTime()) ?? byStart.get(start.getTime()) ?? { negative: 0, neutral: 0, positive: 0, total: 0 };
    all.push({ ...row, label: label(at), short: short(at), href: itemsHref({ ...filters, from: start.toISOString(), to: end.toISOString() }) });
  }
  return all;
}

/** What interval makes between a few and a hundred bars. */
export function fitting(from, to) {
  const days = (to - from) / 86_400_000;
  return days <= 3 ? "hour" : days <= 92 ? "day" : days <= 700 ? "week" : "month";
}

/** Where releases went out, as markers between `from` and `to`. */
export function markers(releases, from, to) {
  return releases
    .map((release) => ({
      at: (new Date(release.releasedAt) - from) / (to - from),
      label: release.version,
      title: `Release ${release.version}${release.title ? `: ${release.title}` : ""}, ${longDay(release.releasedAt)}`,
      href: `/releases/${encodeURIComponent(release.version)}`,
    }))
    .filter((marker) => marker.at >= 0 && marker.at < 1);
}
