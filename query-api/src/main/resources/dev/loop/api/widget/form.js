// What a visitor sees: a button in the corner and a dialog, in one shadow root. Nothing here needs a style attribute or HTML.

import { itemOf } from "./item.js";
import { emit, options, random, tell } from "./options.js";
import { deliver, keep } from "./queue.js";
import { language, texts } from "./texts.js";

const CSS = "{css}";

/** A form that is left alone closes: soon where nothing is written, late where something is. */
const ALONE = 6e4;
const LONG_ALONE = 12e5;
/** An item that may still get its sentence is held back longer than its form is open. */
const HOLD = 18e5;
const THANKS = 4e3;

const FACES = { positive: "M8 14q4 4 8 0", neutral: "M8 15.5h8", negative: "M8 17q4-4 8 0" };

/** @type {HTMLElement | undefined} */
let host;
/** @type {HTMLElement} */
let section;
/** @type {HTMLDialogElement | undefined} */
let dialog;
/** Sends what was chosen in the open form. */
let leave;

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {any[]} children
 * @returns {any}
 */
function el(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A button; whatever is wrong with what it does, the page goes on. */
const button = (className, act, ...children) => el("button", {
  className,
  type: "button",
  onclick() {
    try {
      act(this);
    } catch (problem) {
      tell(problem);
    }
  },
}, ...children);

function face(sentiment) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", "M12 2a10 10 0 1 0 .1 0zM9 8.5v1M15 8.5v1" + FACES[sentiment]);
  svg.append(path);
  return svg;
}

/** Draws the button anew, as the options are now. */
export function draw() {
  close();
  host?.remove();
  const fresh = host = el("loop-feedback");
  const root = fresh.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  if (options.color) fresh.style.setProperty("--loop-accent", options.color);
  const lang = language(options.lang);
  const says = texts(lang, options.text);
  section = el("section", { lang, dir: lang === "ar" ? "rtl" : "ltr", className: options.theme + " " + options.position, ariaLabel: says.button });
  if (options.position !== "none") section.append(button("opener", () => open(), says.button));
  root.append(section);
  document.body.append(fresh);
}

/** Opens the form; `given` are options for this once. */
export function open(given) {
  if (dialog) return;
  if (!host?.isConnected) draw();
  const how = { ...options, ...given };
  const says = texts(language(how.lang), how.text);
  // Made once for a form: whatever is pressed how often, and sent again from the queue, is one item.
  const key = random();
  const opened = performance.now();
  const written = how.ask === "text";
  const of = { stars: 5, nps: 10 }[how.ask];
  const title = of === 10 ? says.nps : says.title;
  // The server judges a sentence that comes alone.
  let chosen = written && {};
  let sent = false;
  let alone;

  const wait = (millis) => {
    clearTimeout(alone);
    alone = setTimeout(() => own === dialog && close(), millis);
  };

  const entry = (message) => ({
    key, at: Date.now(), by: options.key,
    item: itemOf({ ...chosen, message, check: { website: trap.value, openMillis: Math.round(performance.now() - opened) } }, how),
  });

  async function send(message) {
    if (sent || !chosen) return;
    sent = choices.hidden = more.hidden = true;
    status.textContent = says.thanks;
    exit.focus();
    wait(THANKS);
    const outcome = await deliver(entry(message));
    if (outcome === "sent") return;
    wait(ALONE);
    sent = choices.hidden = more.hidden = outcome === "later";
    status.textContent = sent ? says.later : says.failed;
  }

  const choice = (value, ariaLabel, ...children) => choices.append(Object.assign(button("", (pressed) => {
    chosen = value;
    for (const other of choices.children) other.ariaPressed = other === pressed;
    status.textContent = says.thanks;
    more.hidden = false;
    wait(words.value ? LONG_ALONE : ALONE);
    // In case that this page ends without a word.
    if (options.dry === undefined) keep({ ...entry(""), hold: Date.now() + HOLD });
  }, ...children), { ariaLabel, ariaPressed: "false" }));

  const choices = el("div", { className: "choices " + how.ask, role: "group", ariaLabel: title });
  const words = el("textarea", { rows: 4, maxLength: 5e3, ariaLabel: written ? title : null, oninput: () => wait(LONG_ALONE) });
  const trap = el("input", { name: "website", className: "trap", tabIndex: -1, autocomplete: "off", ariaHidden: "true" });
  const submit = button("send", () => {
    const message = words.value.trim();
    if (written && !message) words.focus();
    else send(message).catch(tell);
  }, says.send);
  const more = el("div", { className: "more", hidden: !written }, el("label", {}, written ? "" : says.more, words), trap, submit);
  const status = el("p", { role: "status" });
  const exit = button("exit", close, "×");
  exit.ariaLabel = says.close;
  if (of) {
    for (let value = of === 5 ? 1 : 0; value <= of; value++) choice({ rating: { value, of } }, value + " / " + of, of === 5 ? "★" : value);
  } else if (!written) {
    Object.keys(FACES).forEach((sentiment, at) => {
      const word = [says.good, says.okay, says.bad][at];
      choice({ sentiment }, word, face(sentiment), word);
    });
  }

  leave = () => {
    clearTimeout(alone);
    // A tap is an answer; what was written counts when it is sent.
    if (!written) send("").catch(tell);
  };
  const own = dialog = el("dialog", { ariaLabel: title, onclose: () => own === dialog && close() }, el("p", { className: "title" }, title), choices, status, more, exit);
  section.append(own);
  own.showModal();
  emit("open");
}

/** Closes the form; what was chosen in it is sent. */
export function close() {
  const closing = dialog;
  if (!closing) return;
  dialog = undefined;
  leave();
  closing.close();
  closing.remove();
  emit("close");
}
