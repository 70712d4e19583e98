// The dashboard. No build step: native modules, one stylesheet, lit-html for templates.
//
//   router.js    real paths and the history API: place(), navigate(href), href(path, query)
//   api.js       get(path, query), send(method, path, body), Problem
//   ui.js        what pages are made of: pageHead, card, table, chip, badge, time, itemRow, dialog, toast, empty, loading, failure
//   format.js    number, percent, duration, times in the viewer's zone
//   keyboard.js  keys of the shell and of pages
//   app.css      tokens (colours in light and dark), then components; no style in templates: the content security policy
//                forbids the attribute. `.style=${"--v: 0.5"}` (the property) is allowed.
//
// To add a page: write pages/<name>.js, name it in PAGES below, and, if its address is new, in Dashboard.java. A page is
//
//   export const title = "Overview";
//   export function open(view) {
//     // view.place   {path, query: URLSearchParams, params: what {…} in the address stands for}
//     // view.render(template)   draws the page
//     // view.signal  aborted when the page is left: hand it to get(), addEventListener(), …
//     // view.keys({"j": {does: "Next item", run() {}}})   until it is left
//     // view.title(text)   of the window
//     return { change(place) {} };   // optional: called when only the query changes; without it the page is opened anew
//   }
//
// Numbers are links: itemsHref({tag, plan, sentiment, status, from, to, q, …}) is where their items are, with the
// parameters of GET /v1/feedback.

import { dialog, failure, html, icon, nothing, render } from "./ui.js";
import { ask, get, onGone, onSignedOut, send } from "./api.js";
import { clock } from "./format.js";
import { bind, described } from "./keyboard.js";
import { href, navigate, onNavigate, place } from "./router.js";

/** Address, module, and where it stands in the navigation: name, icon, key after "g". */
const PAGES = [
  { path: "/", module: "overview", nav: ["Overview", "overview", "o"] },
  { path: "/explore", module: "explore", nav: ["Explore", "explore", "e"] },
  { path: "/inbox", module: "inbox", nav: ["Inbox", "inbox", "i"] },
  { path: "/inbox/{id}", module: "one-item", under: "/inbox" },
  { path: "/releases", module: "releases", nav: ["Releases", "releases", "r"] },
  { path: "/releases/{version}", module: "release", under: "/releases" },
  { path: "/webhooks", module: "webhooks", nav: ["Webhooks", "webhooks", "w"] },
  { path: "/webhooks/{id}", module: "webhook", under: "/webhooks" },
  { path: "/webhooks/{id}/deliveries/{delivery}", module: "delivery", under: "/webhooks" },
  { path: "/widget", module: "widget", nav: ["Widget", "widget", "f"] },
  { path: "/forms", module: "forms", nav: ["Forms", "forms", "q"] },
  { path: "/forms/{name}", module: "form", under: "/forms" },
  { path: "/themes", module: "themes", nav: ["Themes", "themes", "t"] },
  { path: "/tag-rules", module: "tag-rules", nav: ["Tag rules", "filter", "a"] },
  { path: "/models", module: "models", nav: ["Models", "models", "m"] },
  { path: "/system", module: "system", nav: ["System", "system", "s"] },
  { path: "/keys", module: "keys", nav: ["Keys", "keys", "k"] },
  { path: "/signed-out", module: "signed-out", bare: true },
];

const NAV = PAGES.flatMap(({ path, nav }) => (nav ? [{ path, nav }] : []));
const app = /** @type {HTMLElement} */ (document.getElementById("app"));
let current;
let session;
/** Since when the server does not answer. */
let goneSince;

function match({ path, query }) {
  for (const page of PAGES) {
    const names = [...page.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const pattern = page.path.replace(/\{\w+\}/g, "([^/]+)");
    const found = new RegExp(`^${pattern}/?$`).exec(path);
    if (found) {
      const params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1])]));
      return { page, place: { path, query, params } };
    }
  }
  return { page: { path, module: "not-found", bare: true }, place: { path, query, params: {} } };
}

async function show({ replaced = false } = {}) {
  const { page, place: to } = match(place());
  if (current?.page === page && current.place.path === to.path && current.opened?.change) {
    current.place = to;
    current.opened.change(to);
    return;
  }
  const first = !current;
  current?.leave();
  const leaving = new AbortController();
  const own = { page, place: to, leave: () => leaving.abort() };
  current = own;
  let unreachable;
  if (!page.bare && !session) unreachable = await signedIn();
  if (current !== own || (!page.bare && !session && !unreachable)) return;
  shell(page);
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  if (unreachable) {
    current = undefined;
    render(failure(unreachable, () => show()), main);
    return;
  }
  let module;
  try {
    module = await import(`./pages/${page.module}.js`);
  } catch {
    // The program was replaced by a newer one while this page was open: its document names the new files.
    const last = Number(sessionStorage.getItem("loop.reloaded") ?? 0);
    sessionStorage.setItem("loop.reloaded", String(Date.now()));
    if (Date.now() - last > 60_000) location.reload();
    else render(failure({ title: "This page cannot be loaded", message: "A file of the dashboard is missing or damaged. Reload the page." }, () => location.reload()), main);
    return;
  }
  if (current !== own) return;
  const title = (text) => (document.title = text ? `${text} · Loop` : "Loop");
  title(module.title);
  // A new element for each page: nothing of the last one is left in it.
  const root = document.createElement("div");
  root.className = `page ${page.module}`;
  main.replaceChildren(root);
  if (!first && !replaced) scrollTo(0, 0);
  own.opened = module.open({
    place: to,
    session,
    signal: leaving.signal,
    title,
    render: (template) => current === own && render(template, root),
    keys: (keys) => leaving.signal.addEventListener("abort", bind(keys)),
  });
  if (!first) root.querySelector("h1")?.focus({ preventScroll: true });
}

