"""Creates the item that ITEM has as JSON."""

from __future__ import annotations

import json
import os
import re

from loop import Loop

item = {re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name): value for name, value in json.loads(os.environ["ITEM"]).items()}
Loop(api_key=os.environ["LOOP_API_KEY"]).feedback.create(**item)  # type: ignore[arg-type]
