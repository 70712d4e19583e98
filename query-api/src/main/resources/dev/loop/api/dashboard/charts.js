// Pictures out of elements, not out of a library: each bar is a link to its items and has a name that is read out. Sizes are
// set as properties, which the content security policy allows; colours are the tokens of app.css.

import { html, nothing } from "./ui.js";
import { compact, number, percent } from "./format.js";

const KINDS = ["negative", "neutral", "positive"];

/** The least round number that is not below, and that quarters well: 100, 120, 160, 200, … */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/**
 * Stacked bars of sentiment over time.
 * `bars`: [{label, short, negative, neutral, positive, total, href}] in order of time, empty ones included.
 * `markers`: `at` is between 0 and 1. `share`: whether each bar fills the height.
 * @param {string} name
 * @param {any[]} bars
 * @param {{markers?: {at: number, label: string, title: string, href: string}[], share?: boolean}} [options]
 */
export function sentimentBars(name, bars, { markers = [], share = false } = {}) {
  const top = share ? 1 : roundUp(Math.max(...bars.map((bar) => bar.total), 1));
  const ticks = share ? [0, 0.5, 1] : top % 4 === 0 ? [0, top / 4, top / 2, (3 * top) / 4, top] : [0, top / 2, top].filter((tick) => Number.isInteger(tick));
  const every = Math.max(1, Math.ceil(bars.length / 8));
  const placed = stagger(markers);
  return html`<figure class="bars" role="group" aria-label=${name} @keydown=${walk}>
    <div class="plot">
      ${ticks.map((tick) => html`<span class="tick" .style=${`bottom: ${(tick / top) * 100}%`} aria-hidden="true"><span>${share ? percent(tick) : compact(tick)}</span></span>`)}
      <div class="columns">${bars.map((bar, at) => html`
        <a class="column" href=${bar.href} tabindex=${at === bars.length - 1 ? 0 : -1} aria-label=${described(bar)}>
          <span class="stack" .style=${`height: ${bar.total ? (share ? 100 : (bar.total / top) * 100) : 0}%`}>
            ${KINDS.map((kind) => (bar[kind] ? html`<span class=${kind} .style=${`flex-grow: ${bar[kind]}`}></span>` : nothing))}</span>
          <span class="tip ${at < bars.length / 4 ? "first" : at >= (3 * bars.length) / 4 ? "last" : ""}" aria-hidden="true"><b>${bar.label}</b>
            ${bar.total === 0 ? html`<span>no items</span>` : KINDS.map((kind) => html`<span><i class=${kind}></i>${kind}<em>${number(bar[kind])}</em></span>`)}
            ${bar.total ? html`<span><i></i>share negative<em>${percent(bar.negative / bar.total)}</em></span>` : nothing}</span>
        </a>`)}</div>
      ${placed.map((marker) => html`<a class="marker row-${marker.row} ${marker.at > 0.9 ? "late" : ""}" href=${marker.href} .style=${`left: ${marker.at * 100}%`} title=${marker.title}><span>${marker.label}</span></a>`)}
    </div>
    <div class="dates" aria-hidden="true">${bars.map((bar, at) => html`<span class=${((bars.length - 1 - at) / every) % 2 ? "second" : ""}>${(bars.length - 1 - at) % every === 0 ? bar.short : nothing}</span>`)}</div>
  </figure>`;
}

export function legend() {
  return html`<span class="legend" aria-hidden="true">${KINDS.map((kind) => html`<span><i class=${kind}></i>${kind}</span>`)}</span>`;
}

function described(bar) {
  if (bar.total === 0) return `${bar.label}: no items`;
  return `${bar.label}: ${number(bar.total)} items, ${number(bar.negative)} negative, ${number(bar.neutral)} neutral, ${number(bar.positive)} positive`;
}

/** Labels that would touch stand in two rows. */
function stagger(markers) {
  let last = -1;
  let row = 0;
  return [...markers].sort((a, b) => a.at - b.at).map((marker) => {
    row = marker.at - last < 0.06 ? 1 - row : 0;
    last = marker.at;
    return { ...marker, row };
  });
}

/** One stop for the tab key, and the arrows from bar to bar. */
function walk(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const columns = [...event.currentTarget.querySelectorAll(".column")];
  const at = columns.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  columns[at].tabIndex = -1;
  const next = columns[Math.min(Math.max(at + step, 0), columns.length - 1)];
  next.tabIndex = 0;
  next.focus();
}

/**
 * Two rates with their intervals, one above the other, on a common scale from 0 to `top`.
 * `before`, `after`: {rate, interval: [low, high]}.
 */
export function intervals(before, after, top, verdict) {
  const row = (which, { rate, interval }) => (rate === null || !interval ? nothing : html`<span class="interval ${which}">
    <span class="span" .style=${`left: ${(interval[0] / top) * 100}%; right: ${100 - (interval[1] / top) * 100}%`}></span>
    <span class="dot" .style=${`left: ${(rate / top) * 100}%`}></span></span>`);
  return html`<span class="intervals ${verdict}" aria-hidden="true">${row("before", before)}${row("after", after)}</span>`;
}

/** Share of each sentiment as one thin line. */
export function shareLine(figures) {
  return html`<span class="share-line" aria-hidden="true">${KINDS.map((kind) =>
    figures[kind] ? html`<span class=${kind} .style=${`flex-grow: ${figures[kind]}`}></span>` : nothing)}</span>`;
}
