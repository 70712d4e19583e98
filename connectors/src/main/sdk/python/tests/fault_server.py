"""A server that keeps items as Loop does, and plays one fault after another."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from typing import Callable, Dict, List, Optional, Tuple

Fault = Callable[["Connection"], None]


class Connection:
    """One request, with what a fault needs to play with it."""

    def __init__(self, server: "FaultServer", sock: socket.socket, method: str, path: str, headers: Dict[str, str], body: bytes):
        self.server, self.sock = server, sock
        self.method, self.path, self.headers, self.body = method, path, headers, body

    def store(self) -> Tuple[int, dict]:
        """Do what is asked, once for each idempotency key."""
        if self.method == "DELETE":
            known = self.server.items.pop(self.path, None)
            return (204, {}) if known else (404, {"type": "/docs/problems#not-found", "title": "There is no such item"})
        key = self.headers.get("idempotency-key", "")
        if self.path.startswith("/v1/feedback/batch"):
            lines = self.body.splitlines()
            known = key in self.server.items
            self.server.items.setdefault(key, {"lines": len(lines)})
            created = 0 if known else len(lines)
            return 202, {"lines": len(lines), "created": created, "known": len(lines) - created, "refused": 0, "results": []}
        status = 200 if key in self.server.items else 201
        self.server.items.setdefault(key, {"id": f"fb_{len(self.server.items)}", **json.loads(self.body or b"{}")})
        return status, self.server.items[key]

    def answer(self, status: int, value: object, headers: str = "") -> None:
        self.sock.sendall(message(status, json.dumps(value).encode(), headers))

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Leaves the handler, which closes the socket and its reader: while one of them is open, nothing is reset.
        raise ConnectionAbortedError


def message(status: int, body: bytes, headers: str = "", length: Optional[int] = None) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return (head + headers + "\r\n").encode() + body


def proper(connection: Connection) -> None:
    status, item = connection.store()
    connection.answer(status, item)


class FaultServer:
    """Plays ``faults`` in turn, one for each request, and then answers properly."""

    def __init__(self, *faults: Fault):
        self.faults: List[Fault] = list(faults)
        self.items: Dict[str, dict] = {}
        self.requests: List[Connection] = []
        self._ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def wait(self, seconds: float) -> None:
        self._ended.wait(seconds)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock, sock.makefile("rb") as lines:
            try:
                while True:
                    first = lines.readline().decode()
                    if not first:
                        return
                    method, path, _ = first.split(" ")
                    headers: Dict[str, str] = {}
                    for line in iter(lines.readline, b"\r\n"):
                        name, _, value = line.decode().partition(":")
                        headers[name.lower()] = value.strip()
                    body = lines.read(int(headers.get("content-length", "0")))
                    connection = Connection(self, sock, method, path, headers, body)
                    self.requests.append(connection)
                    (self.faults.pop(0) if self.faults else proper)(connection)
            except OSError:
                return

    def __enter__(self) -> "FaultServer":
        return self

    def __exit__(self, *failure: object) -> None:
        self._ended.set()
        self._listener.close()


# ---- faults ----


def silent_before(connection: Connection) -> None:
    connection.server.wait(30)


def silent_after(connection: Connection) -> None:
    connection.store()
    connection.server.wait(30)


def dripping(connection: Connection) -> None:
    connection.store()
    for byte in message(201, b'{"id":"fb_0"}'):
        connection.sock.sendall(bytes([byte]))
        if connection.server._ended.wait(0.1):
            return


def reset_before(connection: Connection) -> None:
    connection.reset()


def reset_after(connection: Connection) -> None:
    connection.store()
    connection.reset()


def cut(connection: Connection) -> None:
    status, item = connection.store()
    body = json.dumps(item).encode()
    connection.sock.sendall(message(status, body[: len(body) // 2], length=len(body)))
    connection.reset()


def half_json(connection: Connection) -> None:
    connection.store()
    connection.sock.sendall(message(201, b'{"id":'))


def refused(status: int, headers: str = "", type: str = "busy") -> Fault:
    def play(connection: Connection) -> None:
        connection.answer(status, {"type": f"/docs/problems#{type}", "title": "No", "status": status, "detail": "Not now."}, headers)

    return play


def http_date(seconds_from_now: float, skew: float) -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + skew + seconds_from_now))
