"""Server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, List, Optional

from ._types import Event

_MOST_CHARACTERS = 16 << 20


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
    kind, data, id, retry = "", [], None, None
    lines: List[str] = data
    for line in _lines(pieces):
        if line == "":
            if lines or kind or retry is not None:
                yield Fields(kind or "message", "\n".join(lines), id, retry)
            kind, lines, retry = "", [], None
            continue
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            kind = value
        elif name == "data":
            lines.append(value)
        elif name == "id" and "\0" not in value:
            id = value
        elif name == "retry" and value.isdigit():
            retry = int(value)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    rest = ""
    for piece in pieces:
        rest += decoder.decode(piece)
        # A carriage return at the end may be half of a line break.
        held = "\r" if rest.endswith("\r") else ""
        text = rest[: len(rest) - len(held)].replace("\r\n", "\n").replace("\r", "\n")
        *whole, last = text.split("\n")
        yield from whole
        rest = last + held
        if len(rest) > _MOST_CHARACTERS:
            raise ValueError("an event is larger than 16 MiB")


def event_of(fields: Fields) -> StreamEvent:
    """Return the event with its envelope decoded."""
    if not fields.data:
        return StreamEvent(fields.type, fields.id, None)
    data: Any = json.loads(fields.data)
    return StreamEvent(fields.type, fields.id, Event(data))
