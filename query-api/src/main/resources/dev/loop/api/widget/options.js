// What the tag says, and what calls have changed since.

export const script = /** @type {HTMLScriptElement} */ (document.currentScript);

export const VERSION = "{version}";

/** Each is an attribute of the tag: `data-ask`, `data-source`, and so on. */
export const options = {
  ask: "", color: "", form: "", key: "", lang: "", name: "loop", position: "", source: "in-app-widget", theme: "",
  /** @type {string | string[]} */ tag: "",
  /** @type {string | undefined} */ dry: undefined,
  /** @type {Record<string, any>} */ user: {},
  /** @type {Record<string, string>} */ metadata: {},
  /** @type {Record<string, string>} */ text: {},
};

/** Takes over every `data-` attribute; `data-user-…`, `data-metadata-…` and `data-text-…` are members of one option. */
export function readTag() {
  for (const { name, value } of script.attributes) {
    const [, group, member] = /^data-(?:(user|metadata|text)-)?(.+)/.exec(name === "data-user" ? "data-user-id" : name) ?? [];
    if (member) (group ? options[group] : options)[member] = value;
  }
}

/** What goes wrong is told to the developer, and never thrown into the page. */
export const tell = (problem) => console.warn("Loop widget:", problem);

/** Tells the page: `document.addEventListener("loop:sent", …)`. */
export const emit = (name, detail) => document.dispatchEvent(new CustomEvent("loop:" + name, { detail }));

/** 128 random bits. `crypto.randomUUID` is missing in pages that are not https. */
export const random = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
