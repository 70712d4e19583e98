"""What the blocking and the asynchronous client share: settings, and a call from its first attempt to its answer."""

from __future__ import annotations

import json
import os
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Generic, List, Mapping, Optional, Tuple, TypeVar, cast
from urllib.parse import quote, urlencode, urlsplit

from ._errors import APIConnectionError, APIError, APITimeoutError, InvalidArgumentError, MissingKeyError, NotFoundError, error_of
from ._exchange import Answer, Request, Stop, Transport
from ._record import Response
from ._retry import LONGEST_RETRY_AFTER, RETRIED, backoff, retry_after
from ._transport import StandardTransport

VERSION = "1.0.0"
DEFAULT_BASE_URL = "http://127.0.0.1:8080"
T = TypeVar("T")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass
class Call(Generic[T]):
    """A call: what is sent, and how its answer is read. Sending it again never does a thing twice."""

    method: str
    path: str
    read: Callable[[Any, Response], T]
    query: List[Tuple[str, str]] = field(default_factory=lambda: [])
    body: Optional[bytes] = None
    content_type: str = "application/json"
    headers: Dict[str, str] = field(default_factory=lambda: {})
    stream: bool = False
    missing_is_done: bool = False
    """Whether a 404 after an attempt without an answer means that the attempt did it."""


def path(template: str, *parts: str) -> str:
    """Fill the names of things into a path, encoded."""
    for part in parts:
        if not part or part in (".", ".."):
            raise InvalidArgumentError("The id is empty or dots: pass the id of the thing to read or change.")
    try:
        return template.format(*(quote(part, safe="") for part in parts))
    except UnicodeError:
        raise InvalidArgumentError("The id has half of a surrogate pair, which no text has.") from None


