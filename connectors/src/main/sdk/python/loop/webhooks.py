"""Verification of webhooks (Standard Webhooks, and Loop-Signature on demand)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from typing import Any, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Tuple, Union, cast

from ._errors import LoopError
from ._types import Event

Reason = Literal["missing-header", "timestamp", "signature", "parsed-body", "secret"]
Headers = Union[Mapping[str, Any], Iterable[Tuple[str, str]]]

TOLERANCE_SECONDS = 300


class WebhookVerificationError(LoopError):
    """The request is not proven to be from Loop. ``reason`` is a word for programs."""

    def __init__(self, reason: Reason, message: str):
        super().__init__(message)
        self.reason: Reason = reason

    def __reduce__(self) -> Any:
        return type(self), (self.reason, str(self))


def verify(
    body: Union[str, bytes, bytearray, memoryview],
    headers: Headers,
    secret: Union[str, Sequence[str]],
    *,
    tolerance: float = TOLERANCE_SECONDS,
    scheme: Literal["webhook-signature", "loop-signature"] = "webhook-signature",
    now: Optional[float] = None,
) -> Event:
    """Check the signature and the time of a request, and return its event.

    ``body`` is the raw body, ``secret`` one or several ``whsec_…``. The default scheme covers id, time and body.
    ``loop-signature`` covers the body alone, so that an old request cannot be told from a new one.

    Raises WebhookVerificationError.
    """
    if not isinstance(body, (str, bytes, bytearray, memoryview)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise WebhookVerificationError(
            "parsed-body", "The body is already parsed: pass the raw bytes, as a framework gives them before it reads JSON."
        )
    # Half of a surrogate pair is kept as bytes that no signature covers.
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
    found = _lower(headers)
    secrets = [secret] if isinstance(secret, str) else list(secret or [])
    # Anybody can sign by an empty secret.
    if not secrets or not all(isinstance(one, str) and one.replace("whsec_", "", 1).strip() for one in secrets):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise WebhookVerificationError("secret", "There is no secret, or an empty one: pass the whsec_… of the endpoint.")
    if scheme == "webhook-signature":
        _standard(raw, found, secrets, tolerance, time.time() if now is None else now)
    else:
        _own(raw, found, secrets)
    try:
        return Event(json.loads(raw))
    except (ValueError, RecursionError):
        raise WebhookVerificationError("signature", "The body is signed, and is no JSON.") from None


def _standard(raw: bytes, headers: Dict[str, str], secrets: List[str], tolerance: float, now: float) -> None:
    message_id = _needed(headers, "webhook-id")
    stamp = _needed(headers, "webhook-timestamp")
    signatures = _needed(headers, "webhook-signature")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 15:
        raise WebhookVerificationError("timestamp", "webhook-timestamp is not a number of seconds.")
    if abs(now - int(stamp)) > tolerance:
        raise WebhookVerificationError(
            "timestamp", f"webhook-timestamp is more than {tolerance:g} s from this machine's clock: check the clock."
        )
    signed = f"{message_id}.{stamp}.".encode("utf-8") + raw
    expected = [hmac.new(_decoded(secret), signed, hashlib.sha256).digest() for secret in secrets]
    right = False
    for entry in signatures.replace(", ", " ").split():
        version, _, text = entry.partition(",")
        if version != "v1":
            continue
        try:
            given = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        for one in expected:
            right |= hmac.compare_digest(given, one)
    _require(right)


def _own(raw: bytes, headers: Dict[str, str], secrets: List[str]) -> None:
    given = [_needed(headers, "loop-signature"), headers.get("loop-signature-previous", "")]
    right = False
    for secret in secrets:
        expected = hmac.new(secret.encode("utf-8"), raw, hashlib.sha256).hexdigest().encode()
        for text in given:
            right |= hmac.compare_digest(text.rpartition("=")[2].lower().encode("utf-8"), expected)
    _require(right)


def _require(right: bool) -> None:
    if not right:
        raise WebhookVerificationError(
            "signature", "No signature fits: check the secret, and that the body is the raw one, byte by byte."
        )


def _needed(headers: Dict[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        raise WebhookVerificationError("missing-header", f"The header {name} is missing.")
    return value


def _decoded(secret: str) -> bytes:
    text = secret[len("whsec_") :] if secret.startswith("whsec_") else secret
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise WebhookVerificationError("secret", "The secret is not of the form whsec_ and base64.") from None


def _lower(headers: Headers) -> Dict[str, str]:
    given: Any = headers
    # The headers of http.server, for example, are no Mapping and have items all the same.
    pairs: Iterable[Tuple[Any, Any]] = given.items() if hasattr(given, "items") else given
    found: Dict[str, str] = {}
    for name, value in pairs:
        key = _text(name).lower()
        found[key] = f"{found.get(key, '')} {_text(value)}".strip()
    return found


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(_text(one) for one in cast(List[Any], value))
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return "" if value is None else str(value)
