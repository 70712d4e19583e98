// What Explore shows, as it stands in its address: a view is sent on by sending the address.

import { daysAgo } from "../../time-buckets.js";
import { href } from "../../router.js";

/** Name in the address and text; "" for as far back as there is anything. */
export const PERIODS = [["1d", "Today"], ["7d", "7 d"], ["30d", "30 d"], ["90d", "90 d"], ["365d", "1 y"]];

/**
 * What the cells tell: [name, text, what its items are besides].
 * @type {[string, string, Record<string, string>][]}
 */
export const MEASURES = [
  ["share", "Share negative", { sentiment: "negative" }],
  ["negative", "Negative items", { sentiment: "negative" }],
  ["total", "All items", {}],
  ["open", "Open items", { status: "open" }],
];

/** The measure of a state. */
export const measureOf = (state) => MEASURES.find(([name]) => name === state.measure) ?? MEASURES[0];

const PLAIN_FILTERS = ["tag", "plan", "source", "sentiment", "status", "user", "q"];
export const isFilter = (name) => PLAIN_FILTERS.includes(name) || name.startsWith("metadata.");

/** From an address to a state; whatever is not there is as usual. */
export function read(query) {
  const groups = query.has("group_by") ? query.getAll("group_by").flatMap(namesIn) : ["tag", "plan"];
  const period = query.get("from") ?? "30d";
  const relative = /^(\d+)d$/.exec(period);
  const filters = {};
  for (const name of new Set(query.keys())) if (isFilter(name)) filters[name] = query.getAll(name);
  return {
    rows: groups[0] ?? "",
    columns: groups[1] ?? "",
    measure: MEASURES.some(([name]) => name === query.get("measure")) ? query.get("measure") : "share",
    period,
    until: query.get("to") ?? "",
    from: relative ? daysAgo(Number(relative[1]) - 1) : midnight(period),
    // Until the end of today, so that the same address within a day is the same question.
    to: query.get("to") ? midnight(query.get("to")) : daysAgo(-1),
    compare: query.get("compare") === "previous",
    sort: query.get("sort") ?? "-negative",
    filters,
  };
}

/** A date is its midnight here; anything else is an instant. */
function midnight(text) {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const at = date ? new Date(Number(date[1]), Number(date[2]) - 1, Number(date[3])) : new Date(text);
  return Number.isNaN(at.getTime()) ? daysAgo(29) : at;
}

/** Names as group_by takes them: a backslash makes a comma part of the name, and so stands before no comma between names. */
export function groupBy(...names) {
  const written = names.filter(Boolean).map((name) => name.replaceAll(",", "\\,"));
  return written.some((name) => name.endsWith("\\")) ? written : written.join(",");
}

/** The other way round. */
function namesIn(text) {
  return (text.match(/(?:\\,|[^,])+/g) ?? []).map((name) => name.replaceAll("\\,", ","));
}

/** The address of a state, or of what it would be with changes. */
export function addressOf(state, changes = {}) {
  const { rows, columns, measure, period, until, compare, sort, filters } = { ...state, ...changes };
  return href("/explore", {
    group_by: groupBy(rows, columns),
    measure: measure === "share" ? null : measure,
    from: period,
    to: until || null,
    compare: compare ? "previous" : null,
    sort: sort === "-negative" ? null : sort,
    ...filters,
  });
}

/** What is asked of the API, without the groups. */
export function question(state) {
  return { ...state.filters, from: state.from.toISOString(), to: state.to.toISOString() };
}

/** Filters of the items in a cell: those of the page, and the values of its groups. Groups win: they are narrower. */
export function itemsOf(state, groups, extra = {}) {
  const { from, to, ...filters } = question(state);
  const exact = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, escape(value)]));
  return { ...filters, ...extra, ...exact, from, to };
}

/** A value that begins with ! or \ is meant as it is; none is an empty value. */
export function escape(value) {
  if (value === null || value === undefined) return "";
  return /^[!\\]/.test(value) ? `\\${value}` : value;
}
