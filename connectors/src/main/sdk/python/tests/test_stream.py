"""The parser of server-sent events, and the stream that goes on after a lost connection."""

from __future__ import annotations

import itertools
import random
import time
import unittest

import fault_server as fault
from fault_server import FaultServer

from loop import Loop, LoopError
from loop import _client
from loop._events import parse

TEXT = (
    "\ufeff: comment\n\nevent: open\r\nid: 1\r\n\r\n"
    'id: 2\revent: feedback.created\rdata: {"id":"evt_1",\rdata: "type":"feedback.created","data":{"message":"Ü"}}\r\r'
    "event: gap\n\nretry: 10\n\ndata: never ended"
)


class Parser(unittest.TestCase):
    def test_should_find_the_same_events_when_the_bytes_come_in_any_pieces(self) -> None:
        raw = TEXT.encode()
        whole = list(parse([raw]))
        self.assertEqual(["open", "feedback.created", "gap", "message"], [one.type for one in whole])
        self.assertEqual(["1", "2", "2", "2"], [one.id for one in whole])
        self.assertEqual([one.retry for one in whole], [None, None, None, 10])
        seed = random.randrange(1 << 30)
        random.seed(seed)
        for _ in range(200):
            cuts = sorted(random.sample(range(1, len(raw)), random.randrange(1, 12)))
            pieces = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)])]
            self.assertEqual(whole, list(parse(pieces)), f"seed {seed}")
        self.assertEqual(whole, list(parse(bytes([byte]) for byte in raw)))

    def test_should_take_time_in_proportion_when_a_line_comes_in_small_pieces(self) -> None:
        began = time.process_time()
        one = next(parse([b"data: ", *[b"x" * 256] * 32_000, b"\n\n"]))
        self.assertEqual(256 * 32_000, len(one.data))
        self.assertLess(time.process_time() - began, 2.0)

    def test_should_bound_an_event_when_it_never_ends(self) -> None:
        for line in (b"data: " + b"x" * 1000 + b"\n", b"x" * 1000):
            with self.assertRaises(ValueError):
                next(parse(itertools.repeat(line)))


class Stream(unittest.TestCase):
    def setUp(self) -> None:
        self._backoff = _client.backoff
        _client.backoff = lambda attempt: 0.01

    def tearDown(self) -> None:
        _client.backoff = self._backoff

    def test_should_go_on_behind_the_last_event_when_the_connection_breaks(self) -> None:
        def events(*ids: int):
            def play(connection: fault.Connection) -> None:
                body = "event: open\n\n" + "".join(
                    f'id: {id}\nevent: feedback.created\ndata: {{"id":"evt_{id}","data":{{}}}}\n\n' for id in ids
                )
                connection.sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + body.encode())
                connection.reset() if ids == (3,) else connection.sock.shutdown(2)

            return play

        with FaultServer(events(1, 2), events(3), fault.refused(503), events(4)) as server:
            loop = Loop("sk_x", base_url=server.url, max_retries=0)
            seen = (event for event in loop.stream(tag="exports") if event.event is not None)
            ids = [event.id for event in itertools.islice(seen, 4)]
            self.assertEqual(["1", "2", "3", "4"], ids)
            asked = [request.headers.get("last-event-id") for request in server.requests]
            self.assertEqual([None, "2", "3", "3"], asked)

    def test_should_wait_as_told_and_yield_no_bare_retry(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

        def play(body: bytes):
            return lambda connection: (connection.sock.sendall(head + body), connection.sock.shutdown(2))

        with FaultServer(play(b"retry: 500\n\n"), play(b"event: open\n\n")) as server:
            began = time.monotonic()
            self.assertEqual("open", next(Loop("sk_x", base_url=server.url).stream()).type)
            self.assertGreaterEqual(time.monotonic() - began, 0.45)
        refusal = fault.refused(429, "Retry-After: 1\r\n")
        with FaultServer(refusal, play(b"event: open\n\n")) as server:
            began = time.monotonic()
            next(Loop("sk_x", base_url=server.url, max_retries=0).stream())
            self.assertGreaterEqual(time.monotonic() - began, 0.9)

    def test_should_end_with_an_error_when_the_answer_is_no_stream(self) -> None:
        for body in (b"<html>", b"event: feedback.created\ndata: {\n\n"):
            kind = "text/html" if body.startswith(b"<") else "text/event-stream"
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            play = lambda connection: (connection.sock.sendall(answer), connection.sock.shutdown(2))  # noqa: E731
            with FaultServer(play) as server, self.assertRaises(LoopError):
                next(Loop("sk_x", base_url=server.url).stream())


if __name__ == "__main__":
    unittest.main()
