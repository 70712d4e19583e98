"""The blocking client."""

from __future__ import annotations

import itertools
import os
import time
from typing import TYPE_CHECKING, Any, Callable, Generic, Iterable, Iterator, List, Literal, Mapping, Optional, TypeVar, Union

from . import _calls as calls
from ._core import Call, Core
from ._errors import APIConnectionError, APIError, LoopError
from ._events import StreamEvent, event_of, parse
from ._exchange import Answer, Stop, Transport
from ._record import Record
from ._retry import RETRIED, backoff
from ._types import (
    Account,
    BatchResult,
    History,
    Item,
    NewItem,
    NewRatedItem,
    Release,
    ReleaseReport,
    SentimentTable,
    Time,
    Timeline,
    Trends,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._params import (
        ListParameters,
        NewAccount,
        NewRelease,
        ReportParameters,
        SearchParameters,
        SentimentParameters,
        StreamFilters,
        TimelineParameters,
        TrendParameters,
    )
    from ._types import ItemChange

T = TypeVar("T")
P = TypeVar("P", bound=Union[calls.Page, calls.AccountPage])
FileFormat = Literal["csv", "ndjson", "parquet"]
LONGEST_PAUSE = 3600.0


class Loop:
    """A client of one Loop server. Thread-safe; one for a whole program is enough.

    ``api_key`` is ``LOOP_API_KEY`` if absent, ``base_url`` is ``LOOP_BASE_URL`` or ``http://127.0.0.1:8080``. ``timeout``
    limits an attempt and ``total_timeout`` a call with all its attempts, in seconds. With ``read_your_writes`` each read
    waits until the server has counted this client's writes.
    """

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        base_url: Optional[str] = None,
        timeout: float = 30.0,
        total_timeout: float = 90.0,
        max_retries: int = 2,
        headers: Optional[Mapping[str, str]] = None,
        read_your_writes: bool = False,
        transport: Optional[Transport] = None,
    ):
        self._core = Core(api_key, base_url, timeout, total_timeout, max_retries, headers, read_your_writes, transport)
        self.feedback = Feedback(self._core)
        self.sentiment = Sentiments(self._core)
        self.releases = Releases(self._core)
        self.accounts = Accounts(self._core)

    def trends(self, **parameters: Unpack[TrendParameters]) -> Trends:
        """Return the tags with far more negative items than usual, and the spikes that were seen."""
        return self._core.run(calls.trends(parameters))

    def stream(self, *, last_event_id: Optional[str] = None, **filters: Unpack[StreamFilters]) -> Iterator[StreamEvent]:
        """Yield events as they happen, without end; after a lost connection it goes on behind the last event."""
        return live(self._core, filters, last_event_id, Stop())

    def close(self) -> None:
        """Close the connections. The client can be used on, and opens new ones."""
        self._core.transport.close()

    def __enter__(self) -> Loop:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._core)


class Pages(Generic[T, P]):
    """A list that is read page by page: iterate over it for its elements, or over ``pages()``."""

    def __init__(self, core: Core, call: Callable[[Optional[str]], Call[P]], elements: Callable[[P], List[T]]):
        self._core = core
        self._call = call
        self._elements = elements

    def pages(self) -> Iterator[P]:
        """Yield each page; the next one is asked for when it is wanted."""
        cursor: Optional[str] = None
        while True:
            page = self._core.run(self._call(cursor))
            yield page
            cursor = page.next
            if not cursor:
                return

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from self._elements(page)


def items_of(page: calls.Page) -> List[Item]:
    return [Item(one) for one in page.to_dict().get("data", [])]


def accounts_of(page: calls.AccountPage) -> List[Account]:
    return [Account(one) for one in page.to_dict().get("data", [])]


