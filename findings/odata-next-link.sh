#!/usr/bin/env bash
#
# The npm package odata (o.js) returns the first page of an OData feed and drops the link to the
# next one.
#
# Version: odata 2.0.1 (npm), the package of o.js.
#
# Behaviour: a server that pages by itself, as OData allows, answers with @odata.nextLink while
# there is more. query() returns the array of "value" alone. The link is neither followed nor handed
# out, so that the caller cannot tell a first page from the whole.
#
# Output seen:
#     requests: 1
#     rows: 2 of 6
#
# Why one would not expect it: OData 4.0 (Protocol, 11.2.5.7) has the client follow the links, and
# Power Query does. Sums and counts over the answer are too small without any error.
#
# Who meets it: programs in JavaScript that read a feed of more than one page, which test data often
# is not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --prefix "$work" --silent --no-audit --no-fund odata@2.0.1 >&2

cat > finding.mjs <<'END'
import http from "node:http";
import { o } from "odata";

let requests = 0;
const server = http.createServer((request, response) => {
  requests++;
  const from = Number(new URL(request.url, "http://localhost").searchParams.get("$skiptoken") ?? 0);
  const page = { value: [{ id: from + 1 }, { id: from + 2 }] };
  if (from < 4) page["@odata.nextLink"] = `http://127.0.0.1:${server.address().port}/Feedback?$skiptoken=${from + 2}`;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(page));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const rows = await o(`http://127.0.0.1:${server.address().port}/`).get("Feedback").query();
console.log("requests:", requests);
console.log("rows:", rows.length, "of 6");
console.log("next link in the answer:", "@odata.nextLink" in rows);
server.close();
server.closeAllConnections();
END

cat > expected.txt <<'END'
requests: 1
rows: 2 of 6
next link in the answer: false
END

node finding.mjs > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
