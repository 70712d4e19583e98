#!/usr/bin/env bash
#
# The npm package standardwebhooks says "Missing required headers" of a fetch request that has them
# all.
#
# Version: standardwebhooks 1.1.1 (npm).
#
# Behaviour: verify(body, headers) looks for the headers among the own properties of the object. A
# Headers object, as request.headers is in every fetch handler (Next.js, Hono, Deno, Bun, edge
# functions), has none; neither has a Map. Both are refused with a WebhookVerificationError.
# Object.fromEntries(request.headers) works.
#
# Output seen:
#     object:   verified
#     Headers:  Missing required headers
#     Map:      Missing required headers
#
# Why one would not expect it: the message blames the sender. In plain JavaScript nothing tells that
# the kind of the object is the fault, and Express, whose headers are a plain object, works.
#
# Who meets it: receivers of Standard Webhooks in handlers that are made for fetch.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --prefix "$work" --silent --no-audit --no-fund standardwebhooks@1.1.1 >&2

cat > finding.mjs <<'END'
import { Webhook } from "standardwebhooks";

const webhook = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
const body = '{"test": 2432232314}';
const now = new Date();
const plain = {
  "webhook-id": "msg_1",
  "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
  "webhook-signature": webhook.sign("msg_1", now, body),
};
const request = new Request("http://localhost/", { method: "POST", body, headers: plain });
const kinds = {
  object: plain,
  Headers: request.headers,
  Map: new Map(Object.entries(plain)),
  "Object.fromEntries(Headers)": Object.fromEntries(request.headers),
};
for (const [kind, headers] of Object.entries(kinds)) {
  try {
    webhook.verify(body, headers);
    console.log(`${kind}: verified`);
  } catch (error) {
    console.log(`${kind}: ${error.message}`);
  }
}
END

cat > expected.txt <<'END'
object: verified
Headers: Missing required headers
Map: Missing required headers
Object.fromEntries(Headers): verified
END

node finding.mjs > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
