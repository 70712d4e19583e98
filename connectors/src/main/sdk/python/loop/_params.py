"""Parameters of questions, as keyword arguments."""

from __future__ import annotations

from typing import Literal, Optional, Sequence, TypedDict

from ._types import Filters, Interval, OneOrMore, Selection, Time


class SearchParameters(Selection, total=False):
    """Parameters of a search. ``limit`` is the size of a page.

    ``like`` is the id of an item, ``similar`` a text: the items nearest in meaning, a thousand at most.
    ``fold`` leaves out items that say nearly the same as one before them.
    """

    sort: Literal["newest", "relevance"]
    like: str
    similar: str
    fold: bool
    facets: Sequence[Literal["tag", "plan", "source", "sentiment", "status"]]
    limit: int
    partial: bool


class ListParameters(SearchParameters, total=False):
    """Parameters of a list."""

    q: str


class SentimentParameters(Filters, total=False):
    """Parameters of counts."""

    group_by: OneOrMore
    sort: str
    limit: int
    other: bool
    compare: Literal["previous"]
    partial: bool


class TimelineParameters(SentimentParameters, total=False):
    """Parameters of counts over time."""

    interval: Interval


class TrendParameters(TypedDict, total=False):
    """Parameters of spikes."""

    tag: OneOrMore
    plan: OneOrMore
    source: OneOrMore
    since: Time
    state: Literal["open", "closed"]
    limit: int


class ReportParameters(TypedDict, total=False):
    """Parameters of a release report. ``window`` and ``baseline`` are such as ``7d``."""

    window: str
    baseline: str
    stratify: Literal["plan", "source"]
    tag: OneOrMore
    plan: OneOrMore
    source: OneOrMore
    user: OneOrMore


class StreamFilters(Filters, total=False):
    """A selection of live events."""


class NewRelease(TypedDict, total=False):
    """A release."""

    title: Optional[str]
    notes: Optional[str]
    tags: Optional[Sequence[str]]


class NewAccount(TypedDict, total=False):
    """An account, whole: what is absent is emptied."""

    name: Optional[str]
    plan: Optional[str]
    users: Optional[Sequence[str]]
