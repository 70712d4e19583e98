#!/usr/bin/env bash
#
# pandas makes numbers of texts in JSON lines, and two different ids become one.
#
# Version: pandas 3.1.1 (PyPI).
#
# Behaviour: read_json tries each column of texts as numbers. If all texts of a column are digits,
# they become integers without their leading zeros; if one row has no value, all become floats, so
# that ids of more than 15 digits are rounded. With dtype=False they stay as they are.
#
# Output seen:
#     by itself:    [9e+17, 9e+17, nan] are 1 different
#     dtype=False:  ['00900000000000000001', '00900000000000000002', nan] are 2 different
#
# Why one would not expect it: JSON tells texts and numbers apart, unlike CSV, and these are in
# quotes. The count of rows is right, and nothing is printed.
#
# Who meets it: whoever joins or counts by order numbers, phone numbers, or ids of an older system
# that only some rows have.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 >&2

cat > finding.py <<'END'
import pandas

with open("items.ndjson", "w") as file:
    file.write('{"id":"00900000000000000001"}\n{"id":"00900000000000000002"}\n{}\n')
for said, options in [("by itself:   ", {}), ("dtype=False: ", {"dtype": False})]:
    ids = pandas.read_json("items.ndjson", lines=True, **options)["id"]
    print(said, ids.tolist(), "are", ids.nunique(), "different")
END

cat > expected.txt <<'END'
by itself:    [9e+17, 9e+17, nan] are 1 different
dtype=False:  ['00900000000000000001', '00900000000000000002', nan] are 2 different
END

python/bin/python finding.py > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
