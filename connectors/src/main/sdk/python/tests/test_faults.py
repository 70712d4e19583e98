"""Faults on the way: never two items for one call, never a call past its limit, never the key in what is told."""

from __future__ import annotations

import asyncio
import io
import logging
import time
import traceback
import unittest

import fault_server as fault
from fault_server import FaultServer

from loop import (
    APIError,
    APITimeoutError,
    AsyncLoop,
    ConflictError,
    InvalidArgumentError,
    ItemErasedError,
    Loop,
    LoopError,
    NotFoundError,
    RateLimitError,
    ServerError,
)
from loop import _core, _retry

KEY = "sk_secret_of_the_test"
YEARS = 10 * 365 * 86_400


class Faults(unittest.TestCase):
    def setUp(self) -> None:
        self._backoff = _core.backoff
        _core.backoff = lambda attempt: 0.01
        self._log = io.StringIO()
        self._handler = logging.StreamHandler(self._log)
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.DEBUG)

    def tearDown(self) -> None:
        _core.backoff = self._backoff
        logging.getLogger().removeHandler(self._handler)
        self.assertNotIn(KEY, self._log.getvalue())

    def client(self, server: FaultServer, **options: object) -> Loop:
        settings = {"timeout": 1.0, "total_timeout": 20.0, **options}
        return Loop(KEY, base_url=server.url, **settings)  # type: ignore[arg-type]

    def create(self, loop: Loop) -> object:
        return loop.feedback.create(user={"id": "u"}, message="m", sentiment="negative")

    def test_should_make_one_item_when_any_attempt_fails(self) -> None:
        faults = {
            "time-out before the write": fault.silent_before,
            "time-out after the write": fault.silent_after,
            "an answer byte by byte": fault.dripping,
            "reset before the write": fault.reset_before,
            "reset after the write": fault.reset_after,
            "a body cut in the middle": fault.cut,
            "half of the JSON": fault.half_json,
            "503": fault.refused(503),
            "500": fault.refused(500),
            "408": fault.refused(408),
            "429 with seconds": fault.refused(429, "Retry-After: 0\r\n"),
            "502 with HTML": lambda c: c.sock.sendall(fault.message(502, b"<html>")),
        }
        for name, play in faults.items():
            with self.subTest(name), FaultServer(play) as server, self.client(server) as loop:
                self.create(loop)
                self.assertEqual(1, len(server.items))
                self.assertEqual(2, len(server.requests))
                self.assertEqual(1, len({request.headers["idempotency-key"] for request in server.requests}))
                self.assertEqual(1, len({request.body for request in server.requests}))

    def test_should_end_with_the_last_refusal_when_a_storm_outlasts_the_attempts(self) -> None:
        with FaultServer(*[fault.refused(503)] * 9) as server, self.client(server) as loop:
            with self.assertRaises(ServerError) as caught:
                self.create(loop)
            self.assertEqual(503, caught.exception.status)
            self.assertEqual(3, len(server.requests))

    def test_should_wait_as_told_when_retry_after_is_a_date_of_a_wrong_clock(self) -> None:
        for skew in (YEARS, -YEARS):
            headers = f"Date: {fault.http_date(0, skew)}\r\nRetry-After: {fault.http_date(2, skew)}\r\n"
            with self.subTest(skew), FaultServer(fault.refused(429, headers)) as server, self.client(server) as loop:
                began = time.monotonic()
                self.create(loop)
                self.assertTrue(0.9 <= time.monotonic() - began <= 15)

    def test_should_fail_at_once_when_retry_after_is_long(self) -> None:
        with FaultServer(fault.refused(429, "Retry-After: 3600\r\n")) as server, self.client(server) as loop:
            with self.assertRaises(RateLimitError) as caught:
                self.create(loop)
            self.assertEqual(3600, caught.exception.retry_after)
            self.assertEqual(1, len(server.requests))

    def test_should_not_try_again_when_the_answer_is_final(self) -> None:
        for status in (400, 401, 403, 404, 409, 410, 412, 422):
            with self.subTest(status), FaultServer(fault.refused(status)) as server, self.client(server) as loop:
                with self.assertRaises(APIError):
                    self.create(loop)
                self.assertEqual(1, len(server.requests))

    def test_should_name_the_erased_item_when_it_is_one(self) -> None:
        with FaultServer(fault.refused(409, type="item-erased"), fault.refused(409)) as server, self.client(server) as loop:
            with self.assertRaises(ItemErasedError):
                self.create(loop)
            with self.assertRaises(ConflictError):
                self.create(loop)

    def test_should_take_a_404_for_success_only_when_an_attempt_was_not_answered(self) -> None:
        with FaultServer(fault.reset_after) as server, self.client(server) as loop:
            server.items["/v1/feedback/fb_1"] = {}
            self.assertEqual(204, loop.feedback.erase("fb_1").response.status)
            with self.assertRaises(NotFoundError):
                loop.feedback.erase("fb_1")

    def test_should_keep_to_its_limits_when_the_server_never_answers(self) -> None:
        for play in (fault.silent_before, fault.dripping):
            with self.subTest(play.__name__), FaultServer(*[play] * 9) as server:
                with self.client(server, total_timeout=0.9) as loop:
                    began = time.monotonic()
                    with self.assertRaises(APITimeoutError):
                        self.create(loop)
                    self.assertLess(time.monotonic() - began, 10.0)

    def test_should_connect_anew_when_the_server_closed_an_idle_connection(self) -> None:
        def answer_and_close(connection: fault.Connection) -> None:
            fault.proper(connection)
            connection.sock.shutdown(2)

        with FaultServer(answer_and_close) as server, self.client(server, max_retries=0) as loop:
            self.create(loop)
            time.sleep(0.05)
            self.create(loop)
            self.assertEqual(2, len(server.items))

    def test_should_not_follow_when_the_server_redirects(self) -> None:
        with FaultServer() as other, FaultServer(fault.refused(302, f"Location: {other.url}/\r\n")) as server:
            with self.client(server) as loop, self.assertRaises(APIError):
                self.create(loop)
            self.assertEqual([], other.requests)

    def test_should_tell_nothing_of_the_key_when_something_fails(self) -> None:
        cases = [fault.refused(401), fault.reset_before, fault.silent_before, fault.half_json]
        for play in cases:
            with FaultServer(*[play] * 3) as server, self.client(server, timeout=0.1) as loop:
                try:
                    self.create(loop)
                    self.fail("There was no error.")
                except LoopError as error:
                    self.assertNotIn(KEY, "".join(traceback.format_exception(type(error), error, error.__traceback__)))
                    self.assertNotIn(KEY, repr(error) + repr(loop) + repr(vars(error)))
        with self.assertRaises(InvalidArgumentError) as caught, FaultServer() as server:
            Loop(KEY + "\nX: y", base_url=server.url).feedback.get("fb_1")
        self.assertNotIn(KEY, str(caught.exception))

    def test_should_refuse_before_sending_when_an_argument_is_invalid(self) -> None:
        with FaultServer() as server, self.client(server) as loop:
            wrong = [
                lambda: loop.feedback.create(user={"id": "u"}, message="m", sentiment="negatve"),  # type: ignore
                lambda: loop.feedback.get(""),
                lambda: loop.feedback.create(user={"id": "u"}, message="m", sentiment="negative", metadata={"a": float("nan")}),
            ]
            for call in wrong:
                with self.assertRaises(InvalidArgumentError):
                    call()
            self.assertEqual([], server.requests)

    def test_should_send_the_same_lines_under_the_same_key_when_a_batch_is_sent_again(self) -> None:
        with FaultServer(fault.reset_after) as server, self.client(server) as loop:
            result = loop.feedback.batch([{"user": {"id": "u"}, "message": "m", "sentiment": "neutral"}] * 3)
            self.assertEqual((3, 0, 3), (result.lines, result.created, result.known))
            keys = {request.headers["idempotency-key"] for request in server.requests}
            self.assertEqual(1, len(keys))
            self.assertEqual(1, len({request.body for request in server.requests}))

    def test_should_cut_a_batch_when_it_passes_the_limits(self) -> None:
        item = {"user": {"id": "u"}, "message": "m", "sentiment": "neutral"}
        with FaultServer() as server, self.client(server, timeout=20.0, total_timeout=60.0) as loop:
            result = loop.feedback.batch((item for _ in range(50_001)), idempotency_key="mine")
            self.assertEqual(50_001, result.created)
            self.assertEqual(["mine", "mine-2"], [request.headers["idempotency-key"] for request in server.requests])
            large = {**item, "message": "x" * (20 << 20)}
            loop.feedback.batch([large, large])
            self.assertEqual(4, len(server.requests))

    def test_should_stop_trying_when_the_task_is_cancelled(self) -> None:
        _core.backoff = lambda attempt: 0.8

        async def run(server: FaultServer) -> int:
            async with AsyncLoop(KEY, base_url=server.url) as loop:
                call = asyncio.ensure_future(loop.feedback.get("fb_1"))
                while not server.requests:
                    await asyncio.sleep(0.01)
                call.cancel()
                await asyncio.sleep(1.2)
                return len(server.requests)

        with FaultServer(*[fault.refused(503)] * 9) as server:
            self.assertEqual(1, asyncio.run(run(server)))


class Waits(unittest.TestCase):
    def test_should_double_up_to_eight_seconds_when_attempts_fail(self) -> None:
        for attempt, most in enumerate([0.5, 1, 2, 4, 8, 8, 8]):
            waits = [_retry.backoff(attempt) for _ in range(200)]
            self.assertTrue(all(most / 2 <= wait <= most for wait in waits))
            self.assertGreater(len(set(waits)), 100)

    def test_should_ignore_retry_after_when_it_says_nothing(self) -> None:
        for text in ("", "soon", "-1", "nan", "inf", "Thu, 99 Foo 2026 00:00:00 GMT"):
            self.assertIsNone(_retry.retry_after({"retry-after": text}), text)


if __name__ == "__main__":
    unittest.main()