/** What is in the way of knowing who is here; a browser that is not signed in is sent to sign in. */
async function signedIn() {
  try {
    session = await get("/session");
  } catch (problem) {
    return problem.status === 401 ? undefined : problem;
  }
}

onSignedOut(() => {
  session = undefined;
  if (location.pathname === "/signed-out") return;
  const to = location.pathname + location.search;
  location.replace(href("/signed-out", { to: to === "/" ? null : to }));
});

onGone((gone) => {
  goneSince = gone ? new Date() : undefined;
  if (current && document.querySelector(".side")) shell(current.page);
  if (gone) lookAgain();
});

/** Until it answers; pages that ask by themselves go on then. */
function lookAgain() {
  setTimeout(() => goneSince && ask("/health/live").catch(lookAgain), 2_000);
}

async function signOut() {
  await send("DELETE", "/session");
  location.assign("/signed-out");
}

const THEMES = { auto: "Theme: system", light: "Theme: light", dark: "Theme: dark" };

function theme() {
  return document.documentElement.dataset.theme ?? "auto";
}

function nextTheme() {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(theme()) + 1) % names.length];
  if (next === "auto") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("loop.theme");
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem("loop.theme", next);
  }
  if (current) shell(current.page);
}

function shell(page) {
  if (page.bare) {
    render(html`<main id="main" class="bare"></main>`, app);
    return;
  }
  const here = page.under ?? page.path;
  const themeIcon = { auto: "auto", light: "sun", dark: "moon" }[theme()];
  render(html`
    <a class="skip" href="#main">Skip to the content</a>
    <aside class="side">
      <a class="brand" href="/">${logo()}<span>Loop</span></a>
      <nav aria-label="Pages">${NAV.map(({ path, nav: [name, image, key] }) => html`
        <a href=${path} aria-current=${path === here ? "page" : nothing} title="${name} (g ${key})">${icon(image)}<span>${name}</span></a>`)}
      </nav>
      <div class="side-end">
        <a href="/docs" target="_blank" rel="noopener">${icon("docs")}<span>API docs</span></a>
        <button type="button" @click=${nextTheme}>${icon(themeIcon)}<span>${THEMES[theme()]}</span></button>
        <button type="button" @click=${help}>${icon("info")}<span>Shortcuts</span><kbd>?</kbd></button>
        <button type="button" @click=${signOut}>${icon("out")}<span>Sign out</span></button>
      </div>
    </aside>
    <main id="main" tabindex="-1"></main>
    <div class="gone" role="status">${goneSince ? html`<p>${icon("warning")} <span><b>Loop does not answer.</b> What you see is as of ${clock(goneSince)}. Is it still running?</span></p>` : nothing}</div>
    <nav class="bottom" aria-label="Pages, for small screens">${NAV.slice(0, 4).map(({ path, nav: [name, image] }) => html`
      <a href=${path} aria-current=${path === here ? "page" : nothing}>${icon(image)}<span>${name}</span></a>`)}
      <button type="button" aria-haspopup="dialog" @click=${menu}>${icon("more")}<span>More</span></button>
    </nav>`, app);
}

function logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"></rect>
    <path d="M10 16a4.2 4.2 0 1 1 4.2 4.2c2.6 0 3.6-2.6 3.6-4.2a4.2 4.2 0 1 1 4.2 4.2"></path></svg>`;
}

function menu() {
  dialog("More", (close, draw) => html`<div class="menu">
    ${NAV.slice(4).map(({ path, nav: [name, image] }) => html`<a href=${path} @click=${() => close()}>${icon(image)} ${name}</a>`)}
    <a href="/docs" target="_blank" rel="noopener">${icon("docs")} API docs</a>
    <button type="button" @click=${() => { nextTheme(); draw(); }}>${icon("sun")} ${THEMES[theme()]}</button>
    <button type="button" @click=${signOut}>${icon("out")} Sign out</button></div>`);
}

function help() {
  dialog("Keyboard shortcuts", () => html`<dl class="shortcuts">${described().map(([key, does]) => html`
    <div><dt>${key.split(" ").map((one) => html`<kbd>${one === "Escape" ? "Esc" : one}</kbd>`)}</dt><dd>${does}</dd></div>`)}</dl>`);
}

bind({
  "?": { does: "These shortcuts", run: help },
  ...Object.fromEntries(NAV.map(({ path, nav: [name, , key] }) => [`g ${key}`, { does: name, run: () => navigate(path) }])),
});
onNavigate(show);
show();
