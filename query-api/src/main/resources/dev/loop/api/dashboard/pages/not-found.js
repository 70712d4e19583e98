import { empty, html } from "../ui.js";

export const title = "Not found";

export function open(view) {
  view.render(html`<div class="alone"><h1 class="visually-hidden" tabindex="-1">Not found</h1>${empty("Page not found",
    "The address may be mistyped.", html`<a class="button" href="/">To the overview</a>`)}</div>`);
}
