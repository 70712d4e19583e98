// Rules that tag: what each takes, what it would change of the items that are there, and its replays.

import { badge, card, confirm, empty, html, icon, nothing, pageHead, table, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { number, percent } from "../format.js";
import { editor, inWords, replaces } from "./tag-rules/form.js";
import { trial } from "./tag-rules/trial.js";

export const title = "Tag rules";

const LOOK_EVERY = 1500;
const ACTIVE = ["running", "undoing"];

export function open(view) {
  let load = { state: "loading" };
  /** The replays of each rule by its name, the newest first. */
  const runs = new Map();
  let again;

  const path = (name) => `/v1/tag-rules/${encodeURIComponent(name)}`;

  async function refresh() {
    try {
      const { data } = await get("/v1/tag-rules", {}, { signal: view.signal });
      await Promise.all(data.map(readRuns));
      load = { state: "ready", value: data };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
    watch();
  }

  async function readRuns({ name }) {
    runs.set(name, (await get(`${path(name)}/runs`, {}, { signal: view.signal })).data);
  }

  /** Follows the replays that are under way. */
  function watch() {
    clearTimeout(again);
    const active = (load.value ?? []).filter(({ name }) => runs.get(name)?.some(({ state }) => ACTIVE.includes(state)));
    if (active.length === 0 || view.signal.aborted) return;
    again = setTimeout(async () => {
      await Promise.all(active.map(readRuns)).catch(() => undefined);
      draw();
      watch();
    }, LOOK_EVERY);
  }
  view.signal.addEventListener("abort", () => clearTimeout(again));

  async function act(work, says) {
    try {
      await work();
      if (says) toast(says);
    } catch (problem) {
      if (problem.name !== "AbortError") toast(problem.message, { kind: "bad", seconds: 8 });
    }
    refresh();
  }

  async function edit(rule) {
    const name = await editor(rule);
    if (!name) return;
    toast(`The rule ${name} is saved`);
    refresh();
  }

  async function attempt(rule) {
    if (await trial(`What ${rule.name} would change`, () => send("POST", `${path(rule.name)}/try`))) {
      act(() => send("POST", `${path(rule.name)}/replay`, {}), `${rule.name} tags what is there`);
    }
  }

  async function remove(rule) {
    if (await confirm(`Delete ${rule.name}?`, "The tags that it gave stay. A replay that is under way stops.", "Delete")) {
      act(() => send("DELETE", path(rule.name)), `${rule.name} is deleted`);
    }
  }

  const toggle = (rule) => act(() => send("PUT", path(rule.name), { if: rule.if, tag: rule.tag, replaces: rule.replaces, on: !rule.on }),
    rule.on ? `${rule.name} tags nothing from now on` : `${rule.name} tags what comes`);

  function replay(rule) {
    const [run] = runs.get(rule.name) ?? [];
    if (!run) return html`<span class="quiet">never</span>`;
    const of = `${path(rule.name)}/runs/${encodeURIComponent(run.id)}`;
    if (ACTIVE.includes(run.state)) {
      return html`<span class="run"><progress max=${Math.max(run.total, 1)} value=${run.done} aria-label="${run.state} ${rule.name}"></progress>
        ${run.state} ${percent(run.done / Math.max(run.total, 1))}, ${number(run.rate)}/s
        <button type="button" class="ghost" @click=${() => act(() => send("DELETE", of), "Stopped")}>Stop</button></span>`;
    }
    return html`<span class="run">${badge(run.state, run.state === "done" ? "good" : "quiet")} ${number(run.changed)} tagged${run.undone > 0 ? `, ${number(run.undone)} undone` : ""} ${time(run.updatedAt)}
      ${run.state !== "undone" && run.changed > 0 ? html`<button type="button" class="ghost" aria-label="Undo the replay of ${rule.name}"
        @click=${() => act(() => send("POST", `${of}/undo`, {}), "Items that still have the tag of this replay get back the one before")}>${icon("undo")} Undo</button>` : nothing}</span>`;
  }

  function list(rules) {
    if (rules.length === 0) {
      return empty("No rules yet", "A rule tags items by words, meaning, theme or source: first on trial, then what comes, and what is there if you like.",
        html`<button type="button" class="primary" @click=${() => edit()}>New rule</button>`);
    }
    return table("Tag rules", [
      { name: "Rule", cell: (rule) => html`<b>${rule.name}</b><br><span class="hint">${inWords(rule.if)}</span>` },
      { name: "Tag", cell: (rule) => html`${rule.tag}<br><span class="hint">${replaces(rule)}</span>` },
      { name: "Tags what comes", cell: (rule) => html`<button type="button" role="switch" aria-checked=${rule.on} aria-label="${rule.name} tags what comes" @click=${() => toggle(rule)}>${rule.on ? "on" : "off"}</button>` },
      { name: "Replay", cell: replay },
      { name: "Changed", className: "nowrap", cell: ({ updatedAt, updatedBy }) => html`${time(updatedAt)}${updatedBy ? html`<br><span class="hint">by ${updatedBy}</span>` : nothing}` },
      { name: html`<span class="visually-hidden">Try, edit, delete</span>`, align: "end", className: "nowrap", cell: (rule) => html`
        <button type="button" class="ghost" aria-label="Try ${rule.name}" @click=${() => attempt(rule)}>Try…</button>
        <button type="button" class="ghost" aria-label="Edit ${rule.name}" @click=${() => edit(rule)}>Edit…</button>
        <button type="button" class="ghost" aria-label="Delete ${rule.name}" @click=${() => remove(rule)}>${icon("trash")}</button>` },
    ], rules);
  }

  function draw() {
    view.render(html`
      ${pageHead("Tag rules", { sub: "What is tagged by itself. A tag that people gave stays, and the first rule by name decides.",
        actions: html`<button type="button" class="primary" @click=${() => edit()}>${icon("plus")} New rule</button>` })}
      ${card("Rules", whenReady(load, refresh, list))}`);
  }

  draw();
  refresh();
}
