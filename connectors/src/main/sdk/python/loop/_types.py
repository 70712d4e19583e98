"""The shapes of what goes out and comes back. Times are RFC 3339 texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Literal, Mapping, Optional, Sequence, TypedDict, Union

from ._record import Record

Sentiment = Literal["positive", "neutral", "negative"]
Status = Literal["open", "resolved"]
Interval = Literal["minute", "hour", "day", "week", "month"]
Time = Union[str, datetime]
OneOrMore = Union[str, Sequence[str]]


class User(TypedDict):
    """The person who gave the feedback."""

    id: str


class NewUser(User, total=False):
    """The person, and what is kept as the item's metadata ``user.email`` and ``user.name``."""

    email: Optional[str]
    name: Optional[str]


class Rating(TypedDict):
    """1 to 5, such as stars, or 0 to 10, as for the Net Promoter Score. Kept as metadata ``rating`` and ``rating.of``."""

    value: int
    of: Literal[5, 10]


class _Said(TypedDict):
    user: NewUser
    message: str


class _ItemFields(_Said, total=False):
    source: Optional[str]
    tag: Optional[str]
    tags: Optional[Sequence[str]]
    plan: Optional[str]
    status: Status
    created_at: Optional[Time]
    age_seconds: Optional[int]
    resolved_at: Optional[Time]
    updated_at: Optional[Time]
    metadata: Optional[Mapping[str, Union[str, int, float, bool, None]]]
    consent: Optional[bool]
    external_id: Optional[str]


class NewItem(_ItemFields, total=False):
    """A new item. Without ``sentiment`` it follows from ``rating``, and without either from the message, by rules of the
    server. ``message`` may be empty; ``plan`` is that of the user's account if absent. It is counted by ``tag``, or by
    the first of ``tags``. ``age_seconds`` stands in for ``created_at`` where the clock here may be wrong."""

    sentiment: Sentiment
    rating: Optional[Rating]


class NewRatedItem(_ItemFields):
    """A new item whose sentiment follows from its rating; a :class:`NewItem` may have both."""

    rating: Rating


class ItemChange(TypedDict, total=False):
    """A change of an item. Absent fields stay; None removes a tag or plan."""

    status: Status
    sentiment: Sentiment
    tag: Optional[str]
    plan: Optional[str]
    reason: Optional[str]


class Selection(TypedDict, total=False):
    """A selection of items by their fields. ``"!exports"`` excludes a value, ``""`` selects items without one."""

    tag: OneOrMore
    plan: OneOrMore
    source: OneOrMore
    user: OneOrMore
    sentiment: Union[Sentiment, Sequence[Sentiment], str]
    status: Union[Status, Sequence[Status], str]
    unsure: bool
    language: OneOrMore
    theme: OneOrMore
    metadata: Mapping[str, OneOrMore]
    from_: Time
    to: Time
    timezone: str


class Filters(Selection, total=False):
    """A selection of items by their fields, and by what the message says (``q``)."""

    q: str


class Item(Record):
    """A feedback item."""

    id: str
    user: UserRecord
    message: str
    sentiment: Sentiment
    judgement: Optional[JudgementRecord]
    language: Optional[str]
    source: Optional[str]
    tag: Optional[str]
    tagged_by: Optional[TaggedByRecord]
    theme: Optional[str]
    plan: Optional[str]
    status: Status
    created_at: str
    received_at: str
    updated_at: str
    resolved_at: Optional[str]
    metadata: Optional[Mapping[str, str]]
    consent: Optional[bool]
    external_id: Optional[str]
    revision: int
    highlight: Optional[str]
    likeness: Optional[float]
    folded: Optional[Sequence[str]]


class JudgementRecord(Record):
    """What decided the sentiment of an item; none where the sender or a person said it."""

    by: str
    version: Optional[str]
    unsure: bool
    sure: Optional[float]


class TaggedByRecord(Record):
    """What changed the tag of an item last; none where the sender gave it, or nobody did."""

    kind: str
    rule: Optional[str]
    version: Optional[str]
    run: Optional[str]
    before: Optional[str]
    undone: Optional[bool]


class UserRecord(Record):
    """The person of an item."""

    id: str


class FieldError(Record):
    """What is wrong with a field."""

    field: str
    problem: str
    remedy: str


class BatchLine(Record):
    """The outcome of one line of a batch."""

    line: int
    status: Literal["created", "known", "changed", "differs", "refused", "failed"]
    id: Optional[str]
    fields: Optional[List[str]]
    errors: Optional[List[FieldError]]


class BatchResult(Record):
    """The outcome of a batch, summed over the requests that it took."""

    lines: int
    created: int
    known: int
    changed: Optional[int]
    differs: Optional[int]
    refused: int
    failed: Optional[int]
    results: List[BatchLine]


class HistoryChange(Record):
    """One change of an item: by whom, when and why."""

    revision: int
    at: str
    actor: Optional[str]
    reason: Optional[str]
    changes: List[Record]


class History(Record):
    """The changes of an item, newest first."""

    data: List[HistoryChange]
    whole: bool


class AsOf(Record):
    """What an answer reflects."""

    position: str
    complete: bool


class Figures(Record):
    """Counts of items. ``negative_share`` is None where there are none."""

    positive: int
    neutral: int
    negative: int
    total: int
    open: int
    resolved: int
    negative_share: Optional[float]
    negative_share_interval: Optional[List[float]]
    mean_seconds_to_resolve: Optional[float]


class Row(Figures):
    """The counts of one group."""

    tag: Optional[str]
    plan: Optional[str]
    source: Optional[str]
    user: Optional[str]
    start: Optional[str]


class SentimentTable(Record):
    """Counts by group."""

    rows: List[Row]
    groups: int
    total: Figures
    as_of: AsOf


class Timeline(Record):
    """Counts by time."""

    interval: str
    timezone: str
    rows: List[Row]
    total: Figures
    as_of: AsOf


class Release(Record):
    """A release of a product."""

    version: str
    released_at: str
    title: Optional[str]
    notes: Optional[str]
    tags: List[str]
    updated_at: str


class ReleaseReport(Record):
    """What people said before and after a release."""

    release: Release
    before: Figures
    after: Figures
    tags: List[Record]
    plans: List[Record]
    warnings: List[Record]
    terms: List[Record]
    said: List[Item]
    as_of: AsOf


class Trends(Record):
    """Tags by how unusual their negative items are, and the spikes that were seen."""

    tags: List[Record]
    incidents: List[Record]


class Account(Record):
    """A customer's account."""

    id: str
    name: Optional[str]
    plan: Optional[str]
    users: List[str]
    updated_at: str


class Event(Record):
    """An event, as webhooks and the stream send it.

    ``data`` is the item, of an erased one the id alone; of ``trend.opened`` and ``trend.closed`` the spike, as trends
    list it; of ``theme.grew`` the theme; of ``agreement.low`` the plan, source or language; of ``endpoint.disabled`` the id,
    url and reason of the endpoint.
    """

    id: str
    type: str
    data: Record


Json = Dict[str, Any]
