// Dialogs and toasts. They stand outside of the pages, so that a page may render meanwhile.

import { html, nothing, render } from "./lit/lit-html.js";
import { icon } from "./icons.js";

/**
 * Opens a modal dialog; resolves with what `close(value)` was given, or undefined if it was dismissed.
 * @param {string} title
 * @param {(close: (value?: any) => void, draw: () => void) => import("./ui.js").Content} content
 * @param {{wide?: boolean}} [options]
 * @returns {Promise<any>}
 */
export function dialog(title, content, { wide = false } = {}) {
  const element = document.createElement("dialog");
  if (wide) element.className = "wide";
  element.setAttribute("aria-label", title);
  document.body.append(element);
  return new Promise((resolve) => {
    let value;
    const close = (chosen) => {
      value = chosen;
      element.close();
    };
    const draw = () =>
      render(html`<header><h2>${title}</h2><button type="button" class="ghost" aria-label="Close"
        @click=${() => close()}>${icon("close")}</button></header>
        <div class="dialog-body">${content(close, draw)}</div>`, element);
    draw();
    element.addEventListener("click", (event) => event.target === element && close());
    element.addEventListener("close", () => {
      element.remove();
      resolve(value);
    });
    element.showModal();
  });
}

/** Asks before something that cannot be undone; true if it is meant. */
export async function confirm(title, text, action, { danger = true } = {}) {
  return (await dialog(title, (close) => html`<p>${text}</p><div class="buttons">
    <button type="button" @click=${() => close(false)}>Cancel</button>
    <button type="button" class=${danger ? "danger" : "primary"} autofocus @click=${() => close(true)}>${action}</button>
  </div>`)) === true;
}

let toasts;

/**
 * Says what was done. `undo`: called by a button, for as long as it is shown.
 * @param {string} text
 * @param {{undo?: () => unknown, kind?: string, seconds?: number}} [options]
 */
export function toast(text, { undo, kind = "", seconds = undo ? 8 : 4 } = {}) {
  if (!toasts) {
    toasts = document.createElement("div");
    toasts.className = "toasts";
    toasts.setAttribute("role", "status");
    toasts.setAttribute("aria-live", "polite");
    document.body.append(toasts);
  }
  const element = document.createElement("div");
  element.className = `toast ${kind}`;
  const gone = () => element.remove();
  render(html`<span>${text}</span>${undo ? html`<button type="button" @click=${() => {
    gone();
    undo();
  }}>${icon("undo")} Undo</button>` : nothing}
    <button type="button" class="ghost" aria-label="Dismiss" @click=${gone}>${icon("close")}</button>`, element);
  toasts.append(element);
  setTimeout(gone, seconds * 1000);
  return gone;
}

/** Puts text into the clipboard and says so. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("This browser does not let pages copy. Select the text and press Ctrl-C.", { kind: "bad" });
  }
}
