// The secret by which servers prove the users that pages name, and how a server does that.

import { card, copyable, dialog, empty, html, nothing, segmented, toast, told, whenReady } from "../../ui.js";
import { get, send } from "../../api.js";
import { dateTime } from "../../format.js";

const SNIPPETS = {
  "Node.js": `import { createHmac } from "node:crypto";

const userHash = createHmac("sha256", process.env.LOOP_USER_SECRET)
  .update(user.id)
  .digest("hex");`,
  Python: `import hashlib, hmac, os

user_hash = hmac.new(os.environ["LOOP_USER_SECRET"].encode(),
                     user_id.encode(), hashlib.sha256).hexdigest()`,
  PHP: `$userHash = hash_hmac("sha256", $userId, getenv("LOOP_USER_SECRET"));`,
  Ruby: `user_hash = OpenSSL::HMAC.hexdigest("sha256", ENV["LOOP_USER_SECRET"], user_id)`,
  Java: `Mac mac = Mac.getInstance("HmacSHA256");
mac.init(new SecretKeySpec(System.getenv("LOOP_USER_SECRET").getBytes(UTF_8), "HmacSHA256"));
String userHash = HexFormat.of().formatHex(mac.doFinal(userId.getBytes(UTF_8)));`,
};

/** The card of the page Keys; `draw` is called when it has changed. */
export function users(view, draw) {
  let load = { state: "loading" };
  let language = "Node.js";

  async function refresh() {
    try {
      load = { state: "ready", value: await get("/v1/user-secret", {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  const shown = (title, { secret, previous }) => dialog(title, (close) => html`
    <p>It is for your servers alone: with it anybody can pass for any user.</p>${copyable(secret, "Copy the secret")}
    ${previous.map((old) => html`<p class="hint">The previous secret also counts until ${dateTime(old.expiresAt)}:</p>${copyable(old.secret, "Copy the previous secret")}`)}
    <div class="buttons"><button type="button" class="primary" @click=${() => close()}>Done</button></div>`);

  async function first() {
    try {
      const made = await send("POST", "/v1/user-secret/rotate", {});
      await shown("The user secret", made);
      refresh();
    } catch (problem) {
      toast(problem.message, { kind: "bad" });
    }
  }

  async function rotate() {
    let problem;
    const made = await dialog("New user secret", (close, redraw) => html`<form class="fields" @submit=${async (event) => {
      event.preventDefault();
      try {
        close(await send("POST", "/v1/user-secret/rotate", { overlap: new FormData(event.target).get("overlap") }));
      } catch (failed) {
        problem = failed;
        redraw();
      }
    }}><p>Hashes of the new secret count from now on, and those of the old one until your servers have changed over.</p>
      <label class="field"><span>The old secret also counts for</span><select name="overlap">
        <option value="24h">24 hours</option><option value="1h">1 hour</option><option value="7d">7 days</option><option value="30d">30 days</option><option value="0s">No time: it has leaked</option></select></label>
      <div role="alert">${problem ? told(problem) : nothing}</div>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Make a new secret</button></div></form>`);
    if (!made) return;
    await shown("The new user secret", made);
    refresh();
  }

  function known(value) {
    return html`<div class="body user-proof">
      <p>Your server makes the hash and gives it to the page, which sends it as <code>userHash</code> beside <code>user.id</code>. An item without it, or with a wrong one, has
        <code>userVerified</code> “false” in its metadata, and gets no plan from the accounts.</p>
      ${segmented("Language", Object.keys(SNIPPETS).map((one) => [one, one]), language, (one) => { language = one; draw(); })}
      ${copyable(SNIPPETS[language], "Copy the code")}
      <div class="row-buttons"><button type="button" @click=${() => shown("The user secret", value)}>Show the secret</button>
        <button type="button" @click=${rotate}>New secret…</button></div></div>`;
  }

  refresh();
  return () => card("Users that pages name", whenReady(load, refresh, (value) => (value.secret === undefined
    ? empty("No user secret", "A page can name anybody as the author of an item. With a secret, your server proves who it is; until then items of pages get no plan from the accounts.",
      html`<button type="button" class="primary" @click=${first}>Make a user secret</button>`)
    : known(value)), 2));
}
