"""The calls of the API: paths, parameters and bodies. Both clients make them from here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple, cast

from ._core import Call, encoded, new_key, path
from ._errors import InvalidArgumentError
from ._record import Record, Response, camel, record
from ._types import Account, BatchResult, History, Item, Release, ReleaseReport, SentimentTable, Timeline, Trends

MOST_LINES = 50_000
MOST_BYTES = 32 << 20
SENTIMENTS = ("positive", "neutral", "negative")
Query = List[Tuple[str, str]]


class Page(Record):
    """One page of a list."""

    data: List[Item]
    next: Optional[str]
    facets: Optional[Record]


# ---- values ----


def wire(value: Any, name: str) -> Any:
    """Return a value as the API takes it; a datetime needs a time zone."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidArgumentError(f"{name} has no time zone: use datetime.now(timezone.utc), for example.")
        return value.isoformat()
    return value


def query(parameters: Mapping[str, Any]) -> Query:
    """Return the parameters of a question. Lists repeat a parameter; metadata is one parameter for each key."""
    pairs: Query = []
    for name, value in parameters.items():
        if value is None:
            continue
        if name == "metadata":
            for key, wanted in cast(Mapping[str, Any], value).items():
                pairs.extend((f"metadata.{key}", text) for text in _texts(wanted, name))
        else:
            pairs.extend((name.rstrip("_"), text) for text in _texts(value, name))
    return pairs


def _texts(value: Any, name: str) -> Iterator[str]:
    for one in cast(Sequence[Any], value) if isinstance(value, (list, tuple)) else [value]:
        yield str(one).lower() if isinstance(one, bool) else str(wire(one, name))


