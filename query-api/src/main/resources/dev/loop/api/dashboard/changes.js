// Changing items, one or many, and undoing it: each change names the revision that it is meant for, and what undoes it is
// the change back.

import { get, send } from "./api.js";
import { count } from "./format.js";
import { dialog, html, text, toast } from "./ui.js";

const AT_ONCE = 6;
/** What of an item a person sees and changes. */
const SEEN = ["status", "tag", "plan", "sentiment"];

/** What was done last, for the key that undoes it. */
let last;

/** In a wish: the sentiment that each item has already, as the word of a person. */
const AS_IS = "as-is";

/**
 * Makes `wish` ({status}, {tag} or {sentiment}, and a reason) of all items; tells `changed(item)` each as it is then.
 * Items that are so already are left alone. A sentiment that a machine said is not so yet when a person says it.
 */
export async function change(items, wish, says, changed) {
  const confirming = wish.sentiment === AS_IS;
  const wanted = items.filter((item) => Object.keys(wish).some((field) => field !== "reason" && !isSo(item, field, wish[field])));
  if (wanted.length === 0 && wish.sentiment) toast("A person or the sender said so already");
  const done = [];
  const failed = await each(wanted, async (item) => {
    const after = await patch(item, confirming ? { ...wish, sentiment: item.sentiment } : wish, changed);
    done.push({ before: item, after });
    changed(after);
  });
  // Nothing makes the word of a person a machine's again.
  const byAPerson = "sentiment" in wish && done.some(({ before }) => before.judgement);
  let gone;
  const undo = async () => {
    last = undefined;
    gone();
    const notUndone = await each(done, async ({ before, after }) => {
      const back = { reason: "Undone" };
      if ("status" in wish) back.status = before.status;
      if ("tag" in wish) back.tag = before.tag ?? "";
      if ("sentiment" in wish) back.sentiment = before.sentiment;
      changed(await patch(after, back, changed));
    });
    if (notUndone.length > 0) toast(`${count(notUndone.length, "item")} changed since then and were left unchanged`, { kind: "bad" });
    else toast(`Undone: ${count(done.length, "item")}${byAPerson ? ". The sentiment before stands again, as a person's word." : ""}`, { seconds: byAPerson ? 8 : 4 });
  };
  if (done.length > 0) {
    last = confirming ? undefined : undo;
    gone = toast(done.length === 1 ? `${says}: ${excerpt(done[0].after)}` : `${says}: ${count(done.length, "item")}`, { undo: last });
  }
  if (failed.length > 0) toast(told(failed), { kind: "bad", seconds: 8 });
  return done.length;
}

function isSo(item, field, value) {
  if (field === "sentiment" && item.judgement) return false;
  return value === AS_IS || (item[field] ?? "") === value;
}

export function undoLast() {
  last?.();
}

/** An analyst that reads an item moves its revision on without a word: what the change is meant for still stands then. */
async function patch(item, body, changed) {
  const path = `/v1/feedback/${item.id}`;
  const write = ({ revision }) => send("PATCH", path, body, { headers: { "If-Match": `"${revision}"` } });
  try {
    return await write(item);
  } catch (problem) {
    if (problem.slug !== "revision-conflict") throw problem;
    const now = await get(path);
    if (SEEN.every((field) => now[field] === item[field])) return write(now);
    changed(now);
    throw problem;
  }
}

/** A few at a time; what failed. */
async function each(list, work) {
  const failed = [];
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const one = list[next++];
      try {
        await work(one);
      } catch (problem) {
        failed.push(problem);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}

function told(problems) {
  const conflict = problems.every((problem) => problem.slug === "revision-conflict");
  if (conflict) return problems.length === 1 ? "Somebody else changed the item: look again, then try again" : `${count(problems.length, "item")} changed meanwhile: look again`;
  return problems.length === 1 ? problems[0].message : `${count(problems.length, "item")} could not be changed: ${problems[0].message}`;
}

function excerpt(item) {
  const text = item.message || item.id;
  return text.length > 40 ? `“${text.slice(0, 40)}…”` : `“${text}”`;
}

/** Asks for the tag, and why if they like; undefined if it was dismissed. */
async function askForTag(items) {
  const known = get("/v1/sentiment", { group_by: "tag", sort: "-total", limit: 100 })
    .then((answer) => answer.rows.map((row) => row.tag).filter(Boolean))
    .catch(() => []);
  const tags = await Promise.race([known, new Promise((resolve) => setTimeout(resolve, 1_000, []))]);
  return dialog(items.length === 1 ? "Tag the item" : `Tag ${count(items.length, "item")}`, (close) => html`
    <form class="fields" @submit=${(event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      close({ tag: text(form, "tag"), ...reasonOf(form) });
    }}>
      <label class="field"><span>Tag</span><input name="tag" list="known-tags" maxlength="200" autocomplete="off" autofocus
        .value=${items.length === 1 ? (items[0].tag ?? "") : ""} placeholder="exports"></label>
      <datalist id="known-tags">${tags.map((tag) => html`<option value=${tag}></option>`)}</datalist>
      <p class="hint">The feature or topic that the item is about. Leave it empty to remove the tag.</p>
      ${reasonField()}
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Tag</button></div>
    </form>`);
}

/** Asks why; undefined if it was dismissed. */
function askForReason(title, action) {
  return dialog(title, (close) => html`
    <form class="fields" @submit=${(event) => {
      event.preventDefault();
      close(reasonOf(new FormData(event.target)));
    }}>${reasonField(true)}
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">${action}</button></div>
    </form>`);
}

function reasonField(focus = false) {
  return html`<label class="field"><span>Reason</span><input name="reason" maxlength="500" autocomplete="off" ?autofocus=${focus}
    placeholder="Fixed in 2.1"></label><p class="hint">Optional. The history of the item shows it.</p>`;
}

function reasonOf(form) {
  const reason = text(form, "reason");
  return reason ? { reason } : {};
}

/** What is to be done, once all is asked that has to be; undefined where it was dismissed. */
export async function wished(name, items) {
  switch (name) {
    case "resolve":
      return { change: { status: "resolved" }, says: "Resolved" };
    case "resolve-why": {
      const why = await askForReason("Resolve", "Resolve");
      return why && { change: { status: "resolved", ...why }, says: "Resolved" };
    }
    case "reopen": {
      const why = await askForReason("Re-open", "Re-open");
      return why && { change: { status: "open", ...why }, says: "Re-opened" };
    }
    case "right":
      return { change: { sentiment: AS_IS, reason: "Looked at and right" }, says: "Looked at and right" };
    case "negative":
    case "neutral":
    case "positive":
      return { change: { sentiment: name }, says: `Now ${name}` };
    default: {
      const tag = await askForTag(items);
      return tag && { change: tag, says: tag.tag ? `Tagged ${tag.tag}` : "Tag removed" };
    }
  }
}
