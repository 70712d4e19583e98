"""Server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Iterable, Iterator, List, Optional

from ._record import record
from ._types import Event

_MOST_CHARACTERS = 16 << 20
_TOO_LARGE = "an event is larger than 16 MiB"


@dataclass(frozen=True)
class StreamEvent:
    """An event of the live stream.

    ``type`` is ``feedback.created`` and the like, with ``event`` set; or ``open`` (complete from here on), or ``gap``
    (events were left out: read the list again).
    """

    type: str
    id: Optional[str]
    event: Optional[Event]


@dataclass
class Fields:
    """The fields of one server-sent event as they came."""

    type: str
    data: str
    id: Optional[str]
    retry: Optional[int]


def parse(pieces: Iterable[bytes]) -> Iterator[Fields]:
    """Cut a stream of bytes into events. Comments are left out; an event that is not ended is dropped."""
    kind, id, retry, size = "", None, None, 0
    lines: List[str] = []
    for line in _lines(pieces):
        if line == "":
            if lines or kind or retry is not None:
                yield Fields(kind or "message", "\n".join(lines), id, retry)
            kind, lines, retry, size = "", [], None, 0
            continue
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            kind = value
        elif name == "data":
            lines.append(value)
            size += len(value) + 1
            if size > _MOST_CHARACTERS:
                raise ValueError(_TOO_LARGE)
        elif name == "id" and "\0" not in value:
            id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            retry = int(value)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    # The parts of a line are joined once it ends, so that the work grows with its length and not with the square of it.
    parts: List[str] = []
    size = 0
    held = ""
    for piece in pieces:
        text = held + decoder.decode(piece)
        # A carriage return at the end may be half of a line break.
        held = "\r" if text.endswith("\r") else ""
        text = text[: len(text) - len(held)].replace("\r\n", "\n").replace("\r", "\n")
        first, *others = text.split("\n")
        parts.append(first)
        size += len(first)
        if others:
            yield "".join(parts)
            yield from others[:-1]
            parts, size = [others[-1]], len(others[-1])
        if size > _MOST_CHARACTERS:
            raise ValueError(_TOO_LARGE)


def event_of(fields: Fields) -> StreamEvent:
    """Return the event with its envelope decoded."""
    if not fields.data:
        return StreamEvent(fields.type, fields.id, None)
    return StreamEvent(fields.type, fields.id, record(Event, json.loads(fields.data), None))