class Download:
    """A file as it comes. Iterate over its bytes once, or ``save`` it."""

    def __init__(self, answer: Answer):
        self.headers = answer.headers
        self._answer = answer
        self._read = False

    def __iter__(self) -> Iterator[bytes]:
        if self._read:
            raise LoopError("The file was read already: download it again.")
        self._read = True
        # A transport may have read the whole file.
        yield from iter([self._answer.body]) if self._answer.pieces is None else self._answer.pieces

    def save(self, path: Union[str, os.PathLike[str]]) -> int:
        """Write the file, and return its bytes. A file that breaks off is removed, so that a part never passes for the whole."""
        size = 0
        if self._read:
            raise LoopError("The file was read already: download it again.")
        file = open(path, "wb")
        try:
            with file:
                for piece in self:
                    size += file.write(piece)
        except BaseException:
            # Such as /dev/stdout stays.
            if os.path.isfile(path):
                os.unlink(path)
            raise
        return size

    def close(self) -> None:
        self._answer.close()

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


class Feedback:
    """Feedback items."""

    def __init__(self, core: Core):
        self._core = core

    def create(self, *, idempotency_key: Optional[str] = None, **item: Unpack[NewItem]) -> Item:
        """Create an item. However often the call has to be sent, it is one item.

        ``response.replayed`` of the result tells an item that was known by its ``external_id`` or ``idempotency_key``.
        """
        return self._core.run(calls.create(item, idempotency_key))

    def batch(
        self,
        items: Iterable[Union[NewItem, NewRatedItem]],
        *,
        mode: Optional[Literal["create", "compare", "upsert"]] = None,
        reason: Optional[str] = None,
        backfill: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
    ) -> BatchResult:
        """Create many items, 50,000 or 32 MiB a request. Bad items are refused one by one, in ``results``.

        If it fails, some requests may be done: call it again with the same ``idempotency_key`` and items, and what was
        done counts as ``known``. With ``backfill`` the items are old feedback: counted, and no news for spikes and webhooks.
        """
        return calls.summed([self._core.run(call) for call in calls.batches(items, idempotency_key, mode, reason, backfill)])

    def get(self, id: str) -> Item:
        """Return an item."""
        return self._core.run(calls.get(id))

    def list(self, **parameters: Unpack[ListParameters]) -> Pages[Item, calls.Page]:
        """Return the items that the filters select, newest first, page by page."""
        return Pages(self._core, lambda cursor: calls.page(parameters, cursor), items_of)

    def search(self, q: str, **parameters: Unpack[SearchParameters]) -> Pages[Item, calls.Page]:
        """Return the items whose messages fit ``q``, best match first."""
        wanted: Any = {"sort": "relevance", **parameters, "q": q}
        return Pages(self._core, lambda cursor: calls.page(wanted, cursor), items_of)

    def update(self, id: str, *, if_match: Optional[str] = None, **change: Unpack[ItemChange]) -> Item:
        """Change an item, only at the revision ``if_match`` if that is given."""
        return self._core.run(calls.update(id, change, if_match))

    def resolve(self, id: str, *, reason: Optional[str] = None) -> Item:
        """Mark an item as resolved."""
        return self.update(id, status="resolved", reason=reason)

    def reopen(self, id: str, *, reason: Optional[str] = None) -> Item:
        """Mark an item as open."""
        return self.update(id, status="open", reason=reason)

    def tag(self, id: str, tag: Optional[str], *, reason: Optional[str] = None) -> Item:
        """Set the tag of an item; None removes it."""
        return self.update(id, tag=tag, reason=reason)

    def erase(self, id: str, *, reason: Optional[str] = None, if_match: Optional[str] = None) -> Record:
        """Erase an item for ever. Only its id stays known."""
        return self._core.run(calls.erase(id, reason, if_match))

    def history(self, id: str, *, limit: Optional[int] = None) -> History:
        """Return who changed an item, when and why."""
        return self._core.run(calls.history(id, limit))

    def download(self, format: FileFormat = "ndjson", **parameters: Unpack[ListParameters]) -> Download:
        """Return all items that the filters select as a file."""
        return Download(self._core.answer(calls.download("/v1/feedback", format, parameters)))


