// The project's own words of sentiment: read, changed, tried on its history.

import { badge, card, html, nothing, sentiment, table, time, toast, told, whenReady } from "../../ui.js";
import { ask, Problem, send } from "../../api.js";
import { count, number, percent } from "../../format.js";

export function ownWords(view, draw) {
  let load = { state: "loading" };
  /** What is typed, one word in a line with its value. */
  let typed = "";
  let tag;
  let wrong;
  let tried;
  let busy = false;

  async function read() {
    try {
      const answer = await ask("/v1/sentiment-words", { signal: view.signal });
      if (!answer.ok) throw new Problem(answer.status, await answer.json());
      tag = answer.headers.get("ETag");
      take(await answer.json());
    } catch (problem) {
      if (problem.name === "AbortError") return;
      load = { state: "failed", problem };
    }
    draw();
  }

  function take(value) {
    load = { state: "ready", value };
    typed = lines(value.words);
  }

  async function doing(what) {
    wrong = undefined;
    busy = true;
    draw();
    try {
      await what(parsed(typed));
    } catch (problem) {
      wrong = problem;
    }
    busy = false;
    draw();
  }

  const attempt = () => doing(async (words) => {
    tried = await send("POST", "/v1/sentiment-words/preview", { words });
  });

  const save = () => doing(async (words) => {
    await send("PUT", "/v1/sentiment-words", { words }, { headers: tag ? { "If-Match": tag } : {} });
    tried = undefined;
    toast("Saved. The rules read these words from the next item on.");
    await read();
  });

  function body(value) {
    const same = typed === lines(value.words);
    return html`<div class="own-words body"><p class="quiet">Words that mean something to your users alone, with a value from −4 to 4; 0 silences a word that the rules come with. One in a line, as in <code>goated 3</code>. A model reads
      the rules without them.</p>
      <label class="field"><span class="visually-hidden">Own words</span><textarea rows="8" spellcheck="false" aria-describedby="own-words-wrong" .value=${typed} @input=${(event) => {
        typed = event.target.value;
        draw();
      }}></textarea></label>
      <div id="own-words-wrong" role="alert">${wrong ? told(wrong) : nothing}</div>
      <div class="buttons"><button type="button" ?disabled=${busy} @click=${attempt}>Try on history</button>
        <button type="button" class="primary" ?disabled=${busy || same} @click=${save}>Save</button></div>
      ${tried ? preview(tried) : nothing}</div>`;
  }

  return {
    read,
    card: () => html`<div id="own-words">${card("Own words", whenReady(load, read, body), { aside: load.state === "ready" && load.value.changedAt
      ? html`<span class="summary quiet">${count(load.value.words.length, "word")}, changed ${load.value.changedBy ? html`by <b>${load.value.changedBy}</b> ` : nothing}${time(load.value.changedAt)}; rules ${load.value.rules}</span>` : nothing })}</div>`,
  };
}

const lines = (words) => words.map(({ text, value }) => `${text} ${value}`).join("\n");

/** The last thing in a line is its value; what is no number is told by the server, with the number of the entry. */
function parsed(typed) {
  return typed.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, text, value] = /^(.*?)\s+([-−+]?[\d.]+)$/.exec(line) ?? [null, line, ""];
    return { text, value: value === "" ? null : Number(value.replace("−", "-")) };
  });
}

function preview({ looked, complete, items, byModel, changed, unsure, unsureBefore, changes, people, examples }) {
  return html`<section aria-label="On history"><p>${complete ? "Of all" : "Of the newest"} ${count(looked, "item")}, rules judged ${number(items)}${byModel > 0 ? html`, and a model ${number(byModel)}, which words leave alone` : nothing}. They would say otherwise of <b>${number(changed)}</b>, and be unsure of ${number(unsure)} (now ${number(unsureBefore)}).
      ${people.items > 0 ? `People said ${count(people.items, "item")}: the rules would agree about ${percent(people.right / people.items)}, and do about ${percent(people.rightBefore / people.items)} now.` : ""}</p>
    ${changes.length === 0 ? nothing : html`<ul class="turns">${changes.map(({ from, to, items: times }) => html`<li>${sentiment(from)} → ${sentiment(to)} <b>${number(times)}</b></li>`)}</ul>`}
    ${examples.length === 0 ? nothing : table("Some of them", [
      { name: "Message", cell: ({ id, message }) => html`<a href="/inbox/${id}" dir="auto">${message.slice(0, 160)}</a>` },
      { name: "Words", cell: ({ words }) => words.map((word) => badge(word)) },
      { name: "Now", cell: ({ from }) => sentiment(from) },
      { name: "Then", cell: ({ to }) => sentiment(to) },
    ], examples)}</section>`;
}
