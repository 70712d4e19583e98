// One form: its words and settings beside the page as it will be, and the three ways to use it.

import { badge, card, confirm, copyable, html, icon, itemsHref, nothing, pageHead, repeat, text, toast, told, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { navigate } from "../router.js";
import { preview } from "./forms/preview.js";
import { addressOf, answersOf, KINDS, stateOf, wordsOf } from "./forms/words.js";

export const title = "Form";

const LANGUAGES = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh"];

export function open(view) {
  const name = view.place.params.name;
  const path = `/v1/forms/${encodeURIComponent(name)}`;
  const shown = preview({ name, signal: view.signal, draw });
  let load = { state: "loading" };
  let problem;
  /** What is filled in and not kept yet. */
  let kind;
  let comment;
  let changed = false;

  async function refresh() {
    try {
      const [form, keys] = await Promise.all([get(path, {}, view), get("/v1/keys", {}, view)]);
      load = { state: "ready", value: { form, keys: keys.data.filter((key) => key.publishable) } };
      ({ kind, comment } = form);
      shown.show(body(form));
    } catch (failed) {
      if (failed.name === "AbortError") return;
      load = { state: "failed", problem: failed };
    }
    draw();
  }

  /** A form as it is put: without what the server adds. */
  function body({ title: heading, question, kind: of, language, texts, comment: room, tags, metadata, key, enabled }) {
    return { title: heading, question, kind: of, language, texts, comment: room, tags, metadata, key, enabled };
  }

  function filledIn(element) {
    const form = new FormData(element);
    const { texts } = load.value.form;
    const own = Object.fromEntries(wordsOf(kind, comment).map(([word]) => [word, text(form, `text.${word}`)]));
    const metadata = text(form, "metadata").split("\n").map((line) => line.split("=")).filter(([key]) => key.trim());
    return body({
      title: text(form, "title") || undefined,
      question: text(form, "question"),
      kind,
      language: text(form, "language"),
      texts: Object.fromEntries(Object.entries({ ...texts, ...own }).filter(([, said]) => said)),
      comment,
      tags: text(form, "tags").split(",").map((one) => one.trim()).filter(Boolean),
      metadata: Object.fromEntries(metadata.map(([key, ...value]) => [key.trim(), value.join("=").trim()])),
      key: form.get("key"),
      enabled: form.has("enabled"),
    });
  }

  function edited(event) {
    const element = event.currentTarget;
    const form = new FormData(element);
    kind = form.get("kind");
    comment = kind === "text" || form.has("comment");
    changed = true;
    draw();
    shown.later(filledIn(element));
  }

  async function save(event) {
    event.preventDefault();
    problem = undefined;
    try {
      const form = await send("PUT", path, filledIn(event.target));
      load = { state: "ready", value: { ...load.value, form } };
      changed = false;
      toast("Saved");
    } catch (failed) {
      problem = failed;
    }
    draw();
  }

  async function remove(form) {
    if (!await confirm("Delete this form?", "Its answers stay. Whoever follows its link is told that there is no survey.", "Delete")) return;
    try {
      await send("DELETE", path);
      toast(`Deleted ${form.name}`);
      navigate("/forms");
    } catch (failed) {
      toast(failed.message, { kind: "bad" });
    }
  }

  function settings({ form, keys }) {
    const gone = !keys.some((key) => key.id === form.key);
    return html`<form class="body fields" @input=${edited} @submit=${save}>
      <label class="field"><span>Title (may be left out)</span><input name="title" maxlength="200" autocomplete="off" .value=${form.title ?? ""}></label>
      <label class="field"><span>Question</span><input name="question" required maxlength="300" autocomplete="off" .value=${form.question}></label>
      <div class="pair">
        <label class="field"><span>Answers</span><select name="kind">${KINDS.map(([value, says]) => html`<option value=${value} ?selected=${value === form.kind}>${says}</option>`)}</select></label>
        <label class="field"><span>Language</span><input name="language" required maxlength="35" list="languages" autocomplete="off" .value=${form.language}>
          <datalist id="languages">${LANGUAGES.map((one) => html`<option value=${one}></option>`)}</datalist></label>
      </div>
      ${kind === "text" ? nothing : html`<label class="tick-box"><input type="checkbox" name="comment" ?checked=${form.comment}> Room for a sentence</label>`}
      <fieldset><legend>Words of its own, in place of those of the language</legend><div class="pair">${repeat(wordsOf(kind, comment), ([word]) => word, ([word, says]) => html`
        <label class="field"><span>${says}</span><input name="text.${word}" maxlength="1000" autocomplete="off" .value=${form.texts[word] ?? ""}></label>`)}</div></fieldset>
      <label class="field"><span>Tags of each answer, separated by commas</span><input name="tags" autocomplete="off" .value=${form.tags.join(", ")}></label>
      <label class="field"><span>Metadata of each answer, a line for each: name=value</span><textarea name="metadata" rows="2" class="mono" .value=${
        Object.entries(form.metadata).map(([key, value]) => `${key}=${value}`).join("\n")}></textarea></label>
      <label class="field"><span>Key that creates its items</span><select name="key">${gone ? html`<option value=${form.key} selected>${form.key} (revoked)</option>` : nothing}
        ${keys.map((key) => html`<option value=${key.id} ?selected=${key.id === form.key}>${key.name}${key.source ? `, source ${key.source}` : ""}${key.forms.length > 0 ? `, forms ${key.forms.join(", ")}` : ""}</option>`)}</select></label>
      <p class="hint">Limits, origins, source and quota of the key hold for the form.</p>
      <label class="tick-box"><input type="checkbox" name="enabled" ?checked=${form.enabled}> Takes answers</label>
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" class="ghost" @click=${() => remove(form)}>${icon("trash")} Delete</button>
        <button class="primary" ?disabled=${!changed}>Save</button></div></form>`;
  }

  function uses(form) {
    const address = addressOf(form);
    const answers = answersOf(form.kind);
    const links = answers.map((one) => `<a href="${address}?value=${one}&amp;user=USER">${one}</a>`).join("\n");
    return html`<div class="body fields">
      <h3>By link, in a mail or a ticket</h3>
      ${copyable(`${address}?user=USER&ref=TICKET`, "Copy the link")}
      ${answers.length ? copyable(links, "Copy a link for each answer") : nothing}
      <p class="hint">A link only chooses an answer, and the person sends it: scanners of mail open links before anybody reads them. Leave out <code>user</code> for
        anonymous answers; <code>userHash</code> proves who it is.</p>
      <h3>As a page</h3>
      ${copyable(address, "Copy the address")}
      <p><a href=${address} target="_blank" rel="noopener">Open the page</a></p>
      <p class="hint">It needs no script and sets no cookie.</p>
      <h3>In the widget</h3>
      ${copyable(`<script src="${location.origin}/widget.js" data-key="pk_…" data-form="${form.name}" async></script>`, "Copy the tag")}
    </div>`;
  }

  function draw() {
    view.render(whenReady(load, refresh, (all) => html`<a class="back" href="/forms">${icon("left")} Forms</a>
      ${pageHead(all.form.name, { sub: html`${badge(...stateOf(all.form))} <a href=${itemsHref({ "metadata.form": all.form.name })}>What was said</a>` })}
      <div class="form-edit">
        ${card("Settings", settings(all))}
        <div class="form-side">${card("As people see it", shown.content())}${card("Three ways to use it", uses(all.form))}</div>
      </div>`));
  }

  draw();
  refresh();
}
