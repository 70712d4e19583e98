// What a tag rule would change of the items that are there.

import { dialog, html, nothing, table, time, whenReady } from "../../ui.js";
import { number } from "../../format.js";

/**
 * Shows what a rule would change; true if it is to be done.
 * @param {string} title
 * @param {() => Promise<any>} ask
 * @param {boolean} [offer] whether to offer a replay
 */
export function trial(title, ask, offer = true) {
  let load = { state: "loading" };
  let asked = false;
  return dialog(title, (close, draw) => {
    if (!asked) {
      asked = true;
      ask().then((value) => (load = { state: "ready", value }), (problem) => (load = { state: "failed", problem })).then(draw);
    }
    return html`${whenReady(load, undefined, changes)}<div class="buttons"><button type="button" @click=${() => close(false)}>Close</button>
      ${offer && load.value?.changes > 0 ? html`<button type="button" class="primary" @click=${() => close(true)}>Tag what is there</button>` : nothing}</div>`;
  }, { wide: true });
}

const name = (tag) => (tag === null ? html`<span class="quiet">no tag</span>` : tag);

const turn = (before, after) => html`${number(before)} → <b>${number(after)}</b>`;

function changes({ looked, total, complete, since, changes: changed, tags, differingTags, sample }) {
  return html`<p>${complete ? `Of ${number(looked)} items that it could take by tag, source, plan and sentiment,` : html`Of the newest ${number(looked)} of ${number(total)} items, back to ${time(since)},`}
    it would tag <b>${number(changed)}</b>.</p>
    ${tags.length === 0 ? nothing : table("Counts by tag", [
      { name: "Tag", cell: ({ tag }) => name(tag) },
      { name: "Items", align: "end", cell: ({ before, after }) => turn(before.total, after.total) },
      { name: "Negative", align: "end", cell: ({ before, after }) => turn(before.negative, after.negative) },
    ], tags)}
    ${differingTags > tags.length ? html`<p class="quiet">${number(differingTags - tags.length)} more tags differ.</p>` : nothing}
    ${sample.length === 0 ? nothing : table("Some of them", [
      { name: "Message", cell: ({ id, message }) => html`<a href="/inbox/${id}" dir="auto">${message.slice(0, 160)}</a>` },
      { name: "Now", cell: ({ before }) => name(before) },
      { name: "Then", cell: ({ after }) => after },
    ], sample)}`;
}
