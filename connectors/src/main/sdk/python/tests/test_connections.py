"""Odd answers, connections that others closed or share, proxies, names and cancelled calls."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import tempfile
import threading
import time
import unittest
import warnings
from unittest.mock import patch

import fault_server as fault
from fault_server import FaultServer

from loop import APIConnectionError, APITimeoutError, AsyncLoop, AuthenticationError, InvalidArgumentError, Loop, LoopError
from loop import _exchange, _network

JSON = json.dumps({"id": "fb_1", "message": "x" * 50_000}).encode()


def raw(*parts: bytes, close: bool = False) -> fault.Fault:
    """Send parts one after another, each in a packet of its own."""

    def play(connection: fault.Connection) -> None:
        for part in parts:
            connection.sock.sendall(part)
            time.sleep(0.05)
        if close:
            connection.sock.shutdown(socket.SHUT_RDWR)

    return play


def client(url: str, **options: object) -> Loop:
    return Loop("sk_x", base_url=url, **{"timeout": 10.0, "max_retries": 0, **options})  # type: ignore[arg-type]


class Answers(unittest.TestCase):
    def test_should_read_all_of_an_answer_when_it_ends_with_the_connection(self) -> None:
        length = f"Content-Length: {len(JSON)}\r\n".encode()
        for head in (b"HTTP/1.0 200 OK\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + length):
            with self.subTest(head), FaultServer(raw(head + b"\r\n", JSON, close=True)) as server, client(server.url) as loop:
                self.assertEqual(50_000, len(loop.feedback.get("fb_1").message))
            with FaultServer(raw(head + b"\r\n", JSON, close=True)) as server, client(server.url) as loop:
                self.assertEqual(JSON, b"".join(loop.feedback.download()))

    def test_should_wait_for_the_final_answer_when_there_are_interim_ones(self) -> None:
        interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        with FaultServer(raw(interim, fault.message(200, b'{"id":"fb_1"}'))) as server, client(server.url) as loop:
            self.assertEqual("fb_1", loop.feedback.get("fb_1").id)
        with FaultServer(raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")) as server, client(server.url) as loop:
            with self.assertRaises(APIConnectionError):
                loop.feedback.get("fb_1")

    def test_should_refuse_an_answer_when_it_is_no_object(self) -> None:
        for body in (b"", b"null", b"[]", b"[" * 100_000):
            with FaultServer(raw(fault.message(200, body))) as server, client(server.url) as loop:
                with self.assertRaises(APIConnectionError):
                    loop.feedback.get("fb_1")

    def test_should_remove_a_file_when_its_answer_is_cut(self) -> None:
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nff\r\nab"
        for answer in (fault.message(200, b"half", length=8), chunked):
            with FaultServer(raw(answer, close=True)) as server, tempfile.TemporaryDirectory() as directory:
                path = os.path.join(directory, "items.csv")
                with self.assertRaises(APIConnectionError):
                    client(server.url).feedback.download("csv").save(path)
                self.assertEqual([], os.listdir(directory))

    def test_should_refuse_to_save_a_file_twice(self) -> None:
        with FaultServer(raw(fault.message(200, b"all"))) as server, tempfile.TemporaryDirectory() as directory:
            file = client(server.url).feedback.download("csv")
            self.assertEqual(3, file.save(os.path.join(directory, "a")))
            with self.assertRaises(LoopError):
                file.save(os.path.join(directory, "b"))
            self.assertEqual(["a"], os.listdir(directory))

    def test_should_bound_memory_when_an_answer_is_endless(self) -> None:
        sent = []

        def endless(connection: fault.Connection) -> None:
            connection.sock.sendall(b"HTTP/1.1 %d OK\r\nContent-Length: 3000000000\r\n\r\n" % (400 if sent else 200))
            sent.append(connection)
            while not connection.server._ended.is_set():
                connection.sock.sendall(bytes(1 << 16))

        with FaultServer(endless, endless) as server, patch.object(_exchange, "MOST_ANSWER", 1 << 20):
            for _ in range(2):
                with self.assertRaises(LoopError) as caught:
                    client(server.url, max_retries=2).feedback.get("fb_1")
                self.assertIn("128 MiB", str(caught.exception))
            self.assertEqual(2, len(server.requests))

    def test_should_tell_the_refusal_when_the_server_reads_no_body(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def refuse() -> None:
                for _ in range(2):
                    sock, _ = listener.accept()
                    with sock:
                        sock.recv(1000)
                        sock.sendall(fault.message(401, b"{}", "Connection: close\r\n"))

            threading.Thread(target=refuse, daemon=True).start()
            loop = client(f"http://127.0.0.1:{listener.getsockname()[1]}")
            with self.assertRaises(AuthenticationError):
                loop.feedback.create(user={"id": "u"}, message="x" * (16 << 20), sentiment="neutral")


class Connections(unittest.TestCase):
    def test_should_not_take_what_nobody_asked_for_as_an_answer(self) -> None:
        other = fault.message(200, b'{"id":"wrong"}')
        with FaultServer(raw(b"HTTP/1.1 204 No Content\r\n\r\n", other)) as server, client(server.url) as loop:
            loop.feedback.erase("fb_1")
            time.sleep(0.2)
            server.faults.append(raw(fault.message(200, b'{"id":"right"}')))
            self.assertEqual("right", loop.feedback.get("fb_1").id)

    @unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
    def test_should_share_no_connection_with_a_forked_process(self) -> None:
        with FaultServer() as server, client(server.url) as loop:
            create = {"user": {"id": "u"}, "message": "m", "sentiment": "neutral"}
            loop.feedback.create(**create)  # type: ignore[arg-type]
            with loop._core.transport._lock, warnings.catch_warnings():  # type: ignore[attr-defined]
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
                if child == 0:
                    signal.alarm(10)
                    try:
                        loop.feedback.create(**create)  # type: ignore[arg-type]
                        os._exit(0)
                    finally:
                        os._exit(1)
                self.assertEqual(0, os.waitpid(child, 0)[1])
            loop.feedback.create(**create)  # type: ignore[arg-type]
            first, forked, last = [request.sock for request in server.requests]
            self.assertIsNot(first, forked)
            self.assertIs(first, last)

    def test_should_reach_the_server_when_its_first_address_is_silent(self) -> None:
        with socket.socket() as silent, FaultServer() as server:
            silent.bind(("127.0.0.1", 0))
            silent.listen(0)
            waiting = [socket.socket() for _ in range(4)]
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(silent.getsockname())
            good = int(server.url.rpartition(":")[2])
            found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port)) for port in (silent.getsockname()[1], good)]
            with patch.object(socket, "getaddrinfo", lambda *given: found):
                sock = _network.connect("loop.invalid", 80, _network.Deadline(1.0))
            self.assertEqual(good, sock.getpeername()[1])
            began = time.monotonic()
            with patch.object(socket, "getaddrinfo", lambda *given: found[:1] * 8), self.assertRaises(socket.timeout):
                _network.connect("loop.invalid", 80, _network.Deadline(0.3))
            self.assertLess(time.monotonic() - began, 2.0)
            for one in [sock, *waiting]:
                one.close()

    def test_should_keep_to_the_limit_when_the_look_up_of_a_name_hangs(self) -> None:
        ended = threading.Event()
        with patch.object(socket, "getaddrinfo", lambda *given: [] if ended.wait(20) else []):
            began = time.monotonic()
            with self.assertRaises(APITimeoutError):
                client("http://loop.invalid", timeout=0.2).feedback.get("fb_1")
            self.assertLess(time.monotonic() - began, 10)
            ended.set()

    def test_should_refuse_an_address_or_header_when_it_cannot_be_sent(self) -> None:
        for url in ("http://[::1", "http://h:99999", "http://h:0", "http://h:x", "http://:pw@h", "http://h/ü", "http://h/a b", "ftp://h"):
            with self.subTest(url), self.assertRaises(InvalidArgumentError):
                client(url)
        with FaultServer() as server, client(server.url) as loop:
            for key in ("a\r\nX: y", "ключ"):
                with self.assertRaises(InvalidArgumentError):
                    loop.feedback.create(user={"id": "u"}, message="", sentiment="neutral", idempotency_key=key)
            for call in (lambda: loop.feedback.get(".."), lambda: list(loop.feedback.search("\ud800")), lambda: loop.feedback.get("\ud800")):
                with self.assertRaises(InvalidArgumentError):
                    call()
            self.assertEqual([], server.requests)

    def test_should_send_a_header_once_when_it_is_spelt_in_lower_case(self) -> None:
        heads = []
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def answer() -> None:
                sock, _ = listener.accept()
                with sock:
                    heads.append(sock.recv(10_000))
                    sock.sendall(fault.message(200, b"{}"))

            threading.Thread(target=answer, daemon=True).start()
            with client(f"http://127.0.0.1:{listener.getsockname()[1]}", headers={"user-agent": "mine"}) as loop:
                loop.feedback.get("fb_1")
        self.assertEqual(1, heads[0].lower().count(b"user-agent:"))
        self.assertIn(b"mine", heads[0])


class Proxies(unittest.TestCase):
    def setUp(self) -> None:
        names = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
        kept = {name: value for name, value in os.environ.items() if name.lower() not in names}
        self._environment = patch.dict(os.environ, kept, clear=True)
        self._environment.start()
        self.addCleanup(self._environment.stop)

    def test_should_send_by_the_proxy_with_its_login_alone(self) -> None:
        with FaultServer(raw(fault.message(200, b'{"id":"fb_1"}')), raw(b"HTTP/1.1 403 No\r\n\r\n")) as proxy:
            os.environ["http_proxy"] = os.environ["https_proxy"] = proxy.url.replace("//", "//me:p%40ss@")
            with client("http://[fd00::1]:8080") as loop:
                self.assertEqual("fb_1", loop.feedback.get("fb_1").id)
            with self.assertRaises(APIConnectionError) as caught:
                client("https://loop.invalid").feedback.get("fb_1")
            self.assertIn("the proxy answered 403", str(caught.exception))
            plain, tunnel = proxy.requests
            self.assertEqual("http://[fd00::1]:8080/v1/feedback/fb_1", plain.path)
            self.assertEqual(("CONNECT", "loop.invalid:443"), (tunnel.method, tunnel.path))
            for request in proxy.requests:
                self.assertEqual("Basic bWU6cEBzcw==", request.headers["proxy-authorization"])
            self.assertNotIn("authorization", tunnel.headers)

    def test_should_go_past_the_proxy_when_no_proxy_names_the_server(self) -> None:
        os.environ.update(http_proxy="http://127.0.0.1:1", no_proxy="::1,[fd00::1],.example.com,other:8080")
        for host, port in (("::1", 80), ("fd00::1", 8080), ("loop.example.com", 80), ("other", 8080)):
            self.assertIsNone(_network.proxy_of("http", host, port), host)
        self.assertIsNotNone(_network.proxy_of("http", "other", 80))

    def test_should_refuse_a_proxy_when_it_speaks_no_http(self) -> None:
        for proxy in ("socks5://127.0.0.1:1080", "https://127.0.0.1:1", "http://127.0.0.1:x"):
            os.environ["http_proxy"] = proxy
            with self.subTest(proxy), self.assertRaises(InvalidArgumentError):
                client("http://loop.invalid").feedback.get("fb_1")


class Asynchronous(unittest.TestCase):
    def test_should_free_the_thread_when_a_call_is_cancelled(self) -> None:
        async def run(server: FaultServer) -> str:
            async with AsyncLoop("sk_x", base_url=server.url, max_concurrency=1) as loop:
                call = asyncio.ensure_future(loop.feedback.get("fb_1"))
                while not server.requests:
                    await asyncio.sleep(0.01)
                call.cancel()
                server.faults = [raw(fault.message(200, b'{"id":"fb_2"}'))]
                return (await asyncio.wait_for(loop.feedback.get("fb_2"), 15)).id

        with FaultServer(fault.silent_before) as server:
            self.assertEqual("fb_2", asyncio.run(run(server)))

    def test_should_end_the_thread_when_a_stream_without_events_is_cancelled(self) -> None:
        def heartbeats(connection: fault.Connection) -> None:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            connection.sock.sendall(head + b"d\r\nevent: open\n\n\r\n")
            while not connection.server._ended.wait(0.05):
                connection.sock.sendall(b"9\r\n: alive\n\n\r\n")

        async def run(server: FaultServer) -> None:
            opened = asyncio.Event()

            async def read() -> None:
                async for _ in AsyncLoop("sk_x", base_url=server.url).stream():
                    opened.set()

            reading = asyncio.ensure_future(read())
            await asyncio.wait_for(opened.wait(), 10)
            await asyncio.sleep(0.1)
            before = set(threading.enumerate())
            reading.cancel()
            until = time.monotonic() + 10
            while any(one.name.startswith("loop") and one.is_alive() for one in before) and time.monotonic() < until:
                await asyncio.sleep(0.02)
            self.assertEqual([], [one.name for one in before if one.name.startswith("loop") and one.is_alive()])

        with FaultServer(heartbeats) as server:
            asyncio.run(run(server))

    def test_should_serve_one_event_loop_after_another_and_tell_when_it_is_closed(self) -> None:
        with FaultServer(*[raw(fault.message(200, b'{"id":"fb_1"}'))] * 2) as server:
            loop = AsyncLoop("sk_x", base_url=server.url)
            for _ in range(2):
                self.assertEqual("fb_1", asyncio.run(loop.feedback.get("fb_1")).id)
            asyncio.run(loop.aclose())
            with self.assertRaises(LoopError):
                asyncio.run(loop.feedback.get("fb_1"))

    def test_should_have_every_call_of_the_blocking_client(self) -> None:
        blocking, other = Loop("sk_x"), AsyncLoop("sk_x")
        for part in ("feedback", "sentiment", "releases", "accounts"):
            calls = [{name for name in dir(getattr(one, part)) if not name.startswith("_")} for one in (blocking, other)]
            self.assertEqual(*calls)


if __name__ == "__main__":
    unittest.main()
