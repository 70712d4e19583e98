// The forms of a key: a new one, a change, a new one in place of an old one.

import { copyable, dialog, html, live, nothing, text, told } from "../../ui.js";
import { send } from "../../api.js";
import { count } from "../../format.js";

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
  ["forms", ["read", "write"]],
  ["keys", ["read", "write", "secrets"]],
];

/**
 * The limits that a key may have of its own.
 * @type {[string, string][]}
 */
const LIMITS = [
  ["keySecond", "Calls in a second"],
  ["keyDay", "Items in a day (UTC)"],
  ["addressMinute", "Calls from one address in a minute"],
  ["addressHour", "Calls from one address in an hour"],
];

/**
 * What a publishable key is for: its pages, its source, its forms, its limits.
 * @param {{source?: string, origins?: string[], forms?: string[], limits?: Record<string, number>, limitsInForce?: Record<string, number>}} key
 */
function pageFields({ source = "", origins = [], forms = [], limits = {}, limitsInForce = {} }) {
  const own = Object.keys(limits).length > 0;
  return html`<label class="field"><span>Pages that may use it</span>
      <textarea name="origins" rows=${Math.min(6, Math.max(2, origins.length + 1))} spellcheck="false" class="mono" placeholder="https://app.example.com" .defaultValue=${origins.join("\n")}></textarea>
      <span class="hint">One origin a line: scheme, host and port. Empty: any page may use it.</span></label>
    <label class="field"><span>Source of its items (may be left out)</span>
      <input name="source" maxlength="100" autocomplete="off" placeholder="in-app-widget" .defaultValue=${source}></label>
    <label class="field"><span>Forms that it answers (may be left out)</span>
      <input name="forms" autocomplete="off" spellcheck="false" class="mono" placeholder="nps" .defaultValue=${forms.join(" ")}>
      <span class="hint">Names, with spaces between them: it creates answers to these forms and nothing else. Empty: any item.</span></label>
    <details class="limits" ?open=${own}><summary>Limits of its own</summary>
      <p class="hint">An empty field is the limit of the server, 0 is no limit.</p>
      <div class="limit-grid">${LIMITS.map(([name, says]) => html`<label class="field"><span>${says}</span>
        <input name=${name} type="number" min="0" max="999999999" step="1" inputmode="numeric"
          placeholder=${limits[name] === undefined ? limitsInForce[name] ?? "as the server" : "as the server"} .defaultValue=${limits[name] ?? ""}></label>`)}</div></details>`;
}

/** What the fields hold, as the API takes it; null takes away. */
function pageValues(form) {
  const limits = Object.fromEntries(LIMITS.map(([name]) => [name, text(form, name) === "" ? null : Number(text(form, name))]));
  const words = (name) => text(form, name).split(/[\s,]+/).filter(Boolean);
  return { source: text(form, "source") || null, origins: words("origins"), forms: words("forms"), limits };
}

/** Shows a key that was made now. */
export function freshKey(made) {
  return dialog("Copy the key now", (close) => html`
    <p>It is shown this once and kept as a hash only.</p>${copyable(made.key, "Copy the key")}
    ${made.key.startsWith("pk_") ? html`<p class="hint">${made.origins?.length > 0
        ? `It may be in the pages of ${made.origins.join(", ")}, which anybody can read.`
        : "It may be in a page that anybody can read."}</p>`
      : html`<p class="hint">Keep it where secrets are kept, and out of pages and repositories.</p>`}
    <div class="buttons"><button type="button" class="primary" @click=${() => close()}>I have it</button></div>`);
}

/** The form of a new key; closes with what the server answered. */
export function creation() {
  let purpose = "page";
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      const form = new FormData(event.target);
      const fixed = PURPOSES.find(([id]) => id === purpose)?.[3];
      try {
        close(await send("POST", "/v1/keys", {
          name: form.get("name"),
          scopes: purpose === "own" ? form.getAll("scope") : fixed,
          ...(purpose === "own" && { publishable: false }),
          ...(purpose === "page" && pageValues(form)),
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
      ${purpose === "page" ? pageFields({}) : nothing}
      ${purpose === "own" ? html`<fieldset class="scope-grid"><legend>It may</legend>${SCOPES.map(([area, verbs]) => html`
        <div><span>${area}</span>${verbs.map((verb) => html`<label><input type="checkbox" name="scope" value="${area}:${verb}"> ${verb}</label>`)}</div>`)}</fieldset>` : nothing}
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Make the key</button></div>
    </form>`;
  };
}

/** The form of a change; closes with the changed key. */
export function change(key) {
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      const form = new FormData(event.target);
      try {
        close(await send("PATCH", `/v1/keys/${key.id}`, { name: form.get("name"), ...(key.publishable && pageValues(form)) }));
      } catch (failed) {
        problem = failed;
        draw();
      }
    }
    return html`<form class="new-key" @submit=${submit}>
      <label class="field"><span>Name</span><input name="name" required maxlength="100" autocomplete="off" .defaultValue=${key.name}></label>
      ${key.publishable ? pageFields(key) : html`<p class="hint">What a key may do does not change: make another one.</p>`}
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Change it</button></div>
    </form>`;
  };
}

/** The form of a rotation; closes with the new key. */
export function rotation(key) {
  let problem;
  return (close, draw) => {
    async function submit(event) {
      event.preventDefault();
      try {
        close(await send("POST", `/v1/keys/${key.id}/rotate`, { overlap: new FormData(event.target).get("overlap") }));
      } catch (failed) {
        problem = failed;
        draw();
      }
    }
    return html`<form class="fields" @submit=${submit}>
      <p>A new key with the same name, rights and limits takes the place of this one. Both work until everybody has changed over, and its use tells whether the old one is still used${key.use?.lastUsedAt ? "" : "; it was not used since the server started"}.</p>
      <label class="field"><span>The old key works for</span><select name="overlap">
        <option value="24h">24 hours</option><option value="7d">7 days</option><option value="30d">30 days</option><option value="90d">90 days: an app that people have installed</option>
        <option value="0s">No time: it has leaked</option></select></label>
      ${key.publishable ? nothing : html`<p class="hint">Browsers that were signed in with it are signed out when it ends.</p>`}
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Make the new key</button></div>
    </form>`;
  };
}

/** What was refused, in a few words and by kind. */
export function refusals({ refused }) {
  const kinds = Object.entries(refused).sort(([, one], [, other]) => other - one);
  return kinds.map(([kind, times]) => `${kind} ${count(times, "time")}`).join(", ");
}
