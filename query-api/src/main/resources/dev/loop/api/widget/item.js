// An item, as POST /v1/feedback takes it.

import { options, random, VERSION } from "./options.js";
import { language } from "./texts.js";

let visitor = "";

/** A visitor has one id in this browser, or in this page where there is no storage. */
function anonymous() {
  try {
    visitor = localStorage["loop.visitor"] ??= visitor || "anon-" + random();
  } catch {
    visitor ||= "anon-" + random();
  }
  return visitor;
}

/**
 * @param {Record<string, any>} said what a person chose and wrote, or what `loop('create', …)` was given
 * @param {typeof options} how
 */
export function itemOf({ tag, tags, metadata, ...said }, how = options) {
  const { id, hash, ...about } = how.user;
  const all = [tags ?? tag ?? how.tag].join().split(",").map((one) => one.trim()).filter(Boolean);
  // What JSON does not hold is left out here, before it is stored.
  return JSON.parse(JSON.stringify({
    user: { id: id || anonymous(), ...about },
    message: "",
    ...(how.source && { source: how.source }),
    ...(all[1] ? { tags: all } : all[0] && { tag: all[0] }),
    ...(hash && { userHash: hash }),
    ...said,
    metadata: {
      page: location.pathname.slice(0, 1e3),
      language: language(how.lang),
      viewport: innerWidth < 600 ? "phone" : innerWidth < 1024 ? "tablet" : "desktop",
      widget: VERSION,
      ...how.metadata,
      ...metadata,
    },
  }));
}
