// The start, and what pages call: loop('open'), loop('identify', 'u_1'), …

import { close, draw, open } from "./form.js";
import { itemOf } from "./item.js";
import { emit, options, random, readTag, tell, VERSION } from "./options.js";
import { deliver, flush } from "./queue.js";

/** A page that is drawn ahead of time is nobody's visit yet; and it may have no body. */
async function visited() {
  const page = /** @type {any} */ (document);
  if (page.prerendering) await new Promise((go) => page.addEventListener("prerenderingchange", go));
  if (!page.body) await new Promise((go) => page.addEventListener("DOMContentLoaded", go));
}

let ready;

const calls = {
  open: (given) => ready.then(() => open(given)),
  close: () => ready.then(close),
  /** Who it is: an id, {id, hash, email, …}, or nothing for a visitor. */
  identify: (user) => {
    options.user = user?.id ? user : { id: user };
  },
  tag: (...tags) => {
    options.tag = tags;
  },
  set: (given) => {
    Object.assign(options, given);
    return ready.then(draw);
  },
  /** Sends an item without a form, and says what became of it: "sent", "later" or "refused". */
  create: (said) => ready.then(() => deliver({ key: random(), at: Date.now(), by: options.key, item: itemOf(said) })),
};

function loop(call, ...given) {
  try {
    return calls[call](...given)?.catch(tell);
  } catch (problem) {
    tell(problem);
  }
}
loop.version = VERSION;

try {
  readTag();
  // A stub that pages may have, to call before this is loaded, keeps the calls in `q`.
  const before = window[options.name];
  if (typeof before === "function" && !before.q) {
    if (!before.version) tell("window." + options.name + " is taken: set data-name");
  } else if (!options.key) {
    tell("data-key is missing");
  } else {
    window[options.name] = loop;
    ready = visited().then(() => {
      draw();
      flush();
      addEventListener("online", flush);
      addEventListener("pagehide", close);
      emit("ready");
    });
    ready.catch(tell);
    for (const call of before?.q ?? []) loop.apply(0, call);
  }
} catch (problem) {
  tell(problem);
}
