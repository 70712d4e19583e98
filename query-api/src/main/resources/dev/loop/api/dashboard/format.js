// Figures and times as people read them: in the viewer's language and zone.

/** Whose days are asked for: those of the viewer's zone, or of its offset where the server does not know the zone. */
export let zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
/** What pages say beside such days. */
export let zoneNote = "";

export function useOffset() {
  const minutes = -new Date().getTimezoneOffset();
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const offset = `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
  zoneNote = `This server does not know the zone ${zone}. Days are those of ${offset}, this browser's offset now.`;
  zone = offset;
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const percent0 = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });
const percent1 = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 12,345 */
export const number = (value) => whole.format(value);
/** 12.3K, where there is little room. */
export const compact = (value) => (Math.abs(value) < 10_000 ? whole.format(value) : short.format(value));
/** 47 %, or a dash where there is nothing to take a share of. */
export const percent = (value, digits = 0) =>
  value === null || value === undefined ? "–" : (digits ? percent1 : percent0).format(value);
/** +3 points */
export const points = (value) => {
  if (value === null || value === undefined) return "–";
  const rounded = Math.round(value * 1000) / 10;
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : "±"}${Math.abs(rounded).toFixed(1)} pt`;
};
/** "worse" or "better" where the share of negative differs by more than chance would, 19 times of 20; else "". */
export function mood(now, before) {
  if (!now.total || !before?.total) return "";
  const spread = ({ negative, total }) => (negative / total) * (1 - negative / total) / total;
  const by = now.negative / now.total - before.negative / before.total;
  if (Math.abs(by) <= 1.96 * Math.sqrt(spread(now) + spread(before))) return "";
  return by > 0 ? "worse" : "better";
}
const languages = new Intl.DisplayNames(["en"], { type: "language" });
/** English, for en */
export function language(code) {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}
/** 1 item, 2 items */
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** Seconds to "2 d 4 h". */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  /** @type {[string, number][]} */
  const units = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]];
  const at = Math.max(0, units.findIndex(([, size]) => seconds >= size));
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const [unit, size] = units[at];
  const first = Math.floor(seconds / size);
  const next = units[at + 1];
  const rest = next && first < 10 ? Math.floor((seconds - first * size) / next[1]) : 0;
  return rest > 0 ? `${first} ${unit} ${rest} ${next[0]}` : `${first} ${unit}`;
}

const formats = new Map();
function format(name, options) {
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", options));
  return formats.get(name);
}

/** 19 Jun 2026, 16:02 */
export const dateTime = (iso) =>
  format("dt", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
/** 16:02:11 */
export const clock = (at) => format("c", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
/**
 * 19 Jun
 * @param {string | number | Date} iso
 * @param {string} [timeZone]
 */
export const day = (iso, timeZone = undefined) => format(`d${timeZone}`, { day: "numeric", month: "short", timeZone }).format(new Date(iso));
/**
 * Fri 19 Jun 2026
 * @param {string | number | Date} iso
 * @param {string} [timeZone]
 */
export const longDay = (iso, timeZone = undefined) =>
  format(`D${timeZone}`, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone }).format(new Date(iso));
/** 2026-06-19 14:02:11 UTC */
export const utc = (iso) => `${new Date(iso).toISOString().slice(0, 19).replace("T", " ")} UTC`;

const ago = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });

/** "3h ago" up to a week, then the date. */
export function relative(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 60) return seconds > 0 ? "in a moment" : "just now";
  if (size < 3_600) return ago.format(Math.trunc(seconds / 60), "minute");
  if (size < 86_400) return ago.format(Math.trunc(seconds / 3_600), "hour");
  if (size < 7 * 86_400) return ago.format(Math.trunc(seconds / 86_400), "day");
  const year = new Date(iso).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return format(`r${year}`, { day: "numeric", month: "short", year }).format(new Date(iso));
}
