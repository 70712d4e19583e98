"""HTTP over the standard library: a small pool of connections, deadlines that a slow server cannot stretch, proxies."""

from __future__ import annotations

import http.client
import io
import os
import socket
import ssl
import threading
import time
from typing import Any, Dict, Iterator, List, Optional, Tuple
from urllib.parse import SplitResult, urlsplit

from ._errors import APIConnectionError, APITimeoutError
from ._exchange import Answer, Request, bounded, nothing
from ._network import Deadline, connect, proxy_login, proxy_of, tunnel


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

    def __init__(self, sock: socket.socket, deadline: Deadline):
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
        """Do nothing: http.client calls it before it reads a body that ends with the connection."""

    def abort(self) -> None:
        """Wake a thread that waits for the socket. Only that thread closes it."""
        try:
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
        except OSError:
            pass

    def end(self) -> None:
        # Without a shutdown, which would end the connection in a process that this one was forked from as well.
        self._sock.close()

    def quiet(self) -> bool:
        """Whether the connection stands, and nothing came that a next call would take for its answer."""
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return False
        try:
            self._sock.settimeout(0)
            socket.socket.recv(self._sock, 1, socket.MSG_PEEK)
            return False
        except BlockingIOError:
            return True
        except OSError:
            return False


class _Response(http.client.HTTPResponse):
    """Passes over every interim answer, where http.client passes over 100 alone."""

    def _read_status(self) -> Tuple[str, int, str]:
        known: Any = super()
        version, status, reason = known._read_status()
        return version, 100 if 101 < status < 200 else status, reason


class _Connection(http.client.HTTPConnection):
    """A connection that is open. http.client neither opens it again nor closes it behind the pool's back."""

    response_class = _Response

    def __init__(self, place: Place, sock: socket.socket, deadline: Deadline, proxy: Optional[SplitResult]):
        super().__init__(place[1], place[2])
        self.default_port = 443 if place[0] == "https" else 80
        self.auto_open = 0
        self.proxy = proxy
        self.held = _Socket(sock, deadline)
        known: Any = self.held
        self.sock = known


Place = Tuple[str, str, int]
_STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError)


class StandardTransport:
    """The usual transport. Thread-safe. It honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and trusts the system's certificates."""

    def __init__(self, most_idle: int = 8, idle_seconds: float = 20.0, context: Optional[ssl.SSLContext] = None):
        self._most_idle = most_idle
        self._idle_seconds = idle_seconds
        self._context = context
        self._idle: Dict[Place, List[Tuple[_Connection, float]]] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def send(self, request: Request) -> Answer:
        deadline = Deadline(request.timeout)
        place = _place(request.url)
        try:
            connection = self._take(place)
            if connection is not None:
                try:
                    return self._exchange(connection, place, request, deadline)
                except _STALE:
                    # The server closed the idle connection before it read the request; a new one is free of that.
                    pass
            return self._exchange(self._open(place, deadline), place, request, deadline)
        except (OSError, http.client.HTTPException) as failure:
            raise _told(request, failure) from None

    def close(self) -> None:
        self._after_fork()
        with self._lock:
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for connection, _ in connections:
                connection.held.end()

    # ---- one exchange ----

    def _exchange(self, connection: _Connection, place: Place, request: Request, deadline: Deadline) -> Answer:
        held = connection.held
        held.deadline = deadline
        request.stop.ends(held.abort)
        try:
            whole = _send(connection, place, request)
            answer = connection.getresponse()
            if answer.status < 200:
                raise http.client.HTTPException(f"the server answered {answer.status}")
            received = {name.lower(): value for name, value in answer.getheaders()}
            if request.stream and answer.status < 300:
                return Answer(answer.status, received, b"", _live(held, answer, request), held.end)
            body = bounded(_pieces(answer))
            answer.close()
        except BaseException:
            held.end()
            raise
        request.stop.ends(nothing)
        if whole and not answer.will_close:
            self._give_back(place, connection)
        else:
            held.end()
        return Answer(answer.status, received, body)

    # ---- connections ----

    def _take(self, place: Place) -> Optional[_Connection]:
        self._after_fork()
        with self._lock:
            idle = self._idle.get(place, [])
            while idle:
                connection, since = idle.pop()
                if time.monotonic() - since < self._idle_seconds and connection.held.quiet():
                    return connection
                connection.held.end()
        return None

    def _give_back(self, place: Place, connection: _Connection) -> None:
        self._after_fork()
        with self._lock:
            idle = self._idle.setdefault(place, [])
            if len(idle) < self._most_idle:
                idle.append((connection, time.monotonic()))
                return
        connection.held.end()

    def _after_fork(self) -> None:
        """Leave the connections, and a lock that may be held for ever, to the process that this one was forked from."""
        if self._process != os.getpid():
            self._lock, self._process = threading.Lock(), os.getpid()
            self.close()

    def _open(self, place: Place, deadline: Deadline) -> _Connection:
        scheme, host, port = place
        proxy = proxy_of(scheme, host, port)
        sock = connect(host, port, deadline) if proxy is None else connect(proxy.hostname or "", proxy.port or 80, deadline)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                if proxy is not None:
                    tunnel(sock, host, port, proxy, deadline)
                sock.settimeout(deadline.left())
                self._context = self._context or ssl.create_default_context()
                sock = self._context.wrap_socket(sock, server_hostname=host)
            return _Connection(place, sock, deadline, proxy)
        except BaseException:
            sock.close()
            raise


def _send(connection: _Connection, place: Place, request: Request) -> bool:
    """Send a request, and return whether all of it was taken."""
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = dict(request.headers)
    if connection.proxy is not None and place[0] == "http":
        path = f"http://{parts.netloc}{path}"
        headers.update(proxy_login(connection.proxy))
    try:
        connection.request(request.method, path, request.body, headers)
        return True
    except (BrokenPipeError, ConnectionResetError):
        # A server that refuses a call by its head may answer and close while the body is on its way.
        return False


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    for piece in iter(lambda: answer.read1(65536), b""):
        yield piece
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)


def _live(held: _Socket, answer: http.client.HTTPResponse, request: Request) -> Iterator[bytes]:
    try:
        held.deadline = Deadline(request.idle)
        for piece in _pieces(answer):
            yield piece
            held.deadline = Deadline(request.idle)
    except (OSError, http.client.HTTPException) as failure:
        raise _told(request, failure) from None
    finally:
        request.stop.ends(nothing)
        held.end()


def _place(url: str) -> Place:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _told(request: Request, failure: BaseException) -> APIConnectionError:
    parts = urlsplit(request.url)
    server = f"{parts.scheme}://{parts.netloc}"
    if isinstance(failure, (socket.timeout, TimeoutError)):
        return APITimeoutError(f"{server} did not answer within the time of an attempt.")
    return APIConnectionError(f"{server} cannot be reached, or broke off: {failure or type(failure).__name__}.")
