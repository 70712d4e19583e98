// Filters as chips, and the dialog that adds one: values with their counts, so that nobody has to know them.

import { chip, dialog, html, live, nothing, segmented, text } from "../../ui.js";
import { get } from "../../api.js";
import { number } from "../../format.js";
import { label } from "./heatmap.js";
import { escape, question } from "./state.js";

const CHOSEN = ["tag", "plan", "source"];
const FIXED = { sentiment: ["negative", "neutral", "positive"], status: ["open", "resolved"] };
const FIELDS = [["tag", "Tag"], ["plan", "Plan"], ["source", "Source"], ["sentiment", "Sentiment"], ["status", "Status"], ["user", "User"], ["metadata", "Metadata"], ["q", "Text"]];

export function chips(filters, onChange) {
  return Object.entries(filters).map(([name, values]) => {
    const negated = values.every((value) => value.startsWith("!"));
    const shown = values.map((value) => label(value.replace(/^!/, "").replace(/^\\/, ""))).join(" or ");
    const without = { ...filters };
    delete without[name];
    return chip(name === "q" ? "says" : name, negated ? `not ${shown}` : shown, () => onChange(without));
  });
}

/** Resolves with the filters as they should be, or undefined. */
export function addFilter(state) {
  let field = "tag";
  let negated = false;
  let chosen = new Set();
  let found = "";
  const values = {};
  return dialog("Add a filter", (close, draw) => {
    const load = async (name) => {
      if (values[name]) return;
      values[name] = [];
      const { [name]: _, ...others } = question(state);
      const { rows } = await get("/v1/sentiment", { ...others, group_by: name, sort: "-total", limit: 200 });
      values[name] = rows.map((row) => [row[name], row.total]);
      draw();
    };
    if (CHOSEN.includes(field)) load(field);
    const choose = (name) => { field = name; chosen = new Set(); found = ""; negated = false; draw(); };
    const submit = (event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      let name = field;
      let picked = [...chosen];
      if (field === "user" || field === "q") picked = [text(form, "text")].filter(Boolean);
      if (field === "metadata") {
        name = `metadata.${text(form, "key")}`;
        picked = [text(form, "text")];
      }
      if (picked.length === 0) return;
      const exact = field === "q" ? picked : picked.map((value) => (negated ? `!${value ?? ""}` : escape(value)));
      close({ ...state.filters, [name]: exact });
    };
    const options = FIXED[field]?.map((value) => [value, null]) ?? (values[field] ?? []).filter(([value]) => label(value).toLowerCase().includes(found.toLowerCase()));
    return html`<form class="add-filter" @submit=${submit}>
      <div class="fields">${segmented("What to filter by", FIELDS, field, choose)}</div>
      ${field === "q" ? nothing : segmented("How", [[false, "is any of"], [true, "is none of"]], negated, (value) => { negated = value; draw(); })}
      ${CHOSEN.includes(field) || FIXED[field] ? html`
        ${CHOSEN.includes(field) ? html`<input type="search" aria-label="Find a value" placeholder="Find" autofocus .value=${live(found)} @input=${(event) => { found = event.target.value; draw(); }}>` : nothing}
        <div class="values" role="group" aria-label="Values">${options.map(([value, items]) => html`
          <label><input type="checkbox" .checked=${live(chosen.has(value))} @change=${(event) => { event.target.checked ? chosen.add(value) : chosen.delete(value); }}>
            <span>${label(value)}</span>${items === null ? nothing : html`<span class="quiet">${number(items)}</span>`}</label>`)}</div>` : nothing}
      ${field === "metadata" ? html`<label class="field"><span>Key</span><input name="key" required placeholder="browser"></label>` : nothing}
      ${["user", "metadata", "q"].includes(field) ? html`<label class="field"><span>${field === "q" ? "Words, “exact words”, begin*, -without" : "Value"}</span>
        <input name="text" autocomplete="off" ?required=${field !== "metadata"}></label>` : nothing}
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Add</button></div>
    </form>`;
  });
}
