// Makes the tag of the feedback widget: how it looks and asks, seen at once, and the key that it sends with.

import { card, copyable, html, icon, nothing, pageHead, segmented, select } from "../ui.js";
import { keyForm } from "./widget/key.js";
import { preview } from "./widget/preview.js";
import { optionsOf, tagOf, UNKNOWN_KEY } from "./widget/tag.js";

export const title = "Widget";

/** @type {[string, string][]} */
const ASKS = [["sentiment", "Sentiment"], ["stars", "Stars"], ["nps", "NPS, 0 to 10"], ["text", "Free text"]];

/** @type {[string, string][]} */
const POSITIONS = [["", "Bottom right"], ["start", "Bottom left"], ["none", "No button"]];

/** @type {[string, string][]} */
const THEMES = [["", "As the system"], ["light", "Light"], ["dark", "Dark"]];

/** @type {[string, string][]} */
const LANGUAGES = [["", "As the page"], ...["en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ja", "zh", "ar"].map(named)];

/** @returns {[string, string]} */
function named(code) {
  return [code, new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code];
}

/** @type {[string, string, string][]} */
const TEXTS = [
  ["button", "Button", "Feedback"],
  ["title", "Question", "What do you think?"],
  ["more", "Before the sentence", "Would you like to say more?"],
  ["thanks", "When it is sent", "Thank you!"],
];

const ACCENT = "#4a46d6";

export function open(view) {
  const chosen = { ask: "sentiment", color: "", lang: "", position: "", tag: "", theme: "", texts: { button: "", title: "", more: "", thanks: "" } };
  let item;
  const seen = preview(view.signal, (sent) => {
    item = sent;
    draw();
  });
  const key = keyForm(view.signal, draw);

  /** The preview follows when a choice is made. */
  function set(change) {
    Object.assign(chosen, change);
    seen.show(optionsOf(chosen));
    draw();
  }

  const questionName = () => (chosen.ask === "nps" ? "nps" : "title");

  /** One question at a time: the text of the other kind would not be seen. */
  function setText(name, value) {
    set({ texts: { ...chosen.texts, [name]: value } });
  }

  function ask(value) {
    const { title: question = "", nps = "", ...others } = /** @type {Record<string, string>} */ (chosen.texts);
    set({ ask: value, texts: { ...others, [value === "nps" ? "nps" : "title"]: question || nps } });
  }

  function looks() {
    return html`<div class="body">
      ${segmented("Question", ASKS, chosen.ask, ask)}
      <div class="pair">
        ${select("Position", POSITIONS, chosen.position, (position) => set({ position }))}
        ${select("Colours", THEMES, chosen.theme, (theme) => set({ theme }))}
        ${select("Language", LANGUAGES, chosen.lang, (lang) => set({ lang }))}
        <label class="field inline"><span>Colour</span><input type="color" .value=${chosen.color || ACCENT}
          @input=${(event) => set({ color: event.target.value === ACCENT ? "" : event.target.value })}></label>
      </div>
      <div class="pair">${TEXTS.map(([name, label, usual]) => {
        const at = name === "title" ? questionName() : name;
        return html`<label class="field"><span>${label}</span><input maxlength="100" autocomplete="off" placeholder=${chosen.lang && chosen.lang !== "en" ? "" : at === "nps" ? "How likely are you to recommend us?" : usual}
          .value=${chosen.texts[at] ?? ""} @input=${(event) => setText(at, event.target.value)}></label>`;
      })}
        <label class="field"><span>Tag of its items</span><input maxlength="100" autocomplete="off" placeholder="exports"
          .value=${chosen.tag} @input=${(event) => set({ tag: event.target.value })}></label></div>
    </div>`;
  }

  function draw() {
    const tag = tagOf(location.origin, key.made() || UNKNOWN_KEY, { ...chosen, source: key.foreignSource() ? "" : undefined });
    view.render(html`
      ${pageHead("Widget", { sub: "Asks the people who use your pages. One tag, no other script." })}
      <div class="widget-grid">
        <div>${card("Looks and words", looks())}${card("Key", key.form())}</div>
        <div>
          ${card("The tag", html`<div class="body">${copyable(tag, "Copy the tag")}
            ${key.made() ? nothing : html`<p class="hint">Make a key, or put your publishable key in the place of <code>${UNKNOWN_KEY}</code>.</p>`}
            <p class="hint">Put it before <code>&lt;/body&gt;</code>. A content security policy needs this server in <code>script-src</code> and <code>connect-src</code>, and nothing else.</p></div>`)}
          ${card("Preview", html`<div class="body"><p>The widget is in the corner of this page, as chosen. Nothing is sent from here.</p>
            <div><button type="button" @click=${() => seen.open()}>${icon("widget")} Open the form</button></div>
            ${item ? html`<p class="hint">It would send:</p><pre class="raw" tabindex="0">${JSON.stringify(item, null, 2)}</pre>` : nothing}</div>`)}
        </div>
      </div>`);
  }

  set({});
}
