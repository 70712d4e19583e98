"""What a transport takes and gives."""

from __future__ import annotations

import threading
from typing import Callable, Iterable, Iterator, Mapping, Optional, Protocol

from ._errors import LoopError

MOST_ANSWER = 128 << 20


def nothing() -> None:
    pass


class Stop(threading.Event):
    """Tells a call that nobody waits for it any more, and ends the exchange that is on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._end: Callable[[], None] = nothing

    def set(self) -> None:
        with self._guard:
            super().set()
            self._end()

    def ends(self, end: Callable[[], None]) -> None:
        """Name what ends the exchange of now."""
        with self._guard:
            self._end = end
            if self.is_set():
                end()


class Request:
    """One attempt of a call. ``idle`` limits the silence of a streamed answer; ``timeout`` the whole attempt.

    ``stop`` is set when nobody waits for the answer any more.
    """

    def __init__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Optional[bytes],
        timeout: float,
        stream: bool = False,
        idle: float = 60.0,
        stop: Optional[Stop] = None,
    ):
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.stream = stream
        self.idle = idle
        self.stop = stop or Stop()


class Answer:
    """An answer: all of its body, or its pieces as they come. Header names are in lower case."""

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        pieces: Optional[Iterator[bytes]] = None,
        close: Callable[[], None] = lambda: None,
    ):
        self.status = status
        self.headers = headers
        self.body = body
        self.pieces = pieces
        self.close = close


class Transport(Protocol):
    """Makes one attempt. It raises APIConnectionError or APITimeoutError, follows no redirect, and repeats nothing."""

    def send(self, request: Request) -> Answer: ...

    def close(self) -> None: ...


def bounded(pieces: Iterable[bytes]) -> bytes:
    """Join the pieces of an answer that is not read as a stream."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_ANSWER:
            raise LoopError("The answer is larger than 128 MiB: ask for less at once, or use download().")
    return bytes(body)
