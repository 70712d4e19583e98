// What all pages are made of. Templates of lit-html: html`…` with ${…}; text is always escaped.

import { html, nothing } from "./lit/lit-html.js";
import { live } from "./lit/directives/live.js";
import { icon } from "./icons.js";
import { number, percent, relative, utc } from "./format.js";
import { href } from "./router.js";
import { copied } from "./dialogs.js";

export { html, svg, render, nothing } from "./lit/lit-html.js";
export { repeat } from "./lit/directives/repeat.js";
export { live } from "./lit/directives/live.js";
export { icon } from "./icons.js";
export { confirm, dialog, toast } from "./dialogs.js";

/** "3h ago"; the time in UTC on hover, and to the second. */
export function time(iso) {
  return html`<time datetime=${iso} title=${utc(iso)}>${relative(iso)}</time>`;
}

const MARK = { positive: "+", neutral: "○", negative: "−" };

/** Colour and a sign: not by colour alone. */
export function sentiment(value) {
  return html`<span class="sentiment ${value}"><span class="mark" aria-hidden="true">${MARK[value]}</span>${value}</span>`;
}

/** `kind`: good, bad, warn, quiet, or nothing. */
export function badge(text, kind = "") {
  return html`<span class="badge ${kind}">${text}</span>`;
}

export function status(value) {
  return html`<span class="badge ${value === "resolved" ? "good" : ""}">${value}</span>`;
}

/** A filter that is on. `remove` is called by its cross. */
export function chip(name, value, remove) {
  return html`<span class="chip"><span class="name">${name}</span> <span class="value">${value}</span>
    <button type="button" aria-label="Remove ${name} ${value}" @click=${remove}>${icon("close")}</button></span>`;
}

/**
 * What a template takes.
 * @typedef {import("./lit/lit-html.js").TemplateResult | typeof nothing | string} Content
 */

/** What was typed into a field of a form, without space around it; empty where there is no such field. */
export function text(form, name) {
  return String(form.get(name) ?? "").trim();
}

/**
 * The head of a page: its title, what it is about, and what can be done.
 * @param {Content} title
 * @param {{sub?: Content, actions?: Content}} [options]
 */
export function pageHead(title, { sub = nothing, actions = nothing } = {}) {
  return html`<header class="page-head">
    <div><h1 tabindex="-1">${title}</h1>${sub === nothing ? nothing : html`<p class="sub">${sub}</p>`}</div>
    ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
  </header>`;
}

/**
 * A box with a heading. `more`: where the whole is; `aside`: beside the heading.
 * @param {string} title
 * @param {Content} content
 * @param {{more?: string, moreText?: string, aside?: Content, className?: string}} [options]
 */
export function card(title, content, { more, moreText = "All", aside = nothing, className = "" } = {}) {
  return html`<section class="card ${className}" aria-label=${title}>
    <div class="card-head"><h2>${title}</h2>${aside}
      ${more ? html`<a class="more" href=${more} aria-label="${moreText}: ${title}">${moreText} ${icon("right")}</a>` : nothing}
    </div>${content}</section>`;
}

/**
 * Nothing here: why, and what to do.
 * @param {string} title
 * @param {Content} [why]
 * @param {Content} [action]
 */
export function empty(title, why = "", action = nothing) {
  return html`<div class="state"><p class="state-title">${title}</p><p>${why}</p>${action}</div>`;
}

/** Shown while the first answer is awaited. */
export function loading(rows = 4) {
  return html`<div class="state loading" role="status"><span class="visually-hidden">Loading</span>
    ${Array.from({ length: rows }, () => html`<span class="bone"></span>`)}</div>`;
}

/** The same question would have the same answer. */
const POINTLESS = [403, 404, 422];

/** What went wrong and what to do; `retry` is called by a button. */
export function failure(problem, retry) {
  return html`<div class="state failed" role="alert">
    <p class="state-title">${icon("warning")} ${problem.title ?? "That did not work"}</p>
    <p>${problem.message}</p>
    ${problem.remedy ? html`<p class="quiet">${problem.remedy}</p>` : nothing}
    ${problem.requestId ? html`<p class="quiet">Request <code>${problem.requestId}</code></p>` : nothing}
    ${retry && !POINTLESS.includes(problem.status) ? html`<button type="button" @click=${retry}>${icon("refresh")} Try again</button>` : nothing}</div>`;
}

/** What is wrong with what was filled in, beside the form; what to do, where that is not said already. */
export function told({ message, errors = [] }) {
  const remedies = errors.map((one) => one.remedy).filter((remedy) => remedy && !message.includes(remedy));
  return html`<p class="error">${message}</p>${remedies.map((remedy) => html`<p class="hint">${remedy}</p>`)}`;
}

