// API keys: make one for what it is for, see it once, change, replace and revoke it, see its use. And the browsers that
// are signed in.

import { badge, card, confirm, dialog, empty, html, icon, nothing, pageHead, table, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { compact, dateTime, number } from "../format.js";
import { change, creation, freshKey, refusals, rotation } from "./keys/form.js";
import { users } from "./keys/users.js";

export const title = "Keys";

export function open(view) {
  let load = { state: "loading" };

  async function refresh() {
    try {
      load = { state: "ready", value: await get("/v1/keys", {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  async function create() {
    const made = await dialog("New key", creation());
    if (!made) return;
    await freshKey(made);
    refresh();
  }

  async function edit(key) {
    if (await dialog(`Change ${key.name}`, change(key))) {
      toast(`Changed ${key.name}`);
      refresh();
    }
  }

  async function rotate(key) {
    const made = await dialog(`A new key in place of ${key.name}`, rotation(key));
    if (!made) return;
    await freshKey(made);
    refresh();
  }

  async function revoke(key, browser) {
    const sure = browser
      ? await confirm("Sign this browser out?", "It was signed in " + new Date(key.createdAt).toLocaleString("en-GB") + ".", "Sign it out")
      : await confirm(`Revoke ${key.name}?`, "Whoever uses it is refused from now on. Browsers that were signed in with it, or by its links, are signed out, and what is being sent with it stops. This cannot be undone.", "Revoke");
    if (!sure) return;
    try {
      await send("DELETE", `/v1/keys/${key.id}`);
      toast(browser ? "Signed out" : `Revoked ${key.name}`);
      refresh();
    } catch (problem) {
      toast(problem.message, { kind: "bad" });
    }
  }

  const name = (key) => html`${key.name}<br><code>${key.id}</code>${key.expiresAt ? html`<br>${badge("rotated", "warn")} <span class="hint" title=${key.expiresAt}>ends ${dateTime(key.expiresAt)}</span>` : nothing}`;
  const kind = (key) => (key.publishable ? html`${badge("publishable")} ${key.source ? html`<span class="hint">source ${key.source}</span>` : nothing}
    ${key.origins.length === 0 ? html`<br><span class="hint">any page</span>` : key.origins.map((origin) => html`<br><code>${origin}</code>`)}
    ${key.forms.length === 0 ? nothing : html`<br><span class="hint">forms ${key.forms.join(", ")}</span>`}` : "secret");
  const use = (key) => {
    const { itemsToday, lastUsedAt, refused, since, instances = [], missing = [] } = key.use;
    const times = Object.values(refused).reduce((all, one) => all + one, 0);
    const most = key.limitsInForce?.keyDay;
    return html`${lastUsedAt ? html`used ${time(lastUsedAt)}` : html`<span class="quiet" title="The server counts since ${dateTime(since)}">not used yet</span>`}
      ${itemsToday === undefined ? nothing : html`<br><span class="hint">${number(itemsToday)}${most ? html` of ${compact(most)}` : nothing} items today</span>`}
      ${times === 0 ? nothing : html`<br><span title="${refusals(key.use)}; since ${since}${instances.length > 1 ? ` at ${instances.join(", ")}` : ""}">${badge(`${compact(times)} refused`, "warn")}</span>`}
      ${missing.length === 0 ? nothing : html`<br><span class="hint">without ${missing.join(", ")}, which ${missing.length === 1 ? "does" : "do"} not answer</span>`}`;
  };
  const scopes = (key) => html`<span class="scopes">${key.scopes.map((scope) =>
    badge(scope === "*" ? "everything" : scope, scope === "*" ? "warn" : ""))}</span>`;
  const end = (key, browser) => html`<button type="button" class="ghost" aria-label="${browser ? "Sign out" : "Revoke"} ${key.name}"
    @click=${() => revoke(key, browser)}>${icon(browser ? "out" : "trash")}${browser ? "Sign out" : "Revoke"}</button>`;

  const actions = (key) => html`<button type="button" class="ghost" aria-label="Change ${key.name}" @click=${() => edit(key)}>Change…</button>
    ${key.expiresAt ? nothing : html`<button type="button" class="ghost" aria-label="Rotate ${key.name}" @click=${() => rotate(key)}>Rotate…</button>`}${end(key, false)}`;

  const userCard = users(view, () => draw());

  function draw() {
    view.render(html`
      ${pageHead("Keys", { sub: "What opens the API, and the browsers that are signed in.",
        actions: html`<button type="button" class="primary" @click=${create}>${icon("plus")} New key</button>` })}
      ${card("API keys", whenReady(load, refresh, ({ data }) => data.length === 0
        ? empty("No keys", "Programs need one to send and to ask.")
        : table("API keys", [
          { name: "Name", cell: name },
          { name: "Kind", className: "nowrap", cell: kind },
          { name: "Use", className: "nowrap", cell: use },
          { name: "May", cell: scopes },
          { name: "Made", className: "nowrap", cell: (key) => time(key.createdAt) },
          { name: html`<span class="visually-hidden">Change, rotate, revoke</span>`, align: "end", cell: actions },
        ], data)))}
      ${userCard()}
      ${card("Signed-in browsers", whenReady(load, refresh, ({ browsers }) => table("Signed-in browsers", [
        { name: "Signed in", className: "nowrap", cell: (one) => html`${time(one.createdAt)} ${one.current ? badge("this one", "good") : nothing}` },
        { name: "By", cell: (one) => (one.madeWith ? html`${one.madeWith.startsWith("ses_") ? "a link of the browser" : "the key"} <code>${one.madeWith}</code>` : "a printed link") },
        { name: "May", cell: scopes },
        { name: "Ends", className: "nowrap", cell: (one) => time(one.expiresAt) },
        { name: html`<span class="visually-hidden">Sign out</span>`, align: "end", cell: (one) => (one.current ? nothing : end({ ...one, name: one.id }, true)) },
      ], browsers), 2))}`);
  }

  draw();
  refresh();
}
