// Keys of the shell and of the page that is open. A key is a character ("j", "/", "?"), a name ("Escape"), or a sequence
// ("g i"). Not while something is typed, and not together with a modifier.

const maps = [];
let pending = "";
let pendingUntil = 0;

/** `keys`: {"j": {does: "Next item", run: (event) => …}}. Returns how to take them away again. */
export function bind(keys) {
  maps.push(keys);
  return () => {
    const at = maps.indexOf(keys);
    if (at >= 0) maps.splice(at, 1);
  };
}

/** [[key, what it does], …] for the help, the page's first. */
export function described() {
  return [...maps].reverse().flatMap((keys) => Object.entries(keys).map(([key, { does }]) => [key, does]));
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const now = performance.now();
  const sequence = pending && now < pendingUntil ? `${pending} ${event.key}` : "";
  for (const keys of [...maps].reverse()) {
    const found = keys[sequence] ?? keys[event.key];
    if (found) {
      pending = "";
      event.preventDefault();
      found.run(event);
      return;
    }
  }
  const begins = maps.some((keys) => Object.keys(keys).some((key) => key.startsWith(`${event.key} `)));
  pending = begins ? event.key : "";
  pendingUntil = now + 1200;
});
