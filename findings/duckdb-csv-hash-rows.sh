#!/usr/bin/env bash
#
# DuckDB drops rows of a CSV file that begin with "#", though nobody asked for comments.
#
# Version: duckdb 2.0.0 (PyPI).
#
# Behaviour: read_csv guesses whether a file has comments, too. Where that makes the other rows fit
# better, for instance because the first column then is a number, rows whose first cell begins with
# "#" are taken for comments and left out, without an error or a warning. The count of rows is then
# too small. With comment='' all rows arrive.
#
# Output seen:
#     by itself:   BIGINT [(1044, 'third')]
#     comment='':  VARCHAR [('#1042', 'first'), ('#1043', 'second'), ('1044', 'third')]
#
# Why one would not expect it: CSV (RFC 4180) has no comments, and nobody set the option comment. A
# mixed column usually becomes text, not fewer rows.
#
# Who meets it: whoever loads tickets or orders whose numbers are written "#1042" in some rows, or
# messages that begin with a hash tag.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0 >&2

cat > finding.py <<'END'
import duckdb

with open("tickets.csv", "w") as file:
    file.write("ticket,message\n#1042,first\n#1043,second\n1044,third\n")
for options in ["", ", comment = ''"]:
    rows = duckdb.sql(f"FROM read_csv('tickets.csv'{options})")
    print(rows.types[0], rows.fetchall())
END

cat > expected.txt <<'END'
BIGINT [(1044, 'third')]
VARCHAR [('#1042', 'first'), ('#1043', 'second'), ('1044', 'third')]
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
