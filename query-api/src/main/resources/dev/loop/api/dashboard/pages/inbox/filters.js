// What the list is narrowed down to: the filters of the address, in words, as controls, and against an item.

import { chip, html, icon, nothing, segmented, select } from "../../ui.js";
import { dateTime, language, longDay } from "../../format.js";
import { navigate } from "../../router.js";

const STATUSES = [["", "All"], ["open", "Open"], ["resolved", "Resolved"]];
const SENTIMENTS = [["", "Any sentiment"], ["negative", "Negative"], ["neutral", "Neutral"], ["positive", "Positive"]];

const UNSURE = [["true", "Unsure"]];

/**
 * `set(name, value)`, `drop(name, value)` and `search(text)` change the filters; `forms` are words with other forms,
 * `spoken` the languages to choose from, `themes` the names of themes by id.
 */
export function controls(filters, { set, drop, search, forms, spoken, themes }) {
  const one = (name) => (filters.getAll(name).length === 1 ? filters.get(name) : "");
  // What a control shows has no chip; what no control can show, such as two plans or !negative, has one.
  const languages = [["", "Any language"], ...[...spoken].sort().map((code) => [code, language(code)])];
  const controlled = { status: STATUSES, sentiment: SENTIMENTS, unsure: UNSURE, language: languages, q: undefined, sort: undefined, timezone: undefined, fold: undefined };
  const chips = [...filters].filter(([name, value]) => !(name in controlled)
    || (controlled[name] && (filters.getAll(name).length > 1 || !controlled[name].some(([known]) => known === value))));
  return html`<div class="inbox-controls" role="search">
    <label class="search">${icon("search")}<span class="visually-hidden">Search</span>
      <input type="search" placeholder="Search: words, “exact words”, -without" .value=${filters.get("q") ?? ""}
        @input=${(event) => search(event.target.value)}
        @keydown=${(event) => {
          if (event.key === "Escape" || event.key === "Enter") event.target.blur();
        }}><kbd>/</kbd></label>
    ${segmented("Status", STATUSES, one("status"), (value) => set("status", value))}
    ${select("Sentiment", SENTIMENTS, one("sentiment"), (value) => set("sentiment", value), { hideLabel: true })}
    ${languages.length > 1 ? select("Language", languages, one("language"), (value) => set("language", value), { hideLabel: true }) : nothing}
    <button type="button" title="Items whose sentiment is a guess" aria-pressed=${one("unsure") === "true"}
      @click=${() => set("unsure", one("unsure") === "true" ? "" : "true")}>Unsure</button>
    ${filters.has("q") && !filters.has("like") && !filters.has("similar") ? select("Order", [["", "Newest first"], ["relevance", "Best match first"]], filters.get("sort") ?? "",
      (value) => set("sort", value), { hideLabel: true }) : nothing}
    <label class="fold"><input type="checkbox" .checked=${filters.get("fold") === "true"}
      @change=${(event) => set("fold", event.target.checked ? "true" : "")}> Fold what says nearly the same</label>
    ${chips.length > 0 ? html`<div class="chips">${chips.map(([name, value]) => chip(name, inWords(name, value, themes), () => drop(name, value)))}
      <button type="button" class="ghost" @click=${() => navigate("/inbox")}>Clear all</button></div>` : nothing}
    ${filters.has("q") ? formsFound(forms) : nothing}
  </div>`;
}

/** Says that a search finds more than the words as they are typed, and how it finds no more. */
function formsFound(words) {
  if (words.length === 0) return nothing;
  const last = words[words.length - 1];
  const list = [words.slice(0, -1).join(", "), last].filter(Boolean).join(" and ");
  return html`<p class="quiet forms-found" role="status">Other forms of ${list} are found too. Put a word in quotes to find it alone: “${last}”.</p>`;
}

export function without(query, names) {
  return new URLSearchParams([...query].filter(([name]) => !names.includes(name)));
}

/** A filter as a person reads it: days rather than instants, and "not free" for !free. */
function inWords(name, value, themes) {
  if (name === "like") return "one item";
  const at = instant(value);
  if ((name === "from" || name === "to") && !Number.isNaN(at)) {
    const midnight = new Date(at).getHours() + new Date(at).getMinutes() === 0;
    if (!midnight) return dateTime(at);
    return longDay(name === "to" ? at - 1 : at);
  }
  if (name === "language" && value) return value.startsWith("!") ? `not ${language(value.slice(1)) || "none"}` : language(value);
  if (name === "theme" && value) return value.startsWith("!") ? `not ${themes.get(value.slice(1)) ?? value.slice(1)}` : themes.get(value) ?? value;
  if (name === "unsure") return value === "false" ? "no" : value;
  if (value.startsWith("!")) return `not ${value.slice(1) || "none"}`;
  return value.replace(/^\\/, "") || "none";
}

/** Whether it still belongs to what is listed, as far as can be told here: what is not named stands. */
export function matches(filters, item) {
  const value = { tag: item.tag, plan: item.plan, source: item.source, user: item.user.id, status: item.status, sentiment: item.sentiment,
    unsure: String(item.judgement?.unsure ?? false), language: item.language };
  for (const [name, has] of Object.entries(value)) {
    const wanted = filters.getAll(name).flatMap((one) => (name === "status" || name === "sentiment" ? one.split(",") : [one]));
    if (wanted.length === 0) continue;
    const negated = wanted[0].startsWith("!");
    const among = wanted.map((one) => one.slice(negated || /^\\[!\\]/.test(one) ? 1 : 0)).includes(has ?? "");
    if (among === negated) return false;
  }
  const at = Date.parse(item.createdAt);
  const from = instant(filters.get("from"));
  const to = instant(filters.get("to"));
  return !(at < from) && !(at >= to);
}

const instant = (text) => (text && text.includes("T") ? Date.parse(text) : NaN);
