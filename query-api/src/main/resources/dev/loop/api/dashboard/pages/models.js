// Who judges: models that the project has learned, how right each is, what one would change, who switched; the project's own
// words; and where people agree less.

import { badge, card, dialog, empty, html, nothing, pageHead, sentiment, table, text, time, toast, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { count, language, number, percent } from "../format.js";
import { href, navigate } from "../router.js";
import { agreement } from "./models/agreement.js";
import { groups, reliability } from "./models/reliability.js";
import { ownWords } from "./models/own-words.js";

export const title = "Models";

export function open(view) {
  let load = { state: "loading" };
  /** The model that is looked at, with all that was measured of it. */
  let shown = { state: "loading" };
  let field = "tag";
  let chosen = view.place.query.get("model") ?? "";
  const agreed = agreement(view, () => draw());
  const words = ownWords(view, () => draw());

  async function refresh() {
    try {
      load = { state: "ready", value: await get("/v1/models", {}, { signal: view.signal }) };
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
    if (load.state === "ready") look();
  }

  const version = () => chosen || load.value.active;

  async function look() {
    const of = version();
    // Of the shipped weights, only the models that began at them know how right they are about this project.
    const measured = load.value.data.some((model) => model.version === of && model.shipped)
      ? load.value.data.find((model) => model.prior === of)?.version ?? of : of;
    try {
      const value = await get(`/v1/models/${encodeURIComponent(measured)}`, {}, { signal: view.signal });
      if (of !== version()) return;
      shown = { state: "ready", value: { ...value, looked: of } };
    } catch (problem) {
      if (problem.name === "AbortError" || of !== version()) return;
      shown = { state: "failed", problem };
    }
    draw();
  }

  async function ask() {
    try {
      await send("POST", "/v1/models", {});
      toast("Asked for a model of all labels. It is listed a moment later, if an analyst runs and there is anything new to learn.", { seconds: 8 });
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
    }
  }

  async function preview(model) {
    let load = { state: "loading" };
    const opened = dialog(`What ${model.version} would change`, (close, drawDialog) => {
      if (load.state === "loading" && !load.asked) {
        load.asked = true;
        send("POST", `/v1/models/${encodeURIComponent(model.version)}/preview`, {}).then(
          (value) => (load = { state: "ready", value }), (problem) => (load = { state: "failed", problem })).then(drawDialog);
      }
      return html`${whenReady(load, undefined, changes)}<div class="buttons"><button type="button" @click=${() => close()}>Close</button>
        ${model.active ? nothing : html`<button type="button" class="primary" @click=${() => close(true)}>Switch to it…</button>`}</div>`;
    }, { wide: true });
    if (await opened) activate(model);
  }

  async function activate(model) {
    const reason = await dialog(`Switch to ${model.version}?`, (close) => html`<form @submit=${(event) => {
      event.preventDefault();
      close({ reason: text(new FormData(event.target), "reason") });
    }}><p>It judges what comes from now on. Items that are there keep what was said of them, and you can switch back.</p>
      <label class="field"><span>Reason</span><input name="reason" maxlength="500" autocomplete="off"></label>
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Switch</button></div></form>`);
    if (!reason) return;
    try {
      await send("POST", `/v1/models/${encodeURIComponent(model.version)}/activate`, reason.reason ? reason : {});
      toast(`${model.version} judges from now on`);
      refresh();
    } catch (problem) {
      toast(problem.message, { kind: "bad", seconds: 8 });
    }
  }

  const name = (model) => html`<a href=${href("/models", { model: model.version })} aria-current=${model.version === version() ? "true" : nothing}>${model.version}</a>
    ${model.active ? badge("judges", "good") : nothing} ${model.held ? html`<span title="More than two in three labels are corrections: it is held closer to where it began">${badge("held", "warn")}</span>` : nothing}`;

  const learned = ({ shipped, labels, prior }) => {
    if (shipped) return html`<span class="quiet">comes with Loop</span>`;
    const parts = [["corrected", labels.corrected], ["confirmed", labels.confirmed], ["by people alone", labels.unprompted], ["by authors", labels.byAuthor]];
    return html`${count(parts.reduce((sum, [, items]) => sum + items, 0), "label")}<br><span class="hint">${
      parts.filter(([, items]) => items > 0).map(([word, items]) => `${number(items)} ${word}`).join(", ")}; began at ${prior}</span>`;
  };

  const right = ({ measured }) => (measured?.items > 0 ? html`${percent(measured.right / measured.items)} of ${number(measured.items)}
    <br><span class="hint">${percent(measured.rightInterval[0])} to ${percent(measured.rightInterval[1])}; before ${percent(measured.rightBefore / measured.items)}</span>` : html`<span class="quiet">–</span>`);

  const actions = (model) => html`<button type="button" class="ghost" aria-label="Preview ${model.version}" @click=${() => preview(model)}>Preview…</button>
    ${model.active ? nothing : html`<button type="button" class="ghost" aria-label="Switch to ${model.version}" @click=${() => activate(model)}>Switch…</button>`}`;

  function list({ data, switches }) {
    return html`${table("Models", [
      { name: "Model", className: "nowrap", cell: name },
      { name: "Learned from", cell: learned },
      { name: "Right about what it had not seen", className: "nowrap", cell: right },
      { name: "Languages", cell: ({ languages = [] }) => languages.map(language).join(", ") },
      { name: "Made", className: "nowrap", cell: ({ trainedAt }) => (trainedAt ? time(trainedAt) : nothing) },
      { name: html`<span class="visually-hidden">Preview, switch</span>`, align: "end", className: "nowrap", cell: actions },
    ], data)}
    ${data.length === 1 ? html`<p class="body quiet">The project has not learned a model yet. Labels make one: look at items in the <a href="/inbox">inbox</a>, and say what
      they are, or that what stands is right. With an analyst, each twenty of them do.</p>` : nothing}
    ${switches.length === 0 ? nothing : html`<h3 class="body">Who switched</h3><ol class="switches body">${switches.map((turn, at) => html`<li>to <a href=${href("/models", { model: turn.version })}>${turn.version}</a>
      ${turn.actor ? html`by <b>${turn.actor}</b>` : nothing} ${time(turn.at)}${at === 0 ? html` ${badge("stands", "good")}` : nothing}${turn.reason ? html`<br><span class="quiet">“${turn.reason}”</span>` : nothing}</li>`)}</ol>`}`;
  }

  function draw() {
    view.render(html`
      ${pageHead("Models", { sub: "What judges the sentiment of items that nobody said, and how right it is.",
        actions: html`<button type="button" @click=${ask}>Learn now</button>` })}
      ${agreed.warnings()}
      ${card("What judges", whenReady(load, refresh, list))}
      ${load.state === "ready" ? card(`How right ${version()} is`, whenReady(shown, look, (model) => measures(model)), {
        aside: chosen ? html`<button type="button" class="link" @click=${() => navigate("/models")}>Show what judges</button>` : nothing }) : nothing}
      ${agreed.card()}
      ${words.card()}`);
  }

  function measures(model) {
    const before = model.version !== model.looked;
    if (!model.measured || model.measured.items === 0) {
      return empty("Not measured", "How right it is about this project is known once the project has learned a model from labels of its own.");
    }
    return html`${reliability(model.looked, before ? model.reliabilityBefore : model.reliability)}
      ${groups(model.groups, before, field, (to) => {
        field = to;
        draw();
      })}`;
  }

  draw();
  refresh().then(() => location.hash === "#own-words" && document.getElementById("own-words")?.scrollIntoView());
  agreed.read();
  words.read();
  return {
    change(place) {
      chosen = place.query.get("model") ?? "";
      shown = { state: "loading" };
      draw();
      if (load.state === "ready") look();
    },
  };
}

/** What a switch would change of the newest items. */
function changes({ items, changed, unsure, unsureBefore, saidBySomebody, unread, changes: turns, examples }) {
  return html`<p>Of the newest items, machines judged ${number(items)} that it can read. It would change <b>${number(changed)}</b> of them, and leave ${number(unsure)} unsure (now ${number(unsureBefore)}).
    ${saidBySomebody ? `${count(saidBySomebody, "item")} more have the word of somebody, which stands.` : ""} ${unread ? `${number(unread)} were not read by an analyst, or are in a language that it does not judge.` : ""}</p>
    ${turns.length === 0 ? nothing : html`<ul class="turns">${turns.map(({ from, to, items: times }) => html`<li>${sentiment(from)} → ${sentiment(to)} <b>${number(times)}</b></li>`)}</ul>`}
    ${examples.length === 0 ? nothing : table("Some of them", [
      { name: "Message", cell: ({ id, message }) => html`<a href="/inbox/${id}" dir="auto">${message.slice(0, 160)}</a>` },
      { name: "Now", cell: ({ from }) => sentiment(from) },
      { name: "Then", cell: ({ to, unsure: guess }) => html`${sentiment(to)} ${guess ? badge("unsure", "warn") : nothing}` },
      { name: "Sure", align: "end", cell: ({ sure }) => percent(sure) },
    ], examples)}`;
}
