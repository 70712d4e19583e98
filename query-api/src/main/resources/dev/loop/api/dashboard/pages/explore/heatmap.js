// Two groups as a table whose cells are coloured: a real table, so that it is read out, copied and printed as one. Colour
// follows the measure, and fades where the numbers are too small to tell.

import { html, icon, nothing, itemsHref } from "../../ui.js";
import { shareLine } from "../../charts.js";
import { compact, duration, mood, number, percent, points } from "../../format.js";
import { itemsOf, measureOf } from "./state.js";

/** Below it a share says little: it is shown as "2 of 3". */
const FEW = 10;

export const label = (value) => (value === null || value === undefined || value === "" ? "(none)" : value);

const heading = (name) => (name.startsWith("metadata.") ? name : name[0].toUpperCase() + name.slice(1));

/** `data`: {rows: [figures with the group], columns, cells: Map of key to figures, total}. */
export function heatmap(state, data, onSort) {
  const extra = measureOf(state)[2];
  const most = Math.max(1, ...[...data.cells.values()].map((figures) => figures[state.measure] ?? 0));
  const strongest = state.measure === "share" ? Math.max(0.4, ...[...data.cells.values()].filter((f) => f.total >= FEW).map((f) => f.negativeShare)) : most;
  const link = (groups) => itemsHref(itemsOf(state, groups, extra));
  const columns = state.columns ? data.columns : [];
  const sorted = (name) => (state.sort.replace("-", "") === name ? (state.sort.startsWith("-") ? "descending" : "ascending") : nothing);
  const sorter = (name, text) => html`<button type="button" class="sort" @click=${() => onSort(name)}>${text}${sorted(name) === nothing ? nothing : icon(state.sort.startsWith("-") ? "down" : "up")}</button>`;
  const rowCells = (row) => columns.map((column) => {
    const figures = data.cells.get(key(row[state.rows], column[state.columns]));
    return cell(state, figures, strongest, link({ [state.rows]: row[state.rows], [state.columns]: column[state.columns] }), `${label(row[state.rows])}, ${label(column[state.columns])}`);
  });
  const plain = (figures, name, groups, more) => html`<td class="end"><a class="plain" href=${itemsHref(itemsOf(state, groups, more))}>${number(figures[name])}</a></td>`;
  const negative = { sentiment: "negative" };
  const more = (figures, groups) => html`${columns.length ? nothing : html`<td class="line">${shareLine(figures)}</td>`}
    ${state.measure === "negative" ? nothing : plain(figures, "negative", groups, negative)}
    ${columns.length ? nothing : html`${state.measure === "open" ? nothing : plain(figures, "open", groups, { status: "open" })}<td class="end">${duration(figures.meanSecondsToResolve)}</td>`}
    ${state.measure === "total" ? nothing : plain(figures, "total", groups, {})}`;
  const sum = state.measure === "share" ? "negativeShare" : state.measure;
  const head = (name, text) => html`<th scope="col" class="end" aria-sort=${sorted(name)}>${sorter(name, text)}</th>`;
  return html`<div class="scroll heat-scroll" tabindex="0" role="group" aria-label="Heat map"><table class="heat">
    <caption class="visually-hidden">${measureOf(state)[1]} by ${state.rows}${state.columns ? ` and ${state.columns}` : ""}. Each number leads to its items.</caption>
    <thead><tr><th scope="col" aria-sort=${sorted(state.rows)}>${sorter(state.rows, heading(state.rows))}</th>
      ${columns.map((column) => html`<th scope="col" class="end" title=${label(column[state.columns])}>${label(column[state.columns])}</th>`)}
      ${head(sum, columns.length ? "All" : measureOf(state)[1])}
      ${columns.length ? nothing : html`<th scope="col">Sentiment</th>`}
      ${state.measure === "negative" ? nothing : head("negative", "Negative")}
      ${columns.length ? nothing : html`${state.measure === "open" ? nothing : head("open", "Open")}${head("meanSecondsToResolve", "Time to resolve")}`}
      ${state.measure === "total" ? nothing : head("total", "Items")}</tr></thead>
    <tbody>${data.rows.map((row) => html`<tr>
      <th scope="row" title=${label(row[state.rows])}><a href=${link({ [state.rows]: row[state.rows] })}>${label(row[state.rows])}</a></th>
      ${rowCells(row)}
      ${cell(state, row, strongest, link({ [state.rows]: row[state.rows] }), `${label(row[state.rows])}, all`, "sum")}
      ${more(row, { [state.rows]: row[state.rows] })}</tr>`)}
      ${data.other ? html`<tr class="other"><th scope="row">${number(data.other.groups)} more</th>${columns.map(() => html`<td></td>`)}
        <td class="end">${value(state, data.other)}</td>${columns.length ? nothing : html`<td class="line">${shareLine(data.other)}</td>`}
        ${state.measure === "negative" ? nothing : html`<td class="end">${number(data.other.negative)}</td>`}
        ${columns.length ? nothing : html`${state.measure === "open" ? nothing : html`<td class="end">${number(data.other.open)}</td>`}<td class="end">${duration(data.other.meanSecondsToResolve)}</td>`}
        ${state.measure === "total" ? nothing : html`<td class="end">${number(data.other.total)}</td>`}</tr>` : nothing}</tbody>
    <tfoot><tr><th scope="row">All</th>
      ${columns.map((column) => cell(state, column, strongest, link({ [state.columns]: column[state.columns] }), `all, ${label(column[state.columns])}`, "sum"))}
      ${cell(state, data.total, strongest, link({}), "all", "sum")}
      ${more(data.total, {})}</tr></tfoot>
  </table></div>`;
}

