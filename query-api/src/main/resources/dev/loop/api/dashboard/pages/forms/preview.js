// The page of a form as it would be: what the server answers, in a box that its styles do not leave.

import { html, nothing, told } from "../../ui.js";
import { ask, Problem } from "../../api.js";

const PAUSE_MILLIS = 250;

/** @param {{name: string, signal: AbortSignal, draw: () => void}} page */
export function preview({ name, signal, draw }) {
  const box = document.createElement("div");
  box.className = "form-preview";
  const inside = box.attachShadow({ mode: "open" });
  // It can be tried out, and is not sent.
  inside.addEventListener("submit", (event) => event.preventDefault());
  let problem;
  let asked = 0;
  let timer;

  async function show(form) {
    const own = ++asked;
    try {
      const response = await ask(`/v1/forms/${encodeURIComponent(name)}/preview`, { method: "POST", signal,
        headers: { "Content-Type": "application/json" }, body: JSON.stringify(form) });
      if (!response.ok) throw new Problem(response.status, await response.json());
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (own !== asked) return;
      problem = undefined;
      put(page);
    } catch (failed) {
      if (failed.name === "AbortError" || own !== asked) return;
      problem = failed;
    }
    draw();
  }

  function put(page) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(page.querySelector("style")?.textContent ?? "");
    inside.adoptedStyleSheets = [sheet];
    const survey = document.createElement("div");
    survey.className = "survey";
    survey.lang = page.documentElement.lang;
    survey.dir = page.documentElement.dir;
    survey.append(...(page.querySelector("main")?.childNodes ?? []));
    inside.replaceChildren(survey);
  }

  return {
    /** Shows a form once nothing was typed for a moment. */
    later(form) {
      clearTimeout(timer);
      timer = setTimeout(() => show(form), PAUSE_MILLIS);
    },
    show,
    content: () => html`<div class="body">${box}<div role="status">${problem ? told(problem) : nothing}</div></div>`,
  };
}