def item_body(fields: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the JSON of an item. A sentiment that does not exist is found before anything is sent."""
    if not isinstance(fields, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidArgumentError(f"An item is a mapping of its fields, and this one is a {type(fields).__name__}.")
    sentiment = fields.get("sentiment")
    if sentiment is not None and sentiment not in SENTIMENTS:
        raise InvalidArgumentError(f"sentiment is {sentiment!r}: use one of {', '.join(SENTIMENTS)}.")
    return {camel(name): wire(value, name) for name, value in fields.items()}


# ---- feedback ----


def create(fields: Mapping[str, Any], idempotency_key: Optional[str]) -> Call[Item]:
    body = encoded(item_body(fields))
    return Call("POST", "/v1/feedback", _of(Item), body=body, headers=new_key(idempotency_key))


def get(id: str) -> Call[Item]:
    return Call("GET", path("/v1/feedback/{}", id), _of(Item))


def update(id: str, change: Mapping[str, Any], if_match: Optional[str]) -> Call[Item]:
    headers = {"If-Match": if_match} if if_match else {}
    return Call("PATCH", path("/v1/feedback/{}", id), _of(Item), body=encoded(item_body(change)), headers=headers)


def erase(id: str, reason: Optional[str], if_match: Optional[str]) -> Call[Record]:
    headers = {"If-Match": if_match} if if_match else {}
    return Call(
        "DELETE", path("/v1/feedback/{}", id), _of(Record), query({"reason": reason}), headers=headers, missing_is_done=True
    )


def history(id: str, limit: Optional[int]) -> Call[History]:
    return Call("GET", path("/v1/feedback/{}/history", id), _of(History), query({"limit": limit}))


def page(parameters: Mapping[str, Any], cursor: Optional[str]) -> Call[Page]:
    return Call("GET", "/v1/feedback", _of(Page), query({**parameters, "cursor": cursor}))


def download(where: str, format: str, parameters: Mapping[str, Any]) -> Call[None]:
    return Call("GET", where, _nothing, query({**parameters, "format": format}), headers={"Accept": "*/*"}, stream=True)


def batches(
    items: Iterable[Mapping[str, Any]],
    idempotency_key: Optional[str],
    mode: Optional[str],
    reason: Optional[str],
    backfill: Optional[bool],
) -> Iterator[Call[BatchResult]]:
    """Cut items into calls within the limits of the API. Each call keeps its lines and its key over all attempts."""
    key = new_key(idempotency_key)["Idempotency-Key"]
    parameters = query({"mode": mode, "reason": reason, "backfill": backfill})
    lines: List[bytes] = []
    size = 0
    count = 0
    for item in items:
        line = encoded(item_body(item)) + b"\n"
        if len(line) > MOST_BYTES:
            raise InvalidArgumentError("An item is larger than 32 MiB.")
        if len(lines) == MOST_LINES or size + len(line) > MOST_BYTES:
            yield _batch(lines, key, count, parameters)
            count += 1
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield _batch(lines, key, count, parameters)


def _batch(lines: List[bytes], key: str, number: int, parameters: Query) -> Call[BatchResult]:
    headers = {"Idempotency-Key": key if number == 0 else f"{key}-{number + 1}"}
    return Call(
        "POST",
        "/v1/feedback/batch",
        _of(BatchResult),
        parameters,
        b"".join(lines),
        "application/x-ndjson",
        headers,
    )


def summed(results: Sequence[BatchResult]) -> BatchResult:
    """Add up the results of several calls, with the lines counted on."""
    total: Dict[str, Any] = {"lines": 0, "created": 0, "known": 0, "refused": 0, "results": []}
    for result in results:
        part = result.to_dict()
        for line in part.pop("results", []):
            total["results"].append({**line, "line": line["line"] + total["lines"]})
        for name, value in part.items():
            if isinstance(value, int):
                total[name] = total.get(name, 0) + value
            elif isinstance(value, dict):
                sums = total.setdefault(name, {})
                for field, number in cast(Dict[str, int], value).items():
                    sums[field] = sums.get(field, 0) + number
    return BatchResult(total, results[-1].response if results else Response(200, {}))


# ---- figures ----


def sentiment(parameters: Mapping[str, Any]) -> Call[SentimentTable]:
    return Call("GET", "/v1/sentiment", _of(SentimentTable), query(parameters))


def timeline(parameters: Mapping[str, Any]) -> Call[Timeline]:
    return Call("GET", "/v1/sentiment/timeline", _of(Timeline), query(parameters))


def trends(parameters: Mapping[str, Any]) -> Call[Trends]:
    return Call("GET", "/v1/trends", _of(Trends), query(parameters))


# ---- releases and accounts ----


def put_release(version: str, fields: Mapping[str, Any]) -> Call[Release]:
    return Call("PUT", path("/v1/releases/{}", version), _of(Release), body=_body(fields))


def get_release(version: str) -> Call[Release]:
    return Call("GET", path("/v1/releases/{}", version), _of(Release))


def list_releases(parameters: Mapping[str, Any]) -> Call[List[Release]]:
    return Call("GET", "/v1/releases", _list_of_releases, query(parameters))


def delete_release(version: str) -> Call[Record]:
    return Call("DELETE", path("/v1/releases/{}", version), _of(Record), missing_is_done=True)


def report(version: str, parameters: Mapping[str, Any]) -> Call[ReleaseReport]:
    return Call("GET", path("/v1/releases/{}/report", version), _of(ReleaseReport), query(parameters))


def put_account(id: str, fields: Mapping[str, Any]) -> Call[Account]:
    return Call("PUT", path("/v1/accounts/{}", id), _of(Account), body=_body(fields))


def get_account(id: str) -> Call[Account]:
    return Call("GET", path("/v1/accounts/{}", id), _of(Account))


class AccountPage(Record):
    """One page of accounts."""

    data: List[Account]
    next: Optional[str]


def account_page(limit: Optional[int], cursor: Optional[str]) -> Call[AccountPage]:
    return Call("GET", "/v1/accounts", _of(AccountPage), query({"limit": limit, "cursor": cursor}))


# ---- the live stream ----


def stream(parameters: Mapping[str, Any], last_event_id: Optional[str]) -> Call[None]:
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    return Call("GET", "/v1/stream", _nothing, query(parameters), headers=headers, stream=True)


# ---- answers ----


def _body(fields: Mapping[str, Any]) -> bytes:
    return encoded({camel(name): wire(value, name) for name, value in fields.items() if value is not None})


def _of(kind: Any) -> Any:
    return lambda data, response: record(kind, data, response)  # pyright: ignore


def _list_of_releases(data: Any, response: Response) -> List[Release]:
    return [Release(one, response) for one in data.get("data", [])]


def _nothing(data: Any, response: Response) -> None:
    return None
