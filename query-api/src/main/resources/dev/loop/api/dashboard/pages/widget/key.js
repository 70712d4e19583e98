// The key of a widget: where it may be used and how much, set here or when it is made.

import { copyable, html, live, nothing, text, toast, told } from "../../ui.js";
import { get, send } from "../../api.js";

const NEW = "";

/** @type {[string, string][]} */
const LIMITS = [
  ["addressMinute", "A minute, from one address"],
  ["addressHour", "An hour, from one address"],
  ["keySecond", "A second, in all"],
  ["keyDay", "A day, in all"],
];

/** The lines of a field, without empty ones. */
const lines = (written) => written.split(/\s+/).filter(Boolean);

/**
 * The form of a key. `draw` is called when something changed.
 * @param {AbortSignal} signal
 * @param {() => void} draw
 */
export function keyForm(signal, draw) {
  /** @type {any[]} */
  let keys = [];
  let id = NEW;
  let made = "";
  let problem;

  const chosen = () => keys.find((key) => key.id === id);

  async function refresh() {
    try {
      const { data } = await get("/v1/keys", {}, { signal });
      keys = data.filter((key) => key.publishable);
    } catch (failed) {
      if (failed.name === "AbortError") return;
      problem = failed;
    }
    draw();
  }

  async function save(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    // Null is the limit of the server.
    const limits = Object.fromEntries(LIMITS.map(([name]) => [name, text(form, name) ? Number(text(form, name)) : null]));
    const rules = { origins: lines(text(form, "origins")), limits };
    problem = undefined;
    try {
      if (id === NEW) {
        const key = await send("POST", "/v1/keys", { name: text(form, "name"), scopes: ["feedback:create"], publishable: true, source: "in-app-widget", ...rules });
        made = key.key;
        id = key.id;
      } else {
        await send("PATCH", `/v1/keys/${id}`, rules);
        toast("Saved");
      }
      await refresh();
    } catch (failed) {
      problem = failed;
      draw();
    }
  }

  function choose(event) {
    id = event.target.value;
    made = "";
    problem = undefined;
    draw();
  }

  function form() {
    const key = chosen();
    return html`<form class="body" @submit=${save}>
      <label class="field"><span>Key</span><select @change=${choose}>
        <option value=${NEW} .selected=${live(id === NEW)}>A new one</option>
        ${keys.map((one) => html`<option value=${one.id} .selected=${live(one.id === id)}>${one.name}</option>`)}</select></label>
      ${key ? nothing : html`<label class="field"><span>Name</span><input name="name" required maxlength="100" autocomplete="off" placeholder="Web app"></label>`}
      <label class="field"><span>Allowed origins, one a line</span>
        <textarea name="origins" class="mono" rows="2" placeholder="https://app.example.com" .value=${live((key?.origins ?? []).join("\n"))}></textarea>
        <span class="hint">Without any, pages of every origin may use the key. This stops copies of it in other pages, not programs.</span></label>
      <details ?open=${Boolean(key?.limits && Object.keys(key.limits).length)}><summary>Limits: how many items</summary><div class="pair">
        ${LIMITS.map(([name, label]) => html`<label class="field"><span>${label}</span>
          <input name=${name} type="number" min="1" step="1" placeholder=${key?.limitsInForce?.[name] ?? "as the server"} .value=${live(String(key?.limits?.[name] ?? ""))}></label>`)}</div></details>
      ${problem ? html`<div role="alert">${told(problem)}</div>` : nothing}
      ${made ? html`<div class="note good" role="status">The key is in the tag. It is shown this once: paste the tag now.</div>${copyable(made, "Copy the key")}` : nothing}
      <div class="buttons"><button class="primary">${key ? "Save origins and limits" : "Make the key"}</button></div>
    </form>`;
  }

  refresh();
  return {
    form,
    /** The key to paste; empty where it was made before. */
    made: () => made,
    /** Whether the items of the key have a source of their own. */
    foreignSource: () => Boolean(chosen()?.source && chosen().source !== "in-app-widget"),
  };
}
