// Why an item is negative, neutral or positive: what rules or a model made of its words, or who said it.

import { get } from "./api.js";
import { dateTime, percent } from "./format.js";
import { href } from "./router.js";
import { html, icon, nothing, whenReady } from "./ui.js";

/** Values below these are slight, however much larger they are than all others of the message. */
const RULES_LEAST = 1;
const MODEL_LEAST = 0.2;

/** The reasons of the item that is shown, while somebody looks at them. */
export class Why {
  /** Undefined while they are closed. */
  load;
  #asked = 0;
  #changed;
  #signal;

  /** `changed()` is called when there is something else to draw. */
  constructor({ changed, signal }) {
    this.#changed = changed;
    this.#signal = signal;
  }

  toggle(item) {
    if (!this.close()) this.#read(item);
  }

  /** True if they were open. */
  close() {
    const open = this.load !== undefined;
    this.load = undefined;
    this.#asked++;
    if (open) this.#changed();
    return open;
  }

  /** The item is now like this. */
  take(item) {
    if (this.load) this.#read(item);
  }

  async #read(item) {
    const own = ++this.#asked;
    this.load ??= { state: "loading" };
    this.#changed();
    let load;
    try {
      load = { state: "ready", value: await get(`/v1/feedback/${item.id}/why`, {}, { signal: this.#signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    if (own !== this.#asked) return;
    this.load = load;
    this.#changed();
  }
}

/** The question, and the answer below it while it is open. */
export function reasons(item, why) {
  const open = why.load !== undefined;
  return html`<div class="reasons">
    <button type="button" class="link" aria-expanded=${open} aria-controls=${open ? "why" : nothing} title="The reasons (w)" @click=${() => why.toggle(item)}>
      ${item.judgement ? "Why" : "Who said"} ${item.sentiment}? ${icon(open ? "up" : "down")}</button>
    ${item.judgement?.unsure ? html`<span class="badge warn">unsure</span>` : nothing}
    ${open ? html`<section id="why" class="why" aria-label="Reasons" aria-live="polite">${whenReady(why.load, () => why.take(item), answer, 2)}</section>` : nothing}
  </div>`;
}

const judged = ({ by }) => by.kind === "rules" || by.kind === "model";

function answer(why) {
  if (!judged(why)) return whoSaid(why);
  return html`<p>${verdict(why)}</p>
    ${why.chances ? html`<p class="quiet">${["negative", "neutral", "positive"].map((one) => `${one} ${percent(why.chances[one])}`).join(" · ")}</p>` : nothing}
    ${leaning(why)}
    ${rules(why)}
    <p class="quiet">Judged by ${why.by.kind} <a href=${judge(why.by)} title="What it learned from, how right it is, and who switched to it">${why.by.version}</a>${
      why.by.kind === "model" ? `, beside rules ${why.by.rules}` : ""}.${learned(why)}</p>
    ${ownWords(why)}`;
}

/** Where it is told what a model is worth, or which own words the rules know. */
const judge = ({ kind, version }) => (kind === "model" ? href("/models", { model: version }) : "/models#own-words");

/** Who changed the project's own words, where the rules read them. */
function ownWords({ by, ownWords: own }) {
  if (!own || !by.rules.includes("+")) return nothing;
  return html`<p class="quiet">The project's <a href="/models#own-words">own words</a> were last changed${own.changedBy ? ` by ${own.changedBy}` : ""} on ${dateTime(own.changedAt)}${
    own.changedSince ? ", after the rules judged" : ""}.</p>`;
}

/** What the model learnt from people, and how often it was right when as sure as this. */
function learned({ learnedFrom, rightWhenThisSure }) {
  return `${learnedFrom?.reviewed ? ` It learned from ${learnedFrom.reviewed} labels, beginning at ${learnedFrom.prior}.` : ""}${rightWhenThisSure
    ? ` When as sure as this, it was right about ${percent(rightWhenThisSure.share)} of ${rightWhenThisSure.of} labels.` : ""}`;
}

function whoSaid({ by, sentiment }) {
  if (by.kind === "sender") return html`<p><b>The sender</b> said ${sentiment}. No rules and no model change that.</p>`;
  return html`<p><b>A person</b> said ${sentiment}${by.actor ? html`, with the key <b>${by.actor}</b>` : nothing}${by.at ? html`,
    on ${dateTime(by.at)}` : nothing}. No rules and no model change that.</p>`;
}

function verdict({ by, sentiment, unsure, sure, chances, score }) {
  if (by.kind === "model" && !chances) return html`<b>Unsure.</b> The model cannot read this message, so ${sentiment}, the word of the rules, is a guess.`;
  if (by.kind === "model" && unsure) return html`<b>Unsure.</b> Rules and model disagree, and the model gives ${sentiment} ${percent(sure)}.`;
  if (by.kind === "model") return html`<b>${percent(sure)} sure</b> that it is ${sentiment}.`;
  if (unsure) return html`<b>Unsure.</b> The rules cannot read this message: it has no words that they know, or is in another language. So ${sentiment} is a guess.`;
  return score === undefined ? `The rules say ${sentiment}.` : html`Its words add up to <b>${signed(score)}</b>, between −1 and 1. Within ±0.05 it is neutral.`;
}

/** What the colours of the message say, in words for those who do not see them. */
function leaning(why) {
  const marks = leans(why);
  if (marks.length === 0) return nothing;
  const towards = (side) => marks.filter((mark) => mark.side === side).map(({ text, step }) => `${text} (${STEPS[step]})`).join(", ") || "none";
  return html`<p class="visually-hidden">Words towards negative: ${towards("negative")}. Words towards positive: ${towards("positive")}.</p>
    <p class="legend" aria-hidden="true"><span class="lean negative step-2">− negative</span><span class="lean positive step-2">+ positive</span><span>by ${why.words ? "the model" : "the rules"}</span></p>`;
}

const STEPS = ["", "a little", "clearly", "strongly"];

function rules({ by, rules: terms, score }) {
  if (!terms) return html`<p class="quiet">The words of rules ${by.rules} are not kept any more, so they cannot be told.</p>`;
  if (terms.length === 0) return html`<p class="quiet">The rules know no word of it as good or bad.</p>`;
  return html`<div class="rule-terms"><p><b>Words of the rules</b>${by.kind === "model" ? `, which add up to ${signed(score)}` : nothing}</p>
    <ul>${terms.map(({ term, value, because }) => html`<li><span dir="auto">${term}</span> <b>${signed(value)}</b>
      ${because.length > 0 ? html`<span class="quiet">${because.join(", ")}</span>` : nothing}</li>`)}</ul></div>`;
}

const signed = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(Math.round(value * 100) / 100)}`;

/** The words that speak for a side: {from, to, text, side, step: 1 to 3, value}, in the order of the message. */
function leans(why) {
  if (!judged(why)) return [];
  const words = why.words?.map(({ from, to, text, share }) => ({ from, to, text, value: share }))
    ?? (why.rules ?? []).map(({ from, to, term, value }) => ({ from, to, text: term, value }));
  const most = words.reduce((top, { value }) => Math.max(top, Math.abs(value)), why.words ? MODEL_LEAST : RULES_LEAST);
  return words.map((word) => ({ ...word, side: word.value < 0 ? "negative" : "positive", step: step(Math.abs(word.value) / most) }))
    .filter((word) => word.step > 0).sort((one, other) => one.from - other.from);
}

/** Of what is too small to see, nothing is shown. */
const step = (part) => (part < 0.1 ? 0 : part < 1 / 3 ? 1 : part < 2 / 3 ? 2 : 3);

/** A message with its words coloured by what they speak for, while the reasons are open. */
export function said(message, why) {
  const marks = why.load?.state === "ready" ? leans(why.load.value) : [];
  const parts = [];
  let at = 0;
  for (const { from, to, side, step: strength, value } of marks) {
    if (from < at || to > message.length) continue;
    parts.push(message.slice(at, from), html`<span class="lean ${side} step-${strength}" title=${signed(value)}>${message.slice(from, to)}</span>`);
    at = to;
  }
  return [...parts, message.slice(at)];
}
