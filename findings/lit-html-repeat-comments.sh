#!/usr/bin/env bash
#
# The repeat directive of lit-html leaves a comment in the page for every row that it removes.
#
# Versions: lit-html 3.3.3 and, for comparison, 3.3.0 (npm), in jsdom 26.1.0.
#
# Behaviour: since 3.3.1, a row that repeat() takes away leaves one of its marker comments behind. A
# list that is filled and emptied a hundred times with fifty rows has 5,000 comments more than at
# the beginning, and none of them ever goes. 3.3.0 leaves none.
#
# Output seen:
#     lit-html 3.3.0: 0 comments left
#     lit-html 3.3.3: 5000 comments left
#
# Why one would not expect it: the page looks the same, the rows are gone from the elements, and
# repeat is the directive for long lists that change. The change came with a patch release.
#
# Who meets it: dashboards and tables of live data that stay open for days: the page grows with each
# row that ever came and went. The issue is lit/lit#5298.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --prefix "$work" --silent --no-audit --no-fund lit-old@npm:lit-html@3.3.0 lit-new@npm:lit-html@3.3.3 jsdom@26.1.0 >&2

cat > finding.mjs <<'END'
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html>");
Object.assign(globalThis, { window, document: window.document, Node: window.Node });

for (const [version, name] of [["3.3.0", "lit-old"], ["3.3.3", "lit-new"]]) {
  const { html, render } = await import(name);
  const { repeat } = await import(`${name}/directives/repeat.js`);
  const page = document.createElement("div");
  const show = (rows) =>
    render(html`${repeat(Array.from({ length: rows }, (_, i) => i), (i) => i, (i) => html`<p>${i}</p>`)}`, page);
  const comments = () => [...page.childNodes].filter((node) => node.nodeType === 8).length;
  show(0);
  const before = comments();
  for (let round = 0; round < 100; round++) {
    show(50);
    show(0);
  }
  console.log(`lit-html ${version}: ${comments() - before} comments left`);
}
END

cat > expected.txt <<'END'
lit-html 3.3.0: 0 comments left
lit-html 3.3.3: 5000 comments left
END

node finding.mjs > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
