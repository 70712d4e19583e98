"""Errors. None of them contains the API key."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence


class LoopError(Exception):
    """The root of all errors that this package raises."""


class MissingKeyError(LoopError):
    """There is no API key: neither ``api_key`` nor ``LOOP_API_KEY`` is set."""


class InvalidArgumentError(LoopError, ValueError):
    """An argument is invalid. Nothing was sent."""


class APIConnectionError(LoopError):
    """The server did not answer. The message names the server and the cause."""


class APITimeoutError(APIConnectionError):
    """The time for an attempt, or for the whole call, is over."""


class APIError(LoopError):
    """The server refused the call (RFC 9457).

    ``status`` is the HTTP status, ``type`` the name of the problem in ``/docs/problems``, ``errors`` the invalid fields,
    ``retry_after`` the seconds after which a new attempt makes sense, and ``request_id`` names the call in the server's log.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], request_id: Optional[str], retry_after: Optional[float]):
        self._made_of = (status, dict(problem), request_id, retry_after)
        self.status = status
        self.type: Optional[str] = str(problem.get("type", "")).rpartition("#")[2] or None
        # A gateway before the server may answer with fields of these names and another form.
        self.title: Optional[str] = _text(problem.get("title"))
        self.detail: Optional[str] = _text(problem.get("detail"))
        self.remedy: Optional[str] = _text(problem.get("remedy"))
        errors: Any = problem.get("errors")
        self.errors: Sequence[Mapping[str, str]] = errors if isinstance(errors, list) else []
        self.request_id = request_id
        self.retry_after = retry_after
        said = " ".join(part for part in (self.detail or self.title, self.remedy) if part)
        super().__init__(f"{status}: {said or 'The server gave no reason.'}" + (f" ({request_id})" if request_id else ""))

    def __reduce__(self) -> Any:
        return type(self), self._made_of


def _text(value: Any) -> Optional[str]:
    return value if value is None or isinstance(value, str) else str(value)


class ValidationError(APIError):
    """400 or 422: a field or parameter is invalid; ``errors`` names each."""


class AuthenticationError(APIError):
    """401: the key is missing, unknown or revoked."""


class PermissionDeniedError(APIError):
    """403: the key lacks the scope that the call needs."""


class NotFoundError(APIError):
    """404: there is no such thing."""


class ConflictError(APIError):
    """409: the call contradicts the state of the server."""


class ItemErasedError(ConflictError):
    """409: the item was erased, and its id does not come back."""


class GoneError(APIError):
    """410: what was asked for is no longer kept."""


class PreconditionFailedError(APIError):
    """412: the item has changed since the revision that ``if_match`` names."""


class RateLimitError(APIError):
    """429: too many calls; ``retry_after`` tells when to call again."""


class ServerError(APIError):
    """5xx: the server cannot answer at present."""


_BY_TYPE = {"item-erased": ItemErasedError}
_BY_STATUS = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: PreconditionFailedError,
    422: ValidationError,
    429: RateLimitError,
}


def error_of(status: int, problem: Mapping[str, Any], request_id: Optional[str], retry_after: Optional[float]) -> APIError:
    """Return the error for an answer. The name of the problem decides before the status."""
    name = str(problem.get("type", "")).rpartition("#")[2]
    kind = _BY_TYPE.get(name) or _BY_STATUS.get(status) or (ServerError if status >= 500 else APIError)
    return kind(status, problem, request_id, retry_after)
