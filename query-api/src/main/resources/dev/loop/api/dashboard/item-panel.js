// One item: what was said, by whom, what can be done, and what was done with it.

import { empty, html, icon, itemsHref, nothing, segmented, sentiment, status, time, whenReady } from "./ui.js";
import { dateTime, language } from "./format.js";
import { reasons, said } from "./why.js";

const SENTIMENTS = [["negative", "− Negative"], ["neutral", "○ Neutral"], ["positive", "+ Positive"]];

/** `act(name)`: resolve, reopen, tag, right, or a sentiment. `history`: {state, value | problem}; `why`: a Why. */
export function itemPanel(item, history, { act, why, retryHistory, full = false }) {
  const about = [
    ["Sentiment", html`${sentiment(item.sentiment)}${item.judgement
      ? html` <span class="quiet">by ${item.judgement.by} ${item.judgement.version}${item.judgement.unsure ? ", unsure" : ""}</span>` : nothing}`],
    ...(item.language ? [["Language", html`<a href=${itemsHref({ language: item.language })}>${language(item.language)}</a>`]] : []),
    ["Status", status(item.status)],
    ["Tag", item.tag ? html`<a href=${itemsHref({ tag: item.tag })}>${item.tag}</a>` : none()],
    ["Plan", item.plan ? html`<a href=${itemsHref({ plan: item.plan })}>${item.plan}</a>` : none()],
    ["Source", item.source ? html`<a href=${itemsHref({ source: item.source })}>${item.source}</a>` : none()],
    ["User", html`<a href=${itemsHref({ user: item.user.id })}>${item.user.id}</a>`],
    ["Said", html`<span title=${item.createdAt}>${dateTime(item.createdAt)}</span>`],
    ...(item.resolvedAt ? [["Resolved", html`<span title=${item.resolvedAt}>${dateTime(item.resolvedAt)}</span>`]] : []),
    ...(item.consent !== undefined ? [["May be contacted", item.consent ? "yes" : "no"]] : []),
    ...(item.externalId ? [["External id", html`<code>${item.externalId}</code>`]] : []),
    ...Object.entries(item.metadata ?? {}).map(([name, value]) =>
      [name, html`<a href=${itemsHref({ [`metadata.${name}`]: value })}>${value}</a>`]),
  ];
  return html`<article class="item-panel ${full ? "full" : ""}" aria-label="Item">
    <p class="said ${full ? "full" : ""}" dir="auto">${item.message ? said(item.message, why) : html`<span class="quiet">(no message)</span>`}</p>
    ${reasons(item, why)}
    <div class="item-actions">
      ${segmented("Sentiment", SENTIMENTS, item.sentiment, act)}
      ${item.judgement ? html`<button type="button" title="From then on it is the word of a person (y)" @click=${() => act("right")}>${icon("check")} Looked at and right</button>` : nothing}
    </div>
    <div class="item-actions">
      ${item.status === "open"
        ? html`<button type="button" class="primary" @click=${() => act("resolve")}>${icon("check")} Resolve</button>`
        : html`<button type="button" @click=${() => act("reopen")}>${icon("undo")} Re-open</button>`}
      ${item.status === "open" ? html`<button type="button" @click=${() => act("resolve-why")}>Resolve with reason</button>` : nothing}
      <button type="button" @click=${() => act("tag")}>Tag</button>
      <a class="button" href=${itemsHref({ like: item.id })}>${icon("search")} More like this</a>
    </div>
    <dl class="facts">${about.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
      <div><dt>Id</dt><dd><code>${item.id}</code></dd></div></dl>
    <h2>History</h2>
    ${whenReady(history, retryHistory, timeline, 2)}
  </article>`;
}

/** Keys that say an item's sentiment, by the marks of the sentiments. */
export function sentimentKeys(act) {
  return {
    y: { does: "Sentiment looked at and right", run: () => act("right") },
    "-": { does: "Negative", run: () => act("negative") },
    0: { does: "Neutral", run: () => act("neutral") },
    "+": { does: "Positive", run: () => act("positive") },
  };
}

const none = () => html`<span class="quiet">none</span>`;

const WORDS = { status: "Status", sentiment: "Sentiment", sentimentBy: "Sentiment by", tag: "Tag", plan: "Plan", theme: "Theme" };

function timeline({ data, whole }) {
  if (data.length === 0) return empty("Nothing to tell", "Changes are kept for 90 days.");
  return html`<ol class="timeline">${data.map((change) => html`<li>
      <div class="timeline-head">${change.revision === 1 ? html`<b>Taken in</b>` : html`<b>${headline(change)}</b>`}
        <span class="quiet">${change.actor ? html`by ${change.actor} · ` : nothing}${time(change.at)}</span></div>
      ${change.reason ? html`<p class="reason">“${change.reason}”</p>` : nothing}
      ${change.revision === 1 ? html`<p class="quiet">As it was sent: ${asSent(change)}</p>` : change.changes.map(({ field, from, to }) => html`<p class="quiet">${WORDS[field]}:
        ${from === null ? "none" : from} → <span class="to">${to === null ? "none" : to}</span></p>`)}
    </li>`)}</ol>
    ${whole ? nothing : html`<p class="hint">Older changes are not kept any more, or are still being written.</p>`}`;
}

/** Why it is negative, or about exports: nobody has changed that since. */
function asSent({ changes }) {
  return changes.filter(({ field, to }) => to !== null && field !== "status" && !(field === "sentimentBy" && to === "sender"))
    .map(({ field, to }, at) => html`${at > 0 ? ", " : nothing}${WORDS[field].toLowerCase()} <span class="to">${to}</span>`);
}

function headline({ changes }) {
  const to = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
  if (to.status === "resolved") return "Resolved";
  if (to.status === "open") return "Re-opened";
  if ("tag" in to) return to.tag === null ? "Tag removed" : "Tagged";
  if (to.sentimentBy === "person") return to.sentiment ? "Corrected" : "Looked at and right";
  if (to.sentimentBy) return "Judged";
  if ("theme" in to) return to.theme === null ? "In no theme" : "In a theme";
  return "Changed";
}

