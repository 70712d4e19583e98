"""Answers of the server as objects."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Type, TypeVar, cast, get_args, get_type_hints

_WORD_START = re.compile(r"_([a-z])")


def camel(name: str) -> str:
    """Return the name of a field as the API spells it: ``created_at`` is ``createdAt``, ``from_`` is ``from``."""
    return _WORD_START.sub(lambda found: found.group(1).upper(), name).rstrip("_")


@dataclass(frozen=True)
class Response:
    """The HTTP side of an answer."""

    status: int
    headers: Mapping[str, str]
    """Header names are in lower case."""

    @property
    def request_id(self) -> Optional[str]:
        """The name of the call in the server's log."""
        return self.headers.get("x-request-id")

    @property
    def position(self) -> Optional[str]:
        """The position of a write: a read that passes it on sees the write."""
        return self.headers.get("loop-position")

    @property
    def etag(self) -> Optional[str]:
        """The revision of an item, for ``if_match``."""
        return self.headers.get("etag")

    @property
    def replayed(self) -> bool:
        """Whether the item was known before this call."""
        return self.headers.get("idempotent-replayed") == "true"


class Record(Mapping[str, Any]):
    """An object of an answer: ``item.created_at`` and ``item["createdAt"]`` are the same.

    A record keeps every field that the server sent, also those that this version of the package does not know. A field
    that is declared and absent is None as an attribute, and a KeyError as a key. A field that is called like a method of
    a mapping, such as ``items``, is read as a key.
    """

    def __init__(self, data: Mapping[str, Any], response: Optional[Response] = None):
        self._data = data
        self._response = response

    @property
    def response(self) -> Response:
        """Status and headers of the answer. Only the outermost record of an answer has them."""
        if self._response is None:
            raise AttributeError("response")
        return self._response

    def to_dict(self) -> Dict[str, Any]:
        """Return the object as the server sent it."""
        return dict(self._data)

    def __getitem__(self, key: str) -> Any:
        return _wrapped(self._data[key], _kinds(type(self)).get(key, Record))

    # Type checkers see the declared fields alone, so that a misspelt one is an error.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # copy and pickle ask for such names before there is any data.
            if name.startswith("_"):
                raise AttributeError(name)
            if name == "response":
                raise AttributeError("Only the outermost record of an answer has a response.")
            wire = camel(name)
            if wire in self._data:
                return self[wire]
            if wire in _kinds(type(self)):
                return None
            raise AttributeError(f"{type(self).__name__} has no field {name!r}; its fields are {', '.join(self._data)}.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Record):
            return self._data == other._data
        return self._data == other

    def __hash__(self) -> int:
        return hash(frozenset(self._data))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self._data)!r})"


@functools.lru_cache(maxsize=None)
def _kinds(kind: Type[Record]) -> Dict[str, Type[Record]]:
    """Return the declared fields, each with the kind of the records in it."""
    return {camel(name): _kind_within(hint) or Record for name, hint in get_type_hints(kind).items()}


def _kind_within(hint: Any) -> Optional[Type[Record]]:
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint
    return next((kind for kind in map(_kind_within, get_args(hint)) if kind), None)


def _wrapped(value: Any, kind: Type[Record]) -> Any:
    if isinstance(value, dict):
        return kind(cast(Dict[str, Any], value))
    if isinstance(value, list):
        return [_wrapped(one, kind) for one in cast(List[Any], value)]
    return value


R = TypeVar("R", bound=Record)


def record(kind: Type[R], data: Any, response: Optional[Response]) -> R:
    """Make a record of decoded JSON."""
    return kind(cast(Mapping[str, Any], data if isinstance(data, dict) else {}), response)
