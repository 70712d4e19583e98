// What a report says, in words.

import { count, number, percent } from "../../format.js";

export const VERDICTS = { worse: ["worse", "bad"], better: ["better", "good"], "no-evidence": ["no evidence", ""], "not-enough-data": ["too few", ""] };

export const tagName = (tag) => tag ?? "(no tag)";

/** Names by verdict. */
export function verdicts(rows, name = "tag") {
  const of = (verdict) => rows.filter((row) => row.verdict === verdict).map((row) => tagName(row[name]));
  return { worse: of("worse"), better: of("better"), unclear: of("no-evidence"), few: of("not-enough-data") };
}

function list(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The whole of it, in a sentence or two. */
export function summary(report) {
  const { worse, better, unclear, few } = verdicts(report.tags);
  if (report.after.items === 0) return "There is no feedback since the release.";
  const said = [];
  if (worse.length) said.push(`Negative feedback increased for ${list(worse)}.`);
  if (better.length) said.push(`Negative feedback decreased for ${list(better)}.`);
  if (!said.length) said.push("There is no evidence that anything changed.");
  if (worse.length + better.length > 0 && unclear.length) said.push(`For ${count(unclear.length, "other tag")} there is no evidence of a change.`);
  if (few.length) said.push(`${few.length === 1 ? "One has" : `${number(few.length)} have`} too few items to tell.`);
  return said.join(" ");
}

/** "From 11 of 273 items (4.0 %) to 71 of 278 (25.5 %)" */
export function change(row) {
  return `from ${number(row.before)} of ${number(row.itemsBefore)} items (${percent(row.rateBefore, 1)}) to ${number(row.after)} of ${number(row.itemsAfter)} (${percent(row.rateAfter, 1)})`;
}

/** As a person would say how sure it is. */
export function certainty(q) {
  if (q === null || q === undefined) return "–";
  return q < 0.001 ? "< 0.001" : q.toFixed(3);
}
