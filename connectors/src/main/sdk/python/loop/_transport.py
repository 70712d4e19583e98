"""HTTP over the standard library: a small pool of connections, deadlines that a slow server cannot stretch, proxies."""

from __future__ import annotations

import base64
import http.client
import io
import socket
import ssl
import threading
import time
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Protocol, Tuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from ._errors import APIConnectionError, APITimeoutError


class Request:
    """One attempt of a call. ``idle`` limits the silence of a streamed answer; ``timeout`` the whole attempt."""

    def __init__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Optional[bytes],
        timeout: float,
        stream: bool = False,
        idle: float = 60.0,
    ):
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.stream = stream
        self.idle = idle


class Answer:
    """An answer: all of its body, or its pieces as they come. Header names are in lower case."""

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        pieces: Optional[Iterator[bytes]] = None,
        close: Callable[[], None] = lambda: None,
    ):
        self.status = status
        self.headers = headers
        self.body = body
        self.pieces = pieces
        self.close = close


class Transport(Protocol):
    """Makes one attempt. It raises APIConnectionError or APITimeoutError, follows no redirect, and repeats nothing."""

    def send(self, request: Request) -> Answer: ...

    def close(self) -> None: ...


class _Deadline:
    """The instant at which a read or write gives up; each operation gets what is left."""

    def __init__(self, seconds: float):
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise socket.timeout("the time is over")
        return left


class _Timed(io.RawIOBase):
    """Reads a socket so that many small pieces cannot outlast the deadline, as a time-out for each read would let them."""

    def __init__(self, sock: socket.socket, owner: _Socket):
        super().__init__()
        self._sock = sock
        self._owner = owner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._owner.deadline.left())
        return self._sock.recv_into(buffer)


class _Socket:
    """What http.client needs of a socket, under a deadline that every request sets anew."""

    def __init__(self, sock: socket.socket, deadline: _Deadline):
        self._sock = sock
        self.deadline = deadline

    def makefile(self, mode: str = "rb", buffering: int = -1) -> io.BufferedReader:
        return io.BufferedReader(_Timed(self._sock, self))

    def sendall(self, data: Any) -> None:
        view = memoryview(data)
        while len(view) > 0:
            self._sock.settimeout(self.deadline.left())
            view = view[self._sock.send(view) :]

    def close(self) -> None:
        self._sock.close()


Place = Tuple[str, str, int]


class StandardTransport:
    """The usual transport. Thread-safe. It honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and trusts the system's certificates."""

    def __init__(self, most_idle: int = 8, idle_seconds: float = 20.0, context: Optional[ssl.SSLContext] = None):
        self._most_idle = most_idle
        self._idle_seconds = idle_seconds
        self._context = context
        self._idle: Dict[Place, List[Tuple[http.client.HTTPConnection, float]]] = {}
        self._lock = threading.Lock()

    def send(self, request: Request) -> Answer:
        deadline = _Deadline(request.timeout)
        place = _place(request.url)
        connection = self._take(place)
        if connection is not None:
            try:
                return self._exchange(connection, place, request, deadline)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server closed the idle connection before it read the request; a new one is free of that.
                connection.close()
            except OSError as failure:
                connection.close()
                raise _told(request, failure) from None
            except http.client.HTTPException as failure:
                connection.close()
                raise _told(request, failure) from None
        connection = None
        try:
            connection = self._open(place, deadline)
            return self._exchange(connection, place, request, deadline)
        except (OSError, http.client.HTTPException) as failure:
            if connection is not None:
                connection.close()
            raise _told(request, failure) from None

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for connection, _ in connections:
                connection.close()

    # ---- one exchange ----

    def _exchange(
        self, connection: http.client.HTTPConnection, place: Place, request: Request, deadline: _Deadline
    ) -> Answer:
        held: Any = connection.sock
        held.deadline = deadline
        parts = urlsplit(request.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        proxy = _proxy(place)
        headers = dict(request.headers)
        if proxy is not None and place[0] == "http":
            path = f"http://{parts.netloc}{path}"
            headers.update(_proxy_login(proxy))
        connection.request(request.method, path, request.body, headers)
        answer = connection.getresponse()
        received = {name.lower(): value for name, value in answer.getheaders()}
        if request.stream and answer.status < 300:
            return Answer(answer.status, received, b"", _pieces(connection, answer, held, request), connection.close)
        body = answer.read()
        if answer.will_close:
            connection.close()
        else:
            self._give_back(place, connection)
        return Answer(answer.status, received, body)

    # ---- connections ----

    def _take(self, place: Place) -> Optional[http.client.HTTPConnection]:
        with self._lock:
            idle = self._idle.get(place, [])
            while idle:
                connection, since = idle.pop()
                if time.monotonic() - since < self._idle_seconds:
                    return connection
                connection.close()
        return None

    def _give_back(self, place: Place, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            idle = self._idle.setdefault(place, [])
            if len(idle) < self._most_idle:
                idle.append((connection, time.monotonic()))
                return
        connection.close()

    def _open(self, place: Place, deadline: _Deadline) -> http.client.HTTPConnection:
        scheme, host, port = place
        proxy = _proxy(place)
        connect_to = (host, port)
        if proxy is not None:
            parts = urlsplit(proxy)
            connect_to = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        sock = socket.create_connection(connect_to, deadline.left())
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                if proxy is not None:
                    _tunnel(sock, host, port, proxy, deadline)
                sock.settimeout(deadline.left())
                sock = (self._context or ssl.create_default_context()).wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        connection = http.client.HTTPConnection(host, port)
        held: Any = _Socket(sock, deadline)
        connection.sock = held
        # A connection that broke is not opened again behind the pool's back.
        connection.auto_open = 0
        return connection


def _pieces(
    connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, held: Any, request: Request
) -> Iterator[bytes]:
    try:
        while True:
            held.deadline = _Deadline(request.idle)
            piece = answer.read1(65536)
            if not piece:
                return
            yield piece
    except (OSError, http.client.HTTPException) as failure:
        raise _told(request, failure) from None
    finally:
        connection.close()


def _place(url: str) -> Place:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _proxy(place: Place) -> Optional[str]:
    scheme, host, port = place
    proxy = getproxies().get(scheme)
    if not proxy or proxy_bypass(f"{host}:{port}") or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _proxy_login(proxy: str) -> Dict[str, str]:
    parts = urlsplit(proxy)
    if parts.username is None:
        return {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}


def _tunnel(sock: socket.socket, host: str, port: int, proxy: str, deadline: _Deadline) -> None:
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {named} HTTP/1.1", f"Host: {named}"]
    lines += [f"{name}: {value}" for name, value in _proxy_login(proxy).items()]
    held = _Socket(sock, deadline)
    held.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    # Byte by byte: what follows the head belongs to TLS.
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        sock.settimeout(deadline.left())
        byte = sock.recv(1)
        if not byte or len(head) > 16384:
            raise ConnectionError("the proxy ended the connection")
        head += byte
    status = head.split(b" ", 2)[1:2]
    if status != [b"200"]:
        raise ConnectionError(f"the proxy answered {b''.join(status).decode('latin-1', 'replace')}")


def _told(request: Request, failure: BaseException) -> APIConnectionError:
    parts = urlsplit(request.url)
    server = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    if isinstance(failure, (socket.timeout, TimeoutError)):
        return APITimeoutError(f"{server} did not answer within the time of an attempt.")
    return APIConnectionError(f"{server} cannot be reached, or broke off: {failure or type(failure).__name__}.")
