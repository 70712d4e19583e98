#!/usr/bin/env bash
# Builds the wheel, checks it and its types, and runs the tests from it on every Python at hand.
# With LOOP_BASE_URL and LOOP_API_KEY the tests call that server as well.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/tools"
"$work/tools/bin/pip" -q install build twine pyright==1.1.414 httpx
cp -r . "$work/source"
"$work/tools/bin/python" -m build -q --outdir "$work/dist" "$work/source"
"$work/tools/bin/twine" check --strict "$work"/dist/*

# Pyright must accept all but the lines that are marked as wrong, and refuse each of those.
(cd "$work/source" && "$work/tools/bin/pyright" --outputjson > "$work/types.json" || true)
"$work/tools/bin/python" - "$work/types.json" tests/typing_examples.py <<'PY'
import json, sys
found = json.load(open(sys.argv[1]))["generalDiagnostics"]
lines = {(d["file"].rsplit("/", 1)[1], d["range"]["start"]["line"] + 1) for d in found if d["severity"] == "error"}
wrong = {("typing_examples.py", n) for n, line in enumerate(open(sys.argv[2]), 1) if line.rstrip().endswith("# wrong")}
if lines != wrong:
    sys.exit(f"types: refused without need {sorted(lines - wrong)}, accepted by mistake {sorted(wrong - lines)}")
print(f"types: {len(wrong)} wrong lines refused, all else accepted")
PY

for version in 3.9 3.10 3.11 3.12 3.13 3.14; do
  python=""
  for one in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
    if "$one" -c pass 2>/dev/null; then python=$one; fi
  done
  if [ -z "$python" ]; then
    echo "$version: not at hand"
    continue
  fi
  "$python" -m venv "$work/$version"
  "$work/$version/bin/pip" -q install --no-index "$work"/dist/*.whl
  (cd tests && "$work/$version/bin/python" -W error::SyntaxWarning -m unittest -q 2>&1 | tail -n 4 | sed "s/^/$version: /")
done
