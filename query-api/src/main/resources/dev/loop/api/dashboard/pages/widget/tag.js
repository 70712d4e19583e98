// The tag to paste: what was chosen, as attributes.

/** A key that is not known here: it is shown only when it is made. */
export const UNKNOWN_KEY = "pk_…";

const ESCAPED = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };

const escaped = (text) => text.replace(/[&"<]/g, (sign) => ESCAPED[sign]);

/** What is set, by the names of attributes; what is as it is without them stays out. */
export function attributes({ ask, color, lang, position, source, tag, texts, theme }) {
  const given = {
    ask: ask === "sentiment" ? "" : ask,
    color, lang, position, tag, theme,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`text-${name}`, text])),
  };
  return [...Object.entries(given).filter(([, value]) => value.trim()), ...(source === undefined ? [] : [["source", source]])];
}

/**
 * @param {string} server where Loop is
 * @param {string} key
 * @param {any} chosen
 */
export function tagOf(server, key, chosen) {
  const more = attributes(chosen).map(([name, value]) => ` data-${name}="${escaped(value)}"`).join("");
  return `<script src="${server}/widget.js" data-key="${escaped(key)}"${more} async></script>`;
}

/** The same for the preview, which takes options in place of attributes. */
export function optionsOf({ texts, ...chosen }) {
  return { ...chosen, text: Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim())) };
}