def encoded(value: Any) -> bytes:
    """Return the JSON of a body, serialised once for all attempts."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as failure:
        raise InvalidArgumentError(f"The body cannot be written as JSON: {failure}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, Any], value))
    raise TypeError(f"{type(value).__name__} is no JSON")


def new_key(given: Optional[str]) -> Dict[str, str]:
    """Return the header that names a call over all its attempts."""
    return {"Idempotency-Key": given if given is not None else str(uuid.uuid4())}


class Core:
    """Settings and the loop of attempts. Thread-safe."""

    def __init__(
        self,
        api_key: Optional[str],
        base_url: Optional[str],
        timeout: float,
        total_timeout: float,
        max_retries: int,
        headers: Optional[Mapping[str, str]],
        read_your_writes: bool,
        transport: Optional[Transport],
    ):
        if not (timeout > 0 and total_timeout > 0 and max_retries >= 0):
            raise InvalidArgumentError("timeout and total_timeout are seconds above 0, max_retries is 0 or more.")
        self._key = api_key if api_key is not None else os.environ.get("LOOP_API_KEY")
        self.base_url = _checked(base_url or os.environ.get("LOOP_BASE_URL") or DEFAULT_BASE_URL)
        self.timeout = timeout
        self.total_timeout = total_timeout
        self.max_retries = max_retries
        self.read_your_writes = read_your_writes
        self.transport: Transport = transport if transport is not None else StandardTransport()
        self._headers = dict(headers or {})
        self._positions: Dict[str, int] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Loop at {self.base_url}>"

    def run(self, call: Call[T], timeout: Optional[float] = None, cancelled: Optional[Stop] = None) -> T:
        """Make a call, with further attempts where the server may not have done it."""
        answer = self.answer(call, timeout, cancelled)
        response = Response(answer.status, answer.headers)
        return call.read(_decoded(answer), response)

    def answer(self, call: Call[Any], timeout: Optional[float] = None, cancelled: Optional[Stop] = None) -> Answer:
        """Make a call and return its answer undecoded, with the pieces still to read if the call streams."""
        stop = cancelled or Stop()
        headers = self._head(call)
        try:
            url = self.base_url + call.path + (f"?{urlencode(call.query)}" if call.query else "")
        except UnicodeError:
            raise InvalidArgumentError("A parameter has half of a surrogate pair, which no text has.") from None
        until = time.monotonic() + self.total_timeout
        unanswered = False
        attempt = 0
        while True:
            left = until - time.monotonic()
            seconds = min(timeout or self.timeout, max(left, 0.001))
            request = Request(call.method, url, headers, call.body, seconds, call.stream, stop=stop)
            try:
                answer = self.transport.send(request)
                if answer.status < 300:
                    # A body that was cut is found here, while there is another attempt.
                    if not call.stream:
                        _decoded(answer)
                    self._remember(answer)
                    return answer
                refusal = self._refusal(answer)
                failure: Exception = refusal
                wait = refusal.retry_after
                if isinstance(refusal, NotFoundError) and unanswered and call.missing_is_done:
                    return Answer(204, answer.headers, b"")
                again = answer.status in RETRIED and (wait is None or wait <= LONGEST_RETRY_AFTER)
            except APIConnectionError as broken:
                failure, wait, again, unanswered = broken, None, True, True
            if not again or attempt >= self.max_retries:
                raise failure
            pause = wait if wait is not None else backoff(attempt)
            if time.monotonic() + pause >= until:
                raise failure
            if stop.wait(pause):
                raise APITimeoutError("The call was cancelled.")
            attempt += 1

    def _head(self, call: Call[Any]) -> Dict[str, str]:
        key = self._key
        if not key:
            raise MissingKeyError("There is no API key: pass api_key, or set the environment variable LOOP_API_KEY.")
        if not key.isascii() or any(character <= " " for character in key):
            raise InvalidArgumentError("The API key has characters that no key has, such as a space or a line break.")
        headers = {"User-Agent": f"loop-python/{VERSION}", "Accept": "application/json", "Accept-Encoding": "identity"}
        for name, value in [*self._headers.items(), *call.headers.items()]:
            headers[_sendable(name, value)] = value
        headers["Authorization"] = f"Bearer {key}"
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        if self.read_your_writes and call.method == "GET":
            position = self.position()
            if position:
                headers.setdefault("Loop-Position", position)
        return headers

    def position(self) -> Optional[str]:
        """Return the newest position of this client's writes."""
        with self._lock:
            return ",".join(f"{partition}:{offset}" for partition, offset in sorted(self._positions.items())) or None

    def _remember(self, answer: Answer) -> None:
        text = answer.headers.get("loop-position")
        if not text or not self.read_your_writes:
            return
        with self._lock:
            for one in text.split(","):
                partition, _, offset = one.partition(":")
                if offset.isdecimal():
                    self._positions[partition] = max(self._positions.get(partition, -1), int(offset))

    @staticmethod
    def _refusal(answer: Answer) -> APIError:
        if answer.pieces is not None:
            answer.close()
        try:
            problem: Any = json.loads(answer.body)
        except (ValueError, RecursionError):
            problem = {}
        known = cast(Mapping[str, Any], problem if isinstance(problem, dict) else {})
        return error_of(answer.status, known, answer.headers.get("x-request-id"), retry_after(answer.headers))


def _decoded(answer: Answer) -> Any:
    if answer.status == 204:
        return {}
    try:
        data: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise APIConnectionError("The answer is no JSON object: it was cut on its way, or the server is not Loop.")
    return cast(Any, data)


def _sendable(name: str, value: Any) -> str:
    """Return the name of a header in one spelling, so that one given in lower case replaces the usual one."""
    text = str(value)
    if not _NAME.fullmatch(name) or not text.isprintable() or any(character > "\xff" for character in text):
        raise InvalidArgumentError(f"The header {name!r} cannot be sent: use visible Latin characters alone.")
    return name.title()


def _checked(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise InvalidArgumentError("base_url is not an address: its host or port is malformed.") from None
    if not valid or not parts.path.isascii() or not base_url.isprintable() or " " in base_url:
        raise InvalidArgumentError("base_url is not an address such as https://loop.example.com.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InvalidArgumentError("base_url has a login, a query or a fragment: leave them out.")
    return base_url.rstrip("/")
