// Where one ends up without a session: how to get one.

import { html, nothing, copyable, icon } from "../ui.js";
import { send } from "../api.js";

export const title = "Sign in";

export function open(view) {
  const used = view.place.query.get("link") === "used";
  let problem;
  let busy = false;

  async function signIn(event) {
    event.preventDefault();
    busy = true;
    problem = undefined;
    draw();
    try {
      await send("POST", "/session", { key: new FormData(event.target).get("key") });
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

  function draw() {
    view.render(html`<div class="alone sign-in">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"></rect>
        <path d="M10 16a4.2 4.2 0 1 1 4.2 4.2c2.6 0 3.6-2.6 3.6-4.2a4.2 4.2 0 1 1 4.2 4.2"></path></svg>
      <h1 tabindex="-1">Sign in to Loop</h1>
      ${used ? html`<p class="note warn">${icon("warning")} That link has expired: each works once, within 15 minutes.</p>` : nothing}
      <p>Open the link that <code>./loop up</code> printed, or get a new one:</p>
      ${copyable("LOOP_SECRET_KEY=sk_… ./loop sign-in", "Copy the command")}
      <form @submit=${signIn}>
        <label class="field"><span>Or sign in with a secret key</span>
          <input name="key" type="password" autocomplete="off" spellcheck="false" required placeholder="sk_…"
            aria-invalid=${problem ? "true" : nothing} aria-describedby="why"></label>
        <p id="why" class="error" role="alert">${problem ? problem.message : nothing}</p>
        <button class="primary" ?disabled=${busy}>Sign in</button>
      </form></div>`);
  }
  draw();
}
