// Where one ends up without a session: how to get one. And where a sign-in link asks, before it ends a session that there is.

import { html, nothing, copyable, icon } from "../ui.js";
import { get, send } from "../api.js";

export const title = "Sign in";

export function open(view) {
  const link = view.place.query.get("link");
  const token = link === "ask" ? decodeURIComponent(location.hash.slice(1)) : "";
  let signedIn = false;
  let problem;
  let busy = false;

  async function signIn(event) {
    event.preventDefault();
    busy = true;
    problem = undefined;
    draw();
    try {
      await send("POST", "/session", token ? { token } : { key: new FormData(event.target).get("key") });
      location.assign(wanted());
    } catch (failed) {
      problem = failed;
      busy = false;
      draw();
    }
  }

  /** Where one was when the session ended; no address of anybody else. */
  function wanted() {
    const to = new URL(view.place.query.get("to") ?? "/", location.href);
    return to.origin === location.origin ? to.href : "/";
  }

  const error = () => html`<p id="why" class="error" role="alert">${problem ? problem.message : nothing}</p>`;

  /** A link may come from anybody: who follows it sees what it would do. */
  const ask = () => html`
    <p>${signedIn
      ? "This browser is signed in already. The link replaces that session with one that has the scopes of the link's maker."
      : "A link asks to sign this browser in. Go on if you asked for it, or if it comes from somebody you trust."}</p>
    <form @submit=${signIn}>${error()}
      <button class="primary" ?disabled=${busy}>Sign in by the link</button>
      <a class="button" href="/">${signedIn ? "Keep the present session" : "Do not sign in"}</a>
    </form>`;

  const byKey = () => html`
    ${link === "used" ? html`<p class="note warn">${icon("warning")} That link has expired: each works once, within 15 minutes, and only while the key or session that made it exists.</p>` : nothing}
    <p>Open the link that <code>./loop up</code> printed, or get a new one:</p>
    ${copyable("LOOP_SECRET_KEY=sk_… ./loop sign-in", "Copy the command")}
    <form @submit=${signIn}>
      <label class="field"><span>Or sign in with a secret key</span>
        <input name="key" type="password" autocomplete="off" spellcheck="false" required placeholder="sk_…"
          aria-invalid=${problem ? "true" : nothing} aria-describedby="why"></label>
      ${error()}
      <button class="primary" ?disabled=${busy}>Sign in</button>
    </form>`;

  function draw() {
    view.render(html`<div class="alone sign-in">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"></rect>
        <path d="M10 16a4.2 4.2 0 1 1 4.2 4.2c2.6 0 3.6-2.6 3.6-4.2a4.2 4.2 0 1 1 4.2 4.2"></path></svg>
      <h1 tabindex="-1">Sign in to Loop</h1>
      ${token ? ask() : byKey()}</div>`);
  }
  draw();
  if (token) {
    get("/session", {}, { signal: view.signal }).then(() => { signedIn = true; draw(); }, () => {});
  }
}
