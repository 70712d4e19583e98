#!/usr/bin/env bash
#
# One unescaped quote in a CSV file makes DuckDB keep the quotes of every other row as text, or put
# all columns into one.
#
# Version: duckdb 2.0.0 (PyPI).
#
# Behaviour: read_csv guesses the dialect from the file. A row such as 2,"The "Save" button" fits no
# dialect with quotes, so DuckDB takes the file for one without quotes. Correctly quoted rows then
# keep their quotes as part of the text. If another row has a comma within its quotes, DuckDB falls
# back to one column that holds whole lines, named by the whole header line. Neither case raises an
# error or a warning.
#
# Output seen:
#     one bad row:       ['id', 'message'] [(1, '"fine"'), (2, '"The "Save" button"'), (3, '"plain"')]
#     and a comma:       ['id,message'] [('1,"fine, really"',), ...]
#
# Why one would not expect it: the file has its header and its quotes, one row of thousands is
# faulty, and a parser is expected to refuse that row. Instead the rows without any fault change.
# With delimiter, quote and escape given, DuckDB refuses the file; with strict_mode = false it reads
# all three rows as they were meant.
#
# Who meets it: whoever loads exports of reviews or survey answers, where people quote the names of
# buttons and the exporting program does not double the quotes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0 >&2

cat > finding.py <<'END'
import duckdb

def read(name, text, options=""):
    with open(name, "w") as file:
        file.write(text)
    try:
        rows = duckdb.sql(f"FROM read_csv('{name}'{options})")
        print(rows.columns, rows.fetchall())
    except duckdb.Error as error:
        print(type(error).__name__)

good = 'id,message\n1,"fine"\n2,"The save button"\n3,"plain"\n'
bad = good.replace("The save button", 'The "Save" button')
read("good.csv", good)
read("bad.csv", bad)
read("comma.csv", bad.replace("fine", "fine, really"))
read("told.csv", bad, """, delim = ',', quote = '"', escape = '"'""")
read("lenient.csv", bad, ", strict_mode = false")
END

cat > expected.txt <<'END'
['id', 'message'] [(1, 'fine'), (2, 'The save button'), (3, 'plain')]
['id', 'message'] [(1, '"fine"'), (2, '"The "Save" button"'), (3, '"plain"')]
['id,message'] [('1,"fine, really"',), ('2,"The "Save" button"',), ('3,"plain"',)]
InvalidInputException
['id', 'message'] [(1, 'fine'), (2, 'The "Save" button'), (3, 'plain')]
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
