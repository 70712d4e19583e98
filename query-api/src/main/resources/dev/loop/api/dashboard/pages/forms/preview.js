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
      const answer = await response.text();
      // The parsed page is held to the policy of this one, which allows no style element: it is taken out before.
      const [element, style] = /<style>([^]*)<\/style>/.exec(answer) ?? ["", ""];
      const page = new DOMParser().parseFromString(answer.replace(element, ""), "text/html");
      if (own !== asked) return;
      problem = undefined;
      put(page, style);
    } catch (failed) {
      if (failed.name === "AbortError" || own !== asked) return;
      problem = failed;
    }
    draw();
  }

  function put(page, style) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
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
