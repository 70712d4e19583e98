"""A transport on httpx, for programs that configure their HTTP there already. It needs ``pip install loop-feedback[httpx]``."""

from __future__ import annotations

from typing import Any, Iterator

from ._errors import APIConnectionError, APITimeoutError
from ._exchange import Answer, Request, bounded


class HttpxTransport:
    """Sends by an ``httpx.Client`` of the caller, which its owner closes.

    httpx limits each read and not the whole attempt, so that a server that sends byte by byte can outlast ``timeout``.
    """

    def __init__(self, client: Any):
        self._client = client

    def send(self, request: Request) -> Answer:
        import httpx  # pyright: ignore

        known: Any = httpx
        client = self._client
        limit = request.idle if request.stream else request.timeout
        try:
            sent = client.build_request(
                request.method, request.url, headers=dict(request.headers), content=request.body, timeout=limit
            )
            answer = client.send(sent, stream=True, follow_redirects=False)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            if request.stream and answer.status_code < 300:
                return Answer(answer.status_code, headers, b"", _pieces(answer, known), answer.close)
            return Answer(answer.status_code, headers, bounded(_pieces(answer, known)))
        except known.TimeoutException:
            raise APITimeoutError("The server did not answer within the time of an attempt.") from None
        except known.HTTPError as failure:
            raise APIConnectionError(f"The server cannot be reached, or broke off: {type(failure).__name__}.") from None

    def close(self) -> None:
        """Leave the client open: it belongs to the caller."""


def _pieces(answer: Any, known: Any) -> Iterator[bytes]:
    try:
        yield from answer.iter_bytes()
    except known.HTTPError as failure:
        raise APIConnectionError(f"The stream broke off: {type(failure).__name__}.") from None
    finally:
        answer.close()
