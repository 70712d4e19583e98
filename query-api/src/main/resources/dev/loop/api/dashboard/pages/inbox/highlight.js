// The words that a search found, marked in the message.

import { html } from "../../ui.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The server's HTML has marks in it and nothing else: made into a template, so that no HTML is ever parsed here. */
export function highlighted(text) {
  return text.split(/<\/?mark>/).map((part, at) => {
    const plain = part.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);
    return at % 2 ? html`<mark>${plain}</mark>` : plain;
  });
}