class Sentiments:
    """Counts of items."""

    def __init__(self, core: Core):
        self._core = core

    def query(self, **parameters: Unpack[SentimentParameters]) -> SentimentTable:
        """Count by sentiment and status, in groups."""
        return self._core.run(calls.sentiment(parameters))

    def timeline(self, **parameters: Unpack[TimelineParameters]) -> Timeline:
        """Count over time."""
        return self._core.run(calls.timeline(parameters))

    def download(self, format: FileFormat = "csv", **parameters: Unpack[SentimentParameters]) -> Download:
        """Return counts as a file."""
        return Download(self._core.answer(calls.download("/v1/sentiment", format, parameters)))


class Releases:
    """Releases of the product."""

    def __init__(self, core: Core):
        self._core = core

    def put(self, version: str, released_at: Time, **fields: Unpack[NewRelease]) -> Release:
        """Set a release, whole."""
        return self._core.run(calls.put_release(version, {"released_at": released_at, **fields}))

    def get(self, version: str) -> Release:
        """Return a release."""
        return self._core.run(calls.get_release(version))

    def list(self, *, from_: Optional[Time] = None, to: Optional[Time] = None, limit: Optional[int] = None) -> List[Release]:
        """Return the releases, newest first."""
        return self._core.run(calls.list_releases({"from_": from_, "to": to, "limit": limit}))

    def delete(self, version: str) -> Record:
        """Delete a release. Feedback stays unchanged."""
        return self._core.run(calls.delete_release(version))

    def report(self, version: str, **parameters: Unpack[ReportParameters]) -> ReleaseReport:
        """Compare what people said after a release and before."""
        return self._core.run(calls.report(version, parameters))


class Accounts:
    """Customers' accounts."""

    def __init__(self, core: Core):
        self._core = core

    def put(self, id: str, **fields: Unpack[NewAccount]) -> Account:
        """Set an account, whole. New items of its users get its plan."""
        return self._core.run(calls.put_account(id, fields))

    def get(self, id: str) -> Account:
        """Return an account."""
        return self._core.run(calls.get_account(id))

    def list(self, *, limit: Optional[int] = None) -> Pages[Account, calls.AccountPage]:
        """Return the accounts by id, page by page."""
        return Pages(self._core, lambda cursor: calls.account_page(limit, cursor), accounts_of)


def live(core: Core, filters: Any, last: Optional[str], stop: Stop) -> Iterator[StreamEvent]:
    """Yield events until ``stop`` is set, over as many connections as it takes."""
    failures = 0
    pause: Optional[float] = None
    while not stop.is_set():
        began = time.monotonic()
        wait = 0.0
        answer: Optional[Answer] = None
        try:
            answer = core.answer(calls.stream(filters, last), cancelled=stop)
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                raise LoopError("The answer is no stream of events: the server is not Loop, or a proxy answered for it.")
            for fields in parse(itertools.takewhile(lambda _: not stop.is_set(), answer.pieces or ())):
                last = fields.id if fields.id is not None else last
                failures = 0
                pause = fields.retry / 1000 if fields.retry is not None else pause
                if fields.data or fields.type != "message":
                    yield event_of(fields)
        except APIError as refused:
            if refused.status not in RETRIED:
                raise
            wait = refused.retry_after or 0.0
        except APIConnectionError:
            pass
        except LoopError:
            raise
        except ValueError as broken:
            raise LoopError(f"The stream is not readable: {broken}") from None
        finally:
            if answer is not None:
                answer.close()
        # The server ends a stream after 15 minutes: that is no failure, and the next one begins at once.
        failures = 0 if time.monotonic() - began > 30 else failures + 1
        if stop.wait(min(max(wait, backoff(min(failures, 4)), pause or 0.0), LONGEST_PAUSE)):
            return
