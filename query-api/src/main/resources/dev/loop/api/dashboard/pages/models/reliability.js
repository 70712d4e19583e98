// How often a model is right when it is this sure: of one that is neither too bold nor too modest, the points lie on the
// diagonal.

import { html, nothing, segmented, svg, table } from "../../ui.js";
import { number, percent } from "../../format.js";

const SIDE = 260;
const EDGE = 42;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const x = (share) => EDGE + share * SIDE;
const y = (share) => 8 + (1 - share) * SIDE;

/** `bins`: [{from, to, items, right, rightInterval}] by how sure it is. */
export function reliability(version, bins) {
  const seen = bins.filter(({ items }) => items > 0);
  const most = Math.max(...seen.map(({ items }) => items), 1);
  return html`<div class="reliability body">
    <figure><svg viewBox="0 0 ${SIDE + EDGE + 22} ${SIDE + 50}" role="img" aria-label="How often ${version} is right, by how sure it is; the table beside has the numbers">
      ${TICKS.map((tick) => svg`<line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(tick)} y2=${y(tick)}></line>
        <text class="tick" x=${x(0) - 6} y=${y(tick) + 4} text-anchor="end">${percent(tick)}</text>
        <text class="tick" x=${x(tick)} y=${y(0) + 17} text-anchor="middle">${percent(tick)}</text>`)}
      <line class="diagonal" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>
      ${seen.map((bin) => svg`<g><title>${told(bin)}</title>
        <line class="interval-line" x1=${x(middle(bin))} x2=${x(middle(bin))} y1=${y(bin.rightInterval[0])} y2=${y(bin.rightInterval[1])}></line>
        <circle class="point" cx=${x(middle(bin))} cy=${y(bin.right / bin.items)} r=${3 + 5 * Math.sqrt(bin.items / most)}></circle></g>`)}
      <text class="axis" x=${x(0.5)} y=${y(0) + 38} text-anchor="middle">how sure it was</text>
    </svg><figcaption class="hint">Up: how often it was right about labels that it had not seen. On the dashed line it is as right as it says; below it is too bold.
      Lines are 95 % intervals, and larger points have more labels.</figcaption></figure>
    ${table(`How right ${version} is, by how sure it is`, [
      { name: "Sure", className: "nowrap", cell: ({ from, to }) => `${percent(from)} to ${percent(to)}` },
      { name: "Labels", align: "end", cell: ({ items }) => number(items) },
      { name: "Right", align: "end", cell: ({ items, right }) => (items ? percent(right / items) : "–") },
      { name: "Interval", align: "end", className: "nowrap", cell: ({ rightInterval }) => (rightInterval ? `${percent(rightInterval[0])} to ${percent(rightInterval[1])}` : nothing) },
    ], bins)}</div>`;
}

/** The likeliest of three has a third at least. */
const middle = ({ from, to }) => (Math.max(from, 1 / 3) + to) / 2;

const told = (bin) => `${percent(bin.from)} to ${percent(bin.to)} sure: right about ${number(bin.right)} of ${number(bin.items)}, ${percent(bin.right / bin.items)}`;

const FIELDS = [["tag", "Tag"], ["plan", "Plan"], ["source", "Source"], ["language", "Language"]];

/** The same by group; `before`: of the weights that the model began at. */
export function groups(all, before, field, choose) {
  const rows = all.filter(({ by }) => by === field);
  const share = ({ items, right, rightBefore }) => percent((before ? rightBefore : right) / items);
  return html`<div class="group-choice body">${segmented("Groups", FIELDS, field, choose)}</div>
    ${table(`How right by ${field}`, [
      { name: FIELDS.find(([name]) => name === field)?.[1] ?? field, cell: ({ value }) => value ?? html`<span class="quiet">none</span>` },
      { name: "Labels", align: "end", cell: ({ items }) => number(items) },
      { name: "Right", align: "end", cell: share },
      ...(before ? [] : [{ name: "Interval", align: "end", className: "nowrap", cell: ({ rightInterval }) => (rightInterval ? `${percent(rightInterval[0])} to ${percent(rightInterval[1])}` : nothing) },
        { name: "Where it began", align: "end", cell: ({ items, rightBefore }) => percent(rightBefore / items) }]),
    ], rows)}`;
}
