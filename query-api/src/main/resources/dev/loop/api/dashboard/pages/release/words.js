// What a report says, in words.

import { count, number, percent } from "../../format.js";

export const VERDICTS = { worse: ["worse", "bad"], better: ["better", "good"], "no-evidence": ["no evidence", ""], "not-enough-data": ["not tested", ""] };

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
  const tooFew = `too few of the items can be compared within ${report.stratifiedBy}s`;
  if (report.tags.length === 0) said.push("Neither period has a negative item.");
  else if (!said.length && !unclear.length) return `Nothing could be tested: ${tooFew}. That says nothing for or against a change.`;
  else if (!said.length) said.push(`There is no evidence of a change for ${few.length ? `the ${count(unclear.length, "tag")} that could be tested` : "any tag"}.`);
  else if (unclear.length) said.push(`For ${count(unclear.length, "other tag")} there is no evidence of a change.`);
  if (few.length) said.push(`${few.length === 1 ? "One tag" : count(few.length, "tag")} could not be tested: ${tooFew}.`);
  return said.join(" ");
}

/** "From 11 of 273 items (4.0 %) to 71 of 278 (25.5 %)" */
export function change(row) {
  return `from ${number(row.before)} of ${number(row.itemsBefore)} items (${percent(row.rateBefore, 1)}) to ${number(row.after)} of ${number(row.itemsAfter)} (${percent(row.rateAfter, 1)})`;
}

/** The rates that the verdict is about, where they are others than the raw ones: "11.0 % → 17.5 %" */
export function standardized(row) {
  if (row.standardizedBefore === null || row.rateBefore === null || row.rateAfter === null) return null;
  const rates = [percent(row.standardizedBefore, 1), percent(row.standardizedAfter, 1)];
  return rates[0] === percent(row.rateBefore, 1) && rates[1] === percent(row.rateAfter, 1) ? null : rates.join(" → ");
}

/** As a person would say how sure it is. */
export function certainty(q) {
  if (q === null || q === undefined) return "–";
  return q < 0.001 ? "< 0.001" : q.toFixed(3);
}
