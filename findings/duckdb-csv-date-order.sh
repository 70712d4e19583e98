#!/usr/bin/env bash
#
# DuckDB reads the same date of a CSV file as April or as March, depending on the other rows of the
# file.
#
# Version: duckdb 2.0.0 (PyPI).
#
# Behaviour: read_csv turns a column of dates with slashes into DATE. Where every row fits both
# orders, it takes day/month/year. A single row with a day above 12 in the second place turns all
# rows to month/day/year. Nothing tells which order was taken.
#
# Output seen:
#     03/04/2024 beside 05/06/2024: 2024-04-03
#     03/04/2024 beside 05/16/2024: 2024-03-04
#
# Why one would not expect it: an ambiguous column could stay text or follow a fixed order. Here the
# monthly files of one and the same program are read differently: an export of the first twelve days
# of a month moves its rows to other months, the next export does not. The option dateformat settles
# it.
#
# Who meets it: whoever loads exports of helpdesks and app stores in American form, above all
# incremental ones with few rows.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0 >&2

cat > finding.py <<'END'
import duckdb

for name, other in [("ambiguous", "05/06/2024"), ("settled", "05/16/2024")]:
    with open(name + ".csv", "w") as file:
        file.write(f"id,created\n1,03/04/2024\n2,{other}\n")
    first = duckdb.sql(f"SELECT created FROM '{name}.csv' WHERE id = 1").fetchall()[0][0]
    print(f"03/04/2024 beside {other}: {type(first).__name__} {first}")
END

cat > expected.txt <<'END'
03/04/2024 beside 05/06/2024: date 2024-04-03
03/04/2024 beside 05/16/2024: date 2024-03-04
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
