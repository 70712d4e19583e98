// The form of a tag rule, and what a rule says in words.

import { dialog, html, nothing, text, told } from "../../ui.js";
import { send } from "../../api.js";
import { trial } from "./trial.js";

const LISTS = [["source", "Source"], ["plan", "Plan"], ["language", "Language"], ["sentiment", "Sentiment"]];

const listed = (value) => [value].flat().map((one) => one || "none").join(" or ");

/** Conditions as a person reads them. */
export function inWords(conditions) {
  const { q, like, atLeast, theme } = conditions;
  return [
    q ? `says ${q}` : "",
    like ? `is like ${typeof like === "string" ? `“${like}”` : like.item}${atLeast ? `, at least ${atLeast}` : ""}` : "",
    theme ? `theme ${theme}` : "",
    ...LISTS.map(([name]) => (conditions[name] === undefined ? "" : `${name} ${listed(conditions[name])}`)),
  ].filter(Boolean).join("; ");
}

export function replaces({ replaces: of }) {
  if (of === "untagged") return "where there is none";
  return of === "any" ? "in place of any" : `in place of ${listed(of)}`;
}

/** What was typed by comma: nothing, one, or several. */
const values = (form, name) => {
  const all = text(form, name).split(",").map((one) => one.trim()).filter(Boolean);
  return all.length > 1 ? all : all[0];
};

/** The rule as it is filled in. */
function filled(form) {
  const conditions = {
    q: text(form, "q"), like: text(form, "item") ? { item: text(form, "item") } : text(form, "like"), theme: text(form, "theme"),
    atLeast: text(form, "atLeast") ? Number(text(form, "atLeast")) : undefined,
    ...Object.fromEntries(LISTS.map(([name]) => [name, values(form, name)])),
  };
  const given = Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined && value !== ""));
  const replaced = text(form, "replaces");
  return { if: given, tag: text(form, "tag"), replaces: replaced === "listed" ? [values(form, "replaced") ?? ""].flat() : replaced, on: form.has("on") };
}

/**
 * Asks for a rule and saves it; the name of the rule that was saved.
 * @param {any} [rule] the rule that is changed; none for a new one
 */
export async function editor(rule) {
  const { if: conditions = {}, tag = "", replaces: of = "untagged", on = true } = rule ?? {};
  /** @type {import("../../ui.js").Content} */
  let problem = nothing;
  const shown = (value) => (value === undefined ? "" : [value].flat().join(", "));
  const like = typeof conditions.like === "string" ? conditions.like : "";
  const item = conditions.like && !like ? conditions.like.item : "";
  return dialog(rule ? `Edit ${rule.name}` : "New tag rule", (close, again) => html`<form class="tag-rule" @submit=${async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const name = rule?.name ?? text(form, "name");
    const path = `/v1/tag-rules/${encodeURIComponent(name)}`;
    problem = nothing;
    try {
      if (event.submitter?.value === "try") {
        await trial(`What ${name} would change`, () => send("POST", `${path}/try`, filled(form)), false);
      } else {
        await send("PUT", path, filled(form));
        close(name);
      }
    } catch (refused) {
      problem = told(refused);
    }
    again();
  }}>
    ${rule ? nothing : html`<label class="field"><span>Name</span><input name="name" required maxlength="60" autocomplete="off" placeholder="slow-exports"><small>Rules are asked in the order of their names.</small></label>`}
    <fieldset><legend>Items of which all of this holds</legend>
      <label class="field"><span>Words</span><input name="q" .value=${conditions.q ?? ""} autocomplete="off" placeholder="export | download, “exact words”, -without"></label>
      <label class="field"><span>Meaning</span><input name="like" .value=${like} autocomplete="off" placeholder="I cannot get my data out"></label>
      ${item ? html`<label class="field"><span>Like the item</span><input name="item" .value=${item} autocomplete="off"></label>` : nothing}
      <label class="field"><span>At least as like</span><input name="atLeast" type="number" min="0.2" max="1" step="0.05" .value=${shown(conditions.atLeast)} placeholder="0.5"></label>
      <label class="field"><span>Theme</span><input name="theme" .value=${conditions.theme ?? ""} autocomplete="off" placeholder="th_7"></label>
      ${LISTS.map(([name, label]) => html`<label class="field"><span>${label}</span><input name=${name} .value=${shown(conditions[name])} autocomplete="off"></label>`)}
      <small>Several values are parted by commas.</small></fieldset>
    <div class="pair"><label class="field"><span>Tag</span><input name="tag" required maxlength="100" .value=${tag} autocomplete="off"></label>
      <label class="field"><span>It is given</span><select name="replaces">${[["untagged", "where there is no tag"], ["any", "in place of any tag"], ["listed", "in place of these tags:"]].map(([value, says]) =>
        html`<option value=${value} ?selected=${value === (Array.isArray(of) ? "listed" : of)}>${says}</option>`)}</select></label>
      <label class="field"><span>These tags</span><input name="replaced" .value=${Array.isArray(of) ? of.join(", ") : ""} autocomplete="off"></label></div>
    <label class="tick-box"><input type="checkbox" name="on" ?checked=${on}> Tag what comes</label>
    <div role="alert">${problem}</div>
    <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button value="try">Try on history</button><button class="primary" value="save">Save</button></div></form>`, { wide: true });
}
