// API keys: make one for what it is for, see it once, revoke it. And the browsers that are signed in.

import { badge, card, confirm, copyable, dialog, empty, html, icon, live, nothing, pageHead, table, text, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";

export const title = "Keys";

/**
 * What a key is made for, and the scopes that this takes.
 * @type {[string, string, string, string[]][]}
 */
const PURPOSES = [
  ["page", "A web page or an app", "Anybody can read it there: it creates one item at a time and reads nothing.", ["feedback:create"]],
  ["deploy", "Deployments", "Announces releases.", ["releases:read", "releases:write"]],
  ["report", "Reports and BI", "Reads items, counts and releases; changes nothing.", ["feedback:read", "accounts:read", "releases:read"]],
  ["every", "A server of ours", "Everything, what is added later as well.", ["*"]],
  ["own", "Something else", "Choose what it may do.", []],
];

/** @type {[string, string[]][]} */
const SCOPES = [
  ["feedback", ["create", "read", "write"]],
  ["accounts", ["read", "write"]],
  ["releases", ["read", "write"]],
  ["webhooks", ["read", "write", "secrets"]],
  ["dead-letters", ["read", "write"]],
  ["schemas", ["read", "write"]],
  ["keys", ["read", "write"]],
];

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
    await dialog("Copy the key now", (close) => html`
      <p>It is shown this once and kept as a hash only.</p>${copyable(made.key, "Copy the key")}
      ${made.key.startsWith("pk_") ? html`<p class="hint">It may be in a page that anybody can read.</p>`
        : html`<p class="hint">Keep it where secrets are kept, and out of pages and repositories.</p>`}
      <div class="buttons"><button type="button" class="primary" @click=${() => close()}>I have it</button></div>`);
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

  const kind = (key) => (key.publishable ? html`${badge("publishable")} ${key.source ? html`<span class="hint">source ${key.source}</span>` : nothing}` : "secret");
  const scopes = (key) => html`<span class="scopes">${key.scopes.map((scope) =>
    badge(scope === "*" ? "everything" : scope, scope === "*" ? "warn" : ""))}</span>`;
  const end = (key, browser) => html`<button type="button" class="ghost" aria-label="${browser ? "Sign out" : "Revoke"} ${key.name}"
    @click=${() => revoke(key, browser)}>${icon(browser ? "out" : "trash")}${browser ? "Sign out" : "Revoke"}</button>`;

  function draw() {
    view.render(html`
      ${pageHead("Keys", { sub: "What opens the API, and the browsers that are signed in.",
        actions: html`<button type="button" class="primary" @click=${create}>${icon("plus")} New key</button>` })}
      ${card("API keys", whenReady(load, refresh, ({ data }) => data.length === 0
        ? empty("No keys", "Programs need one to send and to ask.")
        : table("API keys", [
          { name: "Name", cell: (key) => key.name },
          { name: "Kind", className: "nowrap", cell: kind },
          { name: "May", cell: scopes },
          { name: "Id", cell: (key) => html`<code>${key.id}</code>` },
          { name: "Made", className: "nowrap", cell: (key) => time(key.createdAt) },
          { name: html`<span class="visually-hidden">Revoke</span>`, align: "end", cell: (key) => end(key, false) },
        ], data)))}
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

/** The form of a new key; closes with what the server answered. */
function creation() {
  let purpose = "page";
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      const form = new FormData(event.target);
      const fixed = PURPOSES.find(([id]) => id === purpose)?.[3];
      try {
        const source = text(form, "source");
        close(await send("POST", "/v1/keys", {
          name: form.get("name"),
          scopes: purpose === "own" ? form.getAll("scope") : fixed,
          ...(purpose === "own" && { publishable: false }),
          ...(source && { source }),
        }));
      } catch (failed) {
        problem = failed;
        draw();
      }
    }
    return html`<form class="new-key" @submit=${submit}>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" autocomplete="off" placeholder="Checkout page" autofocus></label>
      <fieldset><legend>It is for</legend>${PURPOSES.map(([id, name, says]) => html`
        <label class="option"><input type="radio" name="purpose" value=${id} .checked=${live(purpose === id)} @change=${() => { purpose = id; draw(); }}>
          <span><b>${name}</b><span class="hint">${says}</span></span></label>`)}</fieldset>
      ${purpose === "page" ? html`<label class="field"><span>Source of its items (may be left out)</span>
        <input name="source" maxlength="100" autocomplete="off" placeholder="in-app-widget"></label>` : nothing}
      ${purpose === "own" ? html`<fieldset class="scope-grid"><legend>It may</legend>${SCOPES.map(([area, verbs]) => html`
        <div><span>${area}</span>${verbs.map((verb) => html`<label><input type="checkbox" name="scope" value="${area}:${verb}"> ${verb}</label>`)}</div>`)}</fieldset>` : nothing}
      <p class="error" role="alert">${problem ? problem.message : nothing}</p>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Make the key</button></div>
    </form>`;
  };
}
