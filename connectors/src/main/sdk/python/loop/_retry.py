"""When a call is made again, and when it gives up."""

from __future__ import annotations

import email.utils
import random
import time
from typing import Mapping, Optional

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0
LONGEST_RETRY_AFTER = 60.0


def backoff(attempt: int) -> float:
    """Return the wait after an attempt (0, 1, …): 0.5 s, doubled each time up to 8 s, of which 50 to 100 %."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt) * random.uniform(0.5, 1.0)


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Return the seconds of Retry-After, which is a number or a date. A date counts from the server's own Date."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
        return seconds if 0 <= seconds < float("inf") else None
    except ValueError:
        pass
    then = _seconds(text)
    if then is None:
        return None
    now = _seconds(headers.get("date", ""))
    return max(0.0, then - (time.time() if now is None else now))


def _seconds(date: str) -> Optional[float]:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
