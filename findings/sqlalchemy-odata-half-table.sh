#!/usr/bin/env bash
#
# A query over an OData feed counts half of a table, without an error, when a page cannot be read.
#
# Version: sqlalchemy-odata 0.2.3 (PyPI).
#
# Behaviour: the tables of an engine odata://… are read page by page. When the server refuses a page
# or breaks off, the adapter logs the failure and ends the table there; the query goes on with the
# rows that it has, and returns their count.
#
# Output seen:
#     the server has 1200 rows and refuses the second page
#     SELECT count(*): 500
#
# Why one would not expect it: a database raises an error when a table cannot be read to its end,
# and this is used as one, by charts above all. The refusal is only in the log.
#
# Who meets it: dashboards over a feed that limits requests, restarts, or revokes a key while a
# chart is drawn: the chart shows smaller numbers.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check sqlalchemy-odata==0.2.3 >&2

cat > finding.py <<'END'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import sqlalchemy

ROWS = 1200
METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices>
<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Demo">
<EntityType Name="Item"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int64"/></EntityType>
<EntityContainer Name="Feed"><EntitySet Name="Items" EntityType="Demo.Item"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        options = parse_qs(address.query)
        skip, top = int(options.get("$skip", ["0"])[0]), int(options.get("$top", ["500"])[0])
        if address.path.endswith("$metadata"):
            self.answer(200, "application/xml", METADATA)
        elif skip > 0:
            self.answer(403, "application/json", '{"error":{"code":"revoked","message":"The key is revoked."}}')
        else:
            rows = [{"Id": number} for number in range(skip, min(skip + top, ROWS))]
            self.answer(200, "application/json", json.dumps({"value": rows}))

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"the server has {ROWS} rows and refuses the second page")
with sqlalchemy.create_engine(f"odata://127.0.0.1:{server.server_port}/feed").connect() as connection:
    print("SELECT count(*):", connection.exec_driver_sql("SELECT count(*) FROM Items").scalar())
server.shutdown()
END

cat > expected.txt <<'END'
the server has 1200 rows and refuses the second page
SELECT count(*): 500
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