/** One for each pair of values, null among them. */
export const key = (...values) => JSON.stringify(values);

function cell(state, figures, strongest, link, where, className = "") {
  if (!figures || figures.total === 0) {
    const gone = figures?.previous?.total ? html`<span class="delta">was ${number(figures.previous.total)}</span>` : nothing;
    return html`<td class="cell none ${className}"><span class="visually-hidden">${where}: no items</span><span aria-hidden="true">·</span>${gone}</td>`;
  }
  const share = state.measure === "share";
  const strength = share ? figures.negativeShare / strongest : figures[state.measure] / strongest;
  const [low, high] = figures.negativeShareInterval;
  // How narrow the interval is, from nothing to all of the colour.
  const sure = share ? Math.max(0, Math.min(1, 1.15 - (high - low))) : 1;
  const says = `${where}: ${number(figures.negative)} of ${number(figures.total)} negative (${percent(figures.negativeShare)}, 95% confidence ${percent(low)} to ${percent(high)}), ${number(figures.open)} open`;
  const heat = className === "sum" && !share ? 0 : Math.min(1, strength) ** 1.6 * sure;
  return html`<td class="cell ${className} ${share && figures.total < FEW ? "few" : ""}" .style=${`--v: ${heat.toFixed(3)}`}>
    <a href=${link} title=${says}>${value(state, figures)}${state.compare && figures.change ? delta(state, figures) : nothing}</a></td>`;
}

function value(state, figures) {
  if (state.measure !== "share") return compact(figures[state.measure]);
  return figures.total < FEW ? html`<span class="of">${figures.negative} of ${figures.total}</span>` : percent(figures.negativeShare);
}

function delta(state, figures) {
  const { change, previous } = figures;
  if (state.measure === "share") {
    if (!previous.total || change.negativeShare === null) return html`<span class="delta">new</span>`;
    return html`<span class="delta ${mood(figures, previous)}">${points(change.negativeShare)}</span>`;
  }
  const by = change[state.measure];
  return html`<span class="delta">${by > 0 ? "+" : by < 0 ? "−" : "±"}${compact(Math.abs(by))}</span>`;
}

/** What is seen, one line for each cell, numbers not rounded: RFC 4180. */
export function csv(state, data) {
  const figures = ["positive", "neutral", "negative", "total", "open", "resolved", "negativeShare", "meanSecondsToResolve"];
  const names = [state.rows, state.columns].filter(Boolean);
  const lines = [[...names, ...figures, ...(state.compare ? figures.map((name) => `previous.${name}`) : [])]];
  const line = (groups, of) => lines.push([...groups.map((one) => one ?? ""), ...figures.map((name) => of?.[name] ?? (name.includes("S") ? "" : 0)),
    ...(state.compare ? figures.map((name) => of?.previous?.[name] ?? "") : [])]);
  for (const row of data.rows) {
    if (!state.columns) line([row[state.rows]], row);
    else for (const column of data.columns) line([row[state.rows], column[state.columns]], data.cells.get(key(row[state.rows], column[state.columns])));
  }
  return lines.map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
}

/** A text that a spreadsheet would take for a formula is kept from being one. */
function quoted(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
