// Forms: surveys as data. Make one, see which take answers, and what was answered.

import { badge, card, dialog, empty, html, icon, itemsHref, nothing, pageHead, table, text, time, told, whenReady } from "../ui.js";
import { copied } from "../dialogs.js";
import { get, send } from "../api.js";
import { navigate } from "../router.js";
import { addressOf, KINDS, stateOf } from "./forms/words.js";

export const title = "Forms";

export function open(view) {
  let load = { state: "loading" };

  async function refresh() {
    try {
      const [forms, keys] = await Promise.all([get("/v1/forms", {}, view), get("/v1/keys", {}, view)]);
      load = { state: "ready", value: { forms: forms.data, keys: keys.data.filter((key) => key.publishable) } };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  async function create({ forms, keys }) {
    const name = await dialog("New form", creation(forms, keys));
    if (name) navigate(`/forms/${name}`);
  }

  const columns = [
    { name: "Question", cell: (form) => html`<a href="/forms/${form.name}" dir="auto"><b>${form.question}</b></a>` },
    { name: "Name", cell: (form) => html`<code>${form.name}</code>` },
    { name: "Answers", className: "nowrap", cell: (form) => KINDS.find(([kind]) => kind === form.kind)?.[1] ?? form.kind },
    { name: "State", className: "nowrap", cell: (form) => badge(...stateOf(form)) },
    { name: "Changed", className: "nowrap", cell: (form) => time(form.updatedAt) },
    { name: "What was said", className: "nowrap", cell: (form) => html`<a href=${itemsHref({ "metadata.form": form.name })}>Its items</a>` },
    { name: html`<span class="visually-hidden">Link</span>`, align: "end", cell: (form) => html`<button type="button" class="ghost"
      aria-label="Copy the link of ${form.name}" @click=${() => copied(addressOf(form))}>${icon("copy")}Copy link</button>` },
  ];

  function draw() {
    const ready = load.state === "ready" ? load.value : undefined;
    view.render(html`${pageHead("Forms", { sub: "Surveys by link, as a page or in the widget. Each answer is an item.",
      actions: ready?.keys.length ? html`<button type="button" class="primary" @click=${() => create(ready)}>${icon("plus")} New form</button>` : nothing })}
      ${card("Forms", whenReady(load, refresh, ({ forms, keys }) => forms.length > 0 ? table("Forms", columns, forms)
        : keys.length > 0 ? empty("No forms yet", "A form asks one question, in a mail, on a page or in your product.",
          html`<button type="button" @click=${() => create({ forms, keys })}>Make the first form</button>`)
        : empty("No publishable key", "A form creates its items with one, which holds its limits.", html`<a class="button" href="/keys">Make a key</a>`)))}`);
  }

  draw();
  refresh();
}

/** The first words of a form; closes with its name. */
function creation(forms, keys) {
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      const form = new FormData(event.target);
      const name = text(form, "name");
      try {
        if (forms.some((one) => one.name === name)) throw new Error(`There is a form ${name} already.`);
        await send("PUT", `/v1/forms/${encodeURIComponent(name)}`, { question: text(form, "question"), kind: form.get("kind"), key: form.get("key") });
        close(name);
      } catch (failed) {
        problem = failed;
        draw();
      }
    }
    return html`<form class="fields" @submit=${submit}>
      <label class="field"><span>Question</span><input name="question" required maxlength="300" autocomplete="off" placeholder="How likely are you to recommend us?" autofocus></label>
      <label class="field"><span>Answers</span><select name="kind">${KINDS.map(([kind, says]) => html`<option value=${kind}>${says}</option>`)}</select></label>
      <label class="field"><span>Name, which stands in its link</span><input name="name" required maxlength="60" pattern="[a-z0-9][a-z0-9_\\-]*" autocomplete="off" placeholder="nps-june"
        title="a-z, 0-9, - and _"></label>
      <label class="field"><span>Key that creates its items</span><select name="key">${keys.map((key) => html`<option value=${key.id}>${key.name}</option>`)}</select></label>
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Make the form</button></div></form>`;
  };
}
