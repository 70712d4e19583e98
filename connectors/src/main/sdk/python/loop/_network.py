"""Connections to a server or proxy within a deadline."""

from __future__ import annotations

import base64
import socket
import threading
import time
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from ._errors import InvalidArgumentError

_LONGEST = 1e6


class Deadline:
    """The instant at which a read or write gives up; each operation gets what is left."""

    def __init__(self, seconds: float):
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise socket.timeout("the time is over")
        return min(left, _LONGEST)


Address = Tuple[int, int, int, Any]


def _addresses(host: str, port: int, deadline: Deadline) -> List[Address]:
    """Look up a name. The system's look-up knows no time-out, so it has a thread that may be left behind."""
    found: List[List[Address]] = []
    failed: List[Exception] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
            found.append([(family, kind, protocol, address) for family, kind, protocol, _, address in answers])
        except (OSError, UnicodeError) as failure:
            failed.append(failure)

    try:
        thread = threading.Thread(target=look_up, name="loop-look-up", daemon=True)
        thread.start()
        thread.join(deadline.left())
    except RuntimeError:
        # A program that ends starts no threads.
        look_up()
    if found:
        return found[0]
    if failed:
        raise ConnectionError(f"the name cannot be looked up ({failed[0]})")
    raise socket.timeout("the time is over")


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; a silent one leaves time for the others."""
    addresses = _addresses(host, port, deadline)
    failure: OSError = ConnectionError("the name has no address")
    for at, (family, kind, protocol, address) in enumerate(addresses):
        seconds = deadline.left() / (len(addresses) - at)
        sock: Optional[socket.socket] = None
        try:
            sock = socket.socket(family, kind, protocol)
            sock.settimeout(seconds)
            sock.connect(address)
            return sock
        except OSError as refused:
            failure = refused
            if sock is not None:
                sock.close()
    raise failure


# ---- proxies ----


def proxy_of(scheme: str, host: str, port: int) -> Optional[SplitResult]:
    """Return the proxy that the environment names for a server."""
    proxy = getproxies().get(scheme)
    shown = f"[{host}]" if ":" in host else host
    if not proxy or any(proxy_bypass(name) for name in (host, shown, f"{shown}:{port}")):
        return None
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        if parts.scheme == "http" and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise InvalidArgumentError(f"{scheme.upper()}_PROXY is no address such as http://proxy.example.com:3128.")


def proxy_login(proxy: SplitResult) -> Dict[str, str]:
    if proxy.username is None:
        return {}
    login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}


def tunnel(sock: socket.socket, host: str, port: int, proxy: SplitResult, deadline: Deadline) -> None:
    """Ask a proxy for a connection to a server."""
    named = f"[{host}]:{port}" if ":" in host else f"{host.encode('idna').decode()}:{port}"
    lines = [f"CONNECT {named} HTTP/1.1", f"Host: {named}"]
    lines += [f"{name}: {value}" for name, value in proxy_login(proxy).items()]
    sock.settimeout(deadline.left())
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
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
