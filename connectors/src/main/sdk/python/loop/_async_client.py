"""The asynchronous client: the same calls, each on a thread of the client's own."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncIterator,
    Callable,
    Generic,
    Iterable,
    Iterator,
    List,
    Literal,
    Mapping,
    Optional,
    TypeVar,
    Union,
)

from . import _calls as calls
from ._client import Download, FileFormat, P, T, accounts_of, items_of, live
from ._core import Call, Core
from ._errors import LoopError
from ._events import StreamEvent
from ._exchange import Stop, Transport
from ._record import Record
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

R = TypeVar("R")
_END: Any = object()


class _Runner:
    """Runs blocking calls on threads, and ends a call whose task is cancelled, so that its thread is free."""

    def __init__(self, core: Core, most: int):
        self.core = core
        self.threads = ThreadPoolExecutor(most, "loop")

    async def call(self, call: Call[R]) -> R:
        stop = Stop()
        return await self.on_thread(lambda: self.core.run(call, cancelled=stop), stop)

    async def download(self, call: Call[None]) -> AsyncDownload:
        stop = Stop()
        answer = await self.on_thread(lambda: self.core.answer(call, cancelled=stop), stop)
        return AsyncDownload(self, Download(answer), stop)

    async def on_thread(self, work: Callable[[], R], stop: Stop) -> R:
        try:
            done = asyncio.get_running_loop().run_in_executor(self.threads, work)
        except RuntimeError as closed:
            raise LoopError(f"The client is closed: make a new one ({closed}).") from None
        try:
            return await done
        except asyncio.CancelledError:
            stop.set()
            raise

    async def each(self, values: Iterator[R], stop: Stop) -> AsyncIterator[R]:
        while True:
            value = await self.on_thread(lambda: next(values, _END), stop)
            if value is _END:
                return
            yield value


class AsyncLoop:
    """As Loop, for asyncio. ``max_concurrency`` calls run at once; further ones wait."""

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
        max_concurrency: int = 16,
    ):
        core = Core(api_key, base_url, timeout, total_timeout, max_retries, headers, read_your_writes, transport)
        self._runner = _Runner(core, max_concurrency)
        self.feedback = AsyncFeedback(self._runner)
        self.sentiment = AsyncSentiments(self._runner)
        self.releases = AsyncReleases(self._runner)
        self.accounts = AsyncAccounts(self._runner)

    async def trends(self, **parameters: Unpack[TrendParameters]) -> Trends:
        """Return the tags with far more negative items than usual, and the spikes that were seen."""
        return await self._runner.call(calls.trends(parameters))

    async def stream(
        self, *, last_event_id: Optional[str] = None, **filters: Unpack[StreamFilters]
    ) -> AsyncIterator[StreamEvent]:
        """Yield events as they happen, without end. The stream has a thread of its own while it is read."""
        stop = Stop()
        own = _Runner(self._runner.core, 1)
        try:
            async for event in own.each(live(self._runner.core, filters, last_event_id, stop), stop):
                yield event
        finally:
            stop.set()
            own.threads.shutdown(wait=False)

    async def aclose(self) -> None:
        """Close the connections and end the threads."""
        self._runner.core.transport.close()
        self._runner.threads.shutdown(wait=False)

    async def __aenter__(self) -> AsyncLoop:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return repr(self._runner.core)


class AsyncPages(Generic[T, P]):
    """A list that is read page by page: iterate over it for its elements, or over ``pages()``."""

    def __init__(self, runner: _Runner, call: Callable[[Optional[str]], Call[P]], elements: Callable[[P], List[T]]):
        self._runner = runner
        self._call = call
        self._elements = elements

    async def pages(self) -> AsyncIterator[P]:
        """Yield each page; the next one is asked for when it is wanted."""
        cursor: Optional[str] = None
        while True:
            page = await self._runner.call(self._call(cursor))
            yield page
            cursor = page.next
            if not cursor:
                return

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for element in self._elements(page):
                yield element


class AsyncDownload:
    """A file as it comes. Iterate over its bytes once."""

    def __init__(self, runner: _Runner, file: Download, stop: Stop):
        self._runner = runner
        self._file = file
        self._stop = stop
        self.headers = file.headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._runner.each(iter(self._file), self._stop):
            yield piece

    async def save(self, path: Union[str, os.PathLike[str]]) -> int:
        """Write the file, and return its bytes. A file that breaks off is removed."""
        return await self._runner.on_thread(lambda: self._file.save(path), self._stop)

    def close(self) -> None:
        self._stop.set()
        self._file.close()

    async def __aenter__(self) -> AsyncDownload:
        return self

    async def __aexit__(self, *failure: object) -> None:
        self.close()


class AsyncFeedback:
    """Feedback items."""

    def __init__(self, runner: _Runner):
        self._runner = runner

    async def create(self, *, idempotency_key: Optional[str] = None, **item: Unpack[NewItem]) -> Item:
        """Create an item. However often the call has to be sent, it is one item."""
        return await self._runner.call(calls.create(item, idempotency_key))

    async def batch(
        self,
        items: Iterable[Union[NewItem, NewRatedItem]],
        *,
        mode: Optional[Literal["create", "compare", "upsert"]] = None,
        reason: Optional[str] = None,
        backfill: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
    ) -> BatchResult:
        """Create many items, 50,000 or 32 MiB a request. Bad items are refused one by one, in ``results``."""
        return calls.summed(
            [await self._runner.call(call) for call in calls.batches(items, idempotency_key, mode, reason, backfill)]
        )

    async def get(self, id: str) -> Item:
        """Return an item."""
        return await self._runner.call(calls.get(id))

    def list(self, **parameters: Unpack[ListParameters]) -> AsyncPages[Item, calls.Page]:
        """Return the items that the filters select, newest first, page by page."""
        return AsyncPages(self._runner, lambda cursor: calls.page(parameters, cursor), items_of)

    def search(self, q: str, **parameters: Unpack[SearchParameters]) -> AsyncPages[Item, calls.Page]:
        """Return the items whose messages fit ``q``, best match first."""
        wanted: Any = {"sort": "relevance", **parameters, "q": q}
        return AsyncPages(self._runner, lambda cursor: calls.page(wanted, cursor), items_of)

    async def update(self, id: str, *, if_match: Optional[str] = None, **change: Unpack[ItemChange]) -> Item:
        """Change an item, only at the revision ``if_match`` if that is given."""
        return await self._runner.call(calls.update(id, change, if_match))

    async def resolve(self, id: str, *, reason: Optional[str] = None) -> Item:
        """Mark an item as resolved."""
        return await self.update(id, status="resolved", reason=reason)

    async def reopen(self, id: str, *, reason: Optional[str] = None) -> Item:
        """Mark an item as open."""
        return await self.update(id, status="open", reason=reason)

    async def tag(self, id: str, tag: Optional[str], *, reason: Optional[str] = None) -> Item:
        """Set the tag of an item; None removes it."""
        return await self.update(id, tag=tag, reason=reason)

    async def erase(self, id: str, *, reason: Optional[str] = None, if_match: Optional[str] = None) -> Record:
        """Erase an item for ever. Only its id stays known."""
        return await self._runner.call(calls.erase(id, reason, if_match))

    async def history(self, id: str, *, limit: Optional[int] = None) -> History:
        """Return who changed an item, when and why."""
        return await self._runner.call(calls.history(id, limit))

    async def download(self, format: FileFormat = "ndjson", **parameters: Unpack[ListParameters]) -> AsyncDownload:
        """Return all items that the filters select as a file."""
        return await self._runner.download(calls.download("/v1/feedback", format, parameters))


class AsyncSentiments:
    """Counts of items."""

    def __init__(self, runner: _Runner):
        self._runner = runner

    async def query(self, **parameters: Unpack[SentimentParameters]) -> SentimentTable:
        """Count by sentiment and status, in groups."""
        return await self._runner.call(calls.sentiment(parameters))

    async def timeline(self, **parameters: Unpack[TimelineParameters]) -> Timeline:
        """Count over time."""
        return await self._runner.call(calls.timeline(parameters))

    async def download(self, format: FileFormat = "csv", **parameters: Unpack[SentimentParameters]) -> AsyncDownload:
        """Return counts as a file."""
        return await self._runner.download(calls.download("/v1/sentiment", format, parameters))


class AsyncReleases:
    """Releases of the product."""

    def __init__(self, runner: _Runner):
        self._runner = runner

    async def put(self, version: str, released_at: Time, **fields: Unpack[NewRelease]) -> Release:
        """Set a release, whole."""
        return await self._runner.call(calls.put_release(version, {"released_at": released_at, **fields}))

    async def get(self, version: str) -> Release:
        """Return a release."""
        return await self._runner.call(calls.get_release(version))

    async def list(
        self, *, from_: Optional[Time] = None, to: Optional[Time] = None, limit: Optional[int] = None
    ) -> List[Release]:
        """Return the releases, newest first."""
        return await self._runner.call(calls.list_releases({"from_": from_, "to": to, "limit": limit}))

    async def delete(self, version: str) -> Record:
        """Delete a release. Feedback stays unchanged."""
        return await self._runner.call(calls.delete_release(version))

    async def report(self, version: str, **parameters: Unpack[ReportParameters]) -> ReleaseReport:
        """Compare what people said after a release and before."""
        return await self._runner.call(calls.report(version, parameters))


class AsyncAccounts:
    """Customers' accounts."""

    def __init__(self, runner: _Runner):
        self._runner = runner

    async def put(self, id: str, **fields: Unpack[NewAccount]) -> Account:
        """Set an account, whole. New items of its users get its plan."""
        return await self._runner.call(calls.put_account(id, fields))

    async def get(self, id: str) -> Account:
        """Return an account."""
        return await self._runner.call(calls.get_account(id))

    def list(self, *, limit: Optional[int] = None) -> AsyncPages[Account, calls.AccountPage]:
        """Return the accounts by id, page by page."""
        return AsyncPages(self._runner, lambda cursor: calls.account_page(limit, cursor), accounts_of)