/** What becomes of `load` when asking again failed: while there is no server, what was known stands, and the shell says so. */
export function failed(load, problem) {
  return load.state === "ready" && problem.status === 0 ? load : { state: "failed", problem };
}

/** `load` as {state: "loading" | "failed" | "ready"}: shows what fits. */
export function whenReady(load, retry, ready, rows = 4) {
  if (load.state === "failed") return failure(load.problem, retry);
  return load.state === "ready" ? ready(load.value) : loading(rows);
}

/**
 * A table that scrolls in its own box, so that the page never does sideways.
 * The first cell of a row is its heading.
 * @param {string} caption
 * @param {{name: Content, cell: (row: any) => unknown, align?: string, className?: string, sort?: string}[]} columns
 * @param {any[]} rows
 * @param {{rowClass?: (row: any) => string, onSort?: (name: string) => void, sorted?: string}} [options]
 */
export function table(caption, columns, rows, { rowClass = () => "", onSort, sorted = "" } = {}) {
  const head = (column) => {
    if (!column.sort) return column.name;
    const on = sorted.replace("-", "") === column.sort;
    return html`<button type="button" class="sort" @click=${() => onSort?.(column.sort)}>${column.name}
      ${on ? icon(sorted.startsWith("-") ? "down" : "up") : nothing}</button>`;
  };
  const order = (column) =>
    column.sort && sorted.replace("-", "") === column.sort ? (sorted.startsWith("-") ? "descending" : "ascending") : nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}><table>
    <caption class="visually-hidden">${caption}</caption>
    <thead><tr>${columns.map((column) =>
      html`<th scope="col" class="${column.align ?? ""} ${column.className ?? ""}" aria-sort=${order(column)}>${head(column)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr class=${rowClass(row)}>${columns.map((column, at) => at === 0
      ? html`<th scope="row" class="${column.align ?? ""} ${column.className ?? ""}">${column.cell(row)}</th>`
      : html`<td class="${column.align ?? ""} ${column.className ?? ""}">${column.cell(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** One of a few: [[value, text], …]. */
export function segmented(label, options, chosen, onChoose) {
  return html`<div class="segmented" role="group" aria-label=${label}>${options.map(([value, text]) =>
    html`<button type="button" aria-pressed=${value === chosen} @click=${() => onChoose(value)}>${text}</button>`)}</div>`;
}

/** A choice from a list: [[value, text], …]. */
export function select(label, options, chosen, onChoose, { hideLabel = false } = {}) {
  return html`<label class="field inline"><span class=${hideLabel ? "visually-hidden" : ""}>${label}</span>
    <select @change=${(event) => onChoose(event.target.value)}>${options.map(([value, text]) =>
      html`<option value=${value} ?selected=${value === chosen} .selected=${live(value === chosen)}>${text}</option>`)}</select></label>`;
}

/** Text to be copied, with a button that does; `shown` in its place where that is better to read. */
export function copyable(text, label = "Copy", shown = text) {
  return html`<div class="copyable"><pre tabindex="0"><code>${shown}</code></pre>
    <button type="button" class="ghost" aria-label=${label} title=${label}
      @click=${() => copied(text)}>${icon("copy")}</button></div>`;
}

/** Where the items behind a number are: the same names as in GET /v1/feedback. */
export function itemsHref(filters) {
  return href("/inbox", filters);
}

/**
 * A person's message in one or two lines, with what it is about; goes to the item.
 * @param {any} item
 * @param {{highlight?: unknown}} [options]
 */
export function itemRow(item, { highlight = nothing } = {}) {
  return html`<a class="item" href="/inbox/${item.id}">
    <span class="mark ${item.sentiment}" aria-hidden="true">${MARK[item.sentiment]}</span>
    <span class="visually-hidden">${item.sentiment}: </span>
    <span class="message" dir="auto">${highlight === nothing ? item.message || "(no message)" : highlight}</span>
    <span class="about">${[item.tag, item.plan, item.source].filter(Boolean).map((one) => html`<span>${one}</span>`)}
      ${item.status === "resolved" ? html`<span class="resolved">${icon("check")} resolved</span>` : nothing}
      ${time(item.createdAt)}</span></a>`;
}

/** Share of negative, with how sure it is: "47 % (41–54 %) of 197". */
export function share(figures) {
  const interval = figures.negativeShareInterval;
  const title = interval
    ? `${number(figures.negative)} of ${number(figures.total)} negative; 95% confidence ${percent(interval[0])} to ${percent(interval[1])}`
    : "no items";
  return html`<span title=${title}>${percent(figures.negativeShare)}</span>`;
}
