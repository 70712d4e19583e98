// What people say again and again, by the meaning of their messages: how much of it is negative, how it goes, and what a
// person makes of it.

import { badge, card, chip, dialog, empty, html, itemsHref, nothing, pageHead, select, svg, table, text, toast, told, whenReady } from "../ui.js";
import { get, send } from "../api.js";
import { shareLine } from "../charts.js";
import { count, day, language, number, percent } from "../format.js";
import { href, navigate } from "../router.js";

export const title = "Themes";

const DAYS = 30;
const DAY_MILLIS = 86_400_000;
const MOST = 1000;
const STATUS = [["", "All but ignored"], ["pinned", "Pinned"], ["ignored", "Ignored"]];
const SENTIMENTS = [["", "All"], ["negative", "Negative"], ["neutral", "Neutral"], ["positive", "Positive"]];

export function open(view) {
  let load = { state: "loading" };
  let query = view.place.query;
  /** Why there may be none: whether an analyst runs here, and whether all are ignored; null while nobody knows. */
  let analyst = null;
  let ignored = 0;

  const asked = () => Object.fromEntries(["sentiment", "status", "language"].map((name) => [name, query.get(name) || null]));
  const sorted = () => query.get("sort") ?? "-items";
  const choose = (values) => navigate(href("/themes", { ...asked(), sort: query.get("sort"), ...values }), { replace: true });

  async function refresh() {
    const own = query;
    try {
      const value = await get("/v1/themes", { ...asked(), limit: MOST }, { signal: view.signal });
      if (own !== query) return;
      load = { state: "ready", value };
      if (value.themes === 0) ignored = (await get("/v1/themes", { status: "ignored", limit: 1 }, { signal: view.signal })).themes;
      if (value.themes === 0) analyst = (await get("/v1/analyst", {}, { signal: view.signal })).running;
    } catch (problem) {
      if (problem.name === "AbortError" || own !== query) return;
      load = { state: "failed", problem };
    }
    draw();
  }

  /** The days that the courses show: up to the newest of all themes, since imported items can be years old. */
  function span(themes) {
    const last = Math.max(...themes.map(({ lastSeen }) => Date.parse(lastSeen)));
    return { last, first: last - (DAYS - 1) * DAY_MILLIS };
  }

  function course({ name, days }, { first }) {
    const items = Array(DAYS).fill(0);
    for (const one of days) {
      const at = (Date.parse(one.day) - first) / DAY_MILLIS;
      if (at >= 0 && at < DAYS) items[at] = one.items;
    }
    const top = Math.max(...items, 1);
    const sum = items.reduce((all, some) => all + some, 0);
    return html`<svg class="course" viewBox="0 0 ${DAYS * 4} 24" role="img" preserveAspectRatio="none"
      aria-label="${name}: ${count(sum, "item")} in ${DAYS} days, at most ${number(top)} a day">${items.map((some, at) => (some === 0 ? nothing
      : svg`<rect x=${at * 4} y=${24 - (some / top) * 22 - 1} width="3" height=${(some / top) * 22 + 1}><title>${day(first + at * DAY_MILLIS, "UTC")}: ${number(some)}</title></rect>`))}</svg>`;
  }

  function name(theme) {
    return html`<span class="theme-name"><a href=${itemsHref({ theme: theme.id })}><b dir="auto">${theme.name}</b></a>
      ${theme.status === "pinned" ? badge("pinned", "good") : nothing} ${theme.status === "ignored" ? badge("ignored", "quiet") : nothing}
      ${theme.new ? badge("new this week", "warn") : nothing}
      ${theme.named && theme.terms.length ? html`<span class="hint">${theme.terms.join(", ")}</span>` : nothing}
      ${theme.central ? html`<a class="central" href="/inbox/${theme.central.id}" dir="auto">“${theme.central.message}”</a>` : nothing}</span>`;
  }

  function negative(theme) {
    return html`${percent(theme.negativeShare)}${shareLine(theme)}`;
  }

  async function edit(theme) {
    const others = load.value.data.filter((other) => other.id !== theme.id && other.language === theme.language);
    /** @type {import("../ui.js").Content} */
    let problem = nothing;
    /** What was done already, where a later step was refused. */
    let called = theme.named ? theme.name : "";
    let status = theme.status;
    let tag = "";
    await dialog(`Change “${theme.name}”`, (close, again) => html`<form @submit=${async (event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      try {
        const path = `/v1/themes/${encodeURIComponent(theme.id)}`;
        /** @type {Record<string, string>} */
        const wish = {};
        if (text(form, "name") !== called) wish.name = text(form, "name");
        if (text(form, "status") !== status) wish.status = text(form, "status");
        if (Object.keys(wish).length > 0) await send("PATCH", path, wish);
        called = wish.name ?? called;
        status = wish.status ?? status;
        if (text(form, "tag") !== tag) await send("POST", `${path}/tag`, { tag: text(form, "tag") });
        tag = text(form, "tag");
        if (text(form, "into")) await send("POST", `${path}/merge`, { into: text(form, "into") });
        close();
        toast(`“${theme.name}” is changed`);
      } catch (refused) {
        problem = told(refused);
        again();
      }
    }}>
      <label class="field"><span>Name</span><input name="name" maxlength="100" autocomplete="off" .value=${theme.named ? theme.name : ""} placeholder=${theme.terms.join(", ")}>
        <small>Left empty, it is called by its terms.</small></label>
      <label class="field"><span>Show it</span><select name="status">
        ${[["usual", "As usual"], ["pinned", "Pinned: first, and never merged or dropped by itself"], ["ignored", "Ignored: not listed"]].map(([value, says]) =>
          html`<option value=${value} ?selected=${value === theme.status}>${says}</option>`)}</select></label>
      <label class="field"><span>Tag its items</span><input name="tag" maxlength="100" autocomplete="off">
        <small>Those without a tag get it, and so does what joins later: a tag rule is made.</small></label>
      ${others.length === 0 ? nothing : html`<label class="field"><span>Merge it into</span><select name="into"><option value="">No other theme</option>
        ${others.map((other) => html`<option value=${other.id}>${other.name} (${number(other.items)})</option>`)}</select>
        <small>What it holds and what would join it goes there. A merge stays.</small></label>`}
      ${problem}
      <div class="buttons"><button type="button" @click=${() => close()}>Cancel</button><button class="primary">Save</button></div></form>`);
    refresh();
  }

  function list({ data, themes }) {
    if (themes === 0) return nothingYet();
    const of = span(data);
    const by = sorted();
    const value = (theme) => theme[by.replace("-", "")];
    const order = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (by.startsWith("-") ? -1 : 1);
    const rows = [...data].sort((a, b) => (a.status === "pinned" ? 0 : 1) - (b.status === "pinned" ? 0 : 1) || order(a, b));
    return html`${table("Themes", [
      { name: "Theme", cell: name },
      { name: "Items", sort: "items", align: "end", cell: ({ items }) => number(items) },
      { name: "Negative", sort: "negativeShare", align: "end", cell: negative },
      { name: `${DAYS} days to ${day(of.last, "UTC")}`, className: "nowrap", cell: (theme) => course(theme, of) },
      { name: "This week", sort: "thisWeek", align: "end", cell: ({ thisWeek }) => number(thisWeek) },
      { name: "People", sort: "people", align: "end", cell: ({ people }) => number(people) },
      { name: "First seen", sort: "firstSeen", className: "nowrap", cell: ({ firstSeen }) => day(firstSeen, "UTC") },
      { name: "Last seen", sort: "lastSeen", className: "nowrap", cell: ({ lastSeen }) => day(lastSeen, "UTC") },
      { name: html`<span class="visually-hidden">Change</span>`, align: "end", cell: (theme) =>
        html`<button type="button" class="ghost" aria-label="Change ${theme.name}" @click=${() => edit(theme)}>Change…</button>` },
    ], rows, { sorted: by, onSort: (column) => choose({ sort: by === `-${column}` ? column : `-${column}` }) })}
    ${themes > data.length ? html`<p class="body quiet">The ${number(data.length)} largest of ${number(themes)}.</p>` : nothing}`;
  }

  function nothingYet() {
    if (Object.values(asked()).some(Boolean)) return empty("No such themes", "Take a filter away to see the others.");
    if (ignored > 0) return empty("All themes are ignored", "Choose Ignored above to see them.");
    return empty("No themes yet", analyst === false
      ? html`An analyst finds them, and none runs in this instance: start <code>./loop up --analyst</code>.`
      : "The first 300 messages of a language show what all have in common; themes begin with the next one, and are listed from five items on.");
  }

  function draw() {
    const seen = load.state === "ready" ? [...new Set(load.value.data.map((theme) => theme.language).filter(Boolean))].sort() : [];
    const wanted = asked();
    view.render(html`
      ${pageHead("Themes", { sub: "What people say again and again, by the meaning of their messages and whatever their tags.",
        actions: html`${select("Sentiment", SENTIMENTS, wanted.sentiment ?? "", (value) => choose({ sentiment: value || null }))}
          ${select("Show", STATUS, wanted.status ?? "", (value) => choose({ status: value || null }))}
          ${seen.length > 1 ? select("Language", [["", "All"], ...seen.map((code) => [code, language(code)])], "", (value) => choose({ language: value || null })) : nothing}` })}
      ${wanted.language ? html`<p class="chips">${chip("language", language(wanted.language), () => choose({ language: null }))}</p>` : nothing}
      ${card("Themes", whenReady(load, refresh, list, 6))}`);
  }

  draw();
  refresh();
  return {
    change(place) {
      const before = JSON.stringify(asked());
      query = place.query;
      draw();
      if (JSON.stringify(asked()) !== before) refresh();
    },
  };
}
