"""Loop: send customer feedback, and query it.

>>> from loop import Loop
>>> loop = Loop(api_key="sk_…")
>>> loop.feedback.create(user={"id": "u_42"}, message="Export hangs", sentiment="negative")  # doctest: +SKIP
"""

from . import webhooks
from ._async_client import AsyncDownload, AsyncLoop, AsyncPages
from ._client import Download, Loop, Pages
from ._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    ConflictError,
    GoneError,
    InvalidArgumentError,
    ItemErasedError,
    LoopError,
    MissingKeyError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitError,
    ServerError,
    ValidationError,
)
from ._events import StreamEvent
from ._exchange import Answer, Request, Transport
from ._httpx import HttpxTransport
from ._record import Record, Response
from ._transport import StandardTransport
from .webhooks import WebhookVerificationError
from ._types import (
    Account,
    BatchResult,
    Event,
    Figures,
    History,
    Item,
    ItemChange,
    NewItem,
    NewRatedItem,
    NewUser,
    Rating,
    Release,
    ReleaseReport,
    Row,
    Sentiment,
    SentimentTable,
    Status,
    Timeline,
    Trends,
    User,
)

__version__ = "1.0.0"

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Account",
    "Answer",
    "AsyncDownload",
    "AsyncLoop",
    "AsyncPages",
    "AuthenticationError",
    "BatchResult",
    "ConflictError",
    "Download",
    "Event",
    "Figures",
    "GoneError",
    "History",
    "HttpxTransport",
    "InvalidArgumentError",
    "Item",
    "ItemChange",
    "ItemErasedError",
    "Loop",
    "LoopError",
    "MissingKeyError",
    "NewItem",
    "NewRatedItem",
    "NewUser",
    "NotFoundError",
    "Pages",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitError",
    "Rating",
    "Record",
    "Release",
    "ReleaseReport",
    "Request",
    "Response",
    "Row",
    "Sentiment",
    "SentimentTable",
    "ServerError",
    "StandardTransport",
    "Status",
    "StreamEvent",
    "Timeline",
    "Transport",
    "Trends",
    "User",
    "ValidationError",
    "WebhookVerificationError",
    "webhooks",
]

