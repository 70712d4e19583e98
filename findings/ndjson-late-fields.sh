#!/usr/bin/env bash
#
# DuckDB and Polars silently drop a field of JSON lines that first occurs late in the file.
#
# Versions: duckdb 2.0.0 and polars 2.1.0 (PyPI).
#
# Behaviour: read_json of DuckDB and read_ndjson of Polars learn the columns from the first rows
# (DuckDB some 20,000, Polars 100) and ignore every other field of the rest: no column, no error, no
# warning. The count of rows is right.
#
# Output seen:
#     duckdb: 30001 rows, columns ['id', 'message']
#     polars: 1001 rows, columns ['id', 'message']
#
# Why one would not expect it: both raise an error where a late value does not fit the type of a
# known column, so that a late field that is not known at all looks safe. With sample_size = -1
# (DuckDB) or infer_schema_length = None (Polars) the field arrives.
#
# Who meets it: whoever loads events or feedback of which only some have a plan, an account or an
# error code, sorted by time: a field that was introduced last month is in no row of the sample.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0 polars==2.1.0 >&2

cat > finding.py <<'END'
import json
import duckdb
import polars

def write(name, rows):
    with open(name, "w") as file:
        for number in range(rows):
            file.write(json.dumps({"id": number, "message": "m"}) + "\n")
        file.write(json.dumps({"id": rows, "message": "m", "plan": "pro"}) + "\n")

def show(name, count, columns):
    print(f"{name}: {count} rows, columns {columns}")

write("long.ndjson", 30000)
for options in ["", ", sample_size = -1"]:
    rows = duckdb.sql(f"FROM read_json('long.ndjson'{options})")
    show("duckdb" + options, len(rows), rows.columns)
write("short.ndjson", 1000)
table = polars.read_ndjson("short.ndjson")
show("polars", table.height, table.columns)
table = polars.read_ndjson("short.ndjson", infer_schema_length=None)
show("polars, infer_schema_length = None", table.height, table.columns)
END

cat > expected.txt <<'END'
duckdb: 30001 rows, columns ['id', 'message']
duckdb, sample_size = -1: 30001 rows, columns ['id', 'message', 'plan']
polars: 1001 rows, columns ['id', 'message']
polars, infer_schema_length = None: 1001 rows, columns ['id', 'message', 'plan']
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
