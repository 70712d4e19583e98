#!/usr/bin/env bash
#
# The npm package svix verifies a webhook and returns undefined, where it used to return the event.
#
# Versions: svix 2.5.0 and, for comparison, 2.0.0 (npm).
#
# Behaviour: new Webhook(secret).verify(body, headers) returned the parsed body up to 2.0.0. Since
# 2.2.0, the release that followed, it returns undefined for a message that is right, and throws for
# one that is not, as before.
#
# Output seen:
#     svix 2.0.0: { test: 2432232314 }
#     svix 2.5.0: undefined
#
# Why one would not expect it: const event = wh.verify(body, headers) is the line that nearly every
# tutorial has, and the package standardwebhooks, which has the same interface, still returns the
# event. The change came within one major version, and in JavaScript it shows only when a field of
# the event is read.
#
# Who meets it: receivers of webhooks that are updated within ^2.0.0, or whose author copies the
# line. JSON.parse(body) after verify is right in all versions.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --prefix "$work" --silent --no-audit --no-fund svix-old@npm:svix@2.0.0 svix-new@npm:svix@2.5.0 standardwebhooks@1.1.1 >&2

cat > finding.mjs <<'END'
import { Webhook as Old } from "svix-old";
import { Webhook as New } from "svix-new";
import { Webhook as Standard } from "standardwebhooks";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const body = '{"test": 2432232314}';
const now = new Date();
const headers = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
  "webhook-signature": new Standard(secret).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", now, body),
};
console.log("svix 2.0.0:", new Old(secret).verify(body, headers));
console.log("svix 2.5.0:", new New(secret).verify(body, headers));
console.log("standardwebhooks 1.1.1:", new Standard(secret).verify(body, headers));
END

cat > expected.txt <<'END'
svix 2.0.0: { test: 2432232314 }
svix 2.5.0: undefined
standardwebhooks 1.1.1: { test: 2432232314 }
END

node finding.mjs > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
