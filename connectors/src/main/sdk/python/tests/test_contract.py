"""Every call against a running Loop, which LOOP_BASE_URL and LOOP_API_KEY name. Without them nothing is tested here."""

from __future__ import annotations

import asyncio
import itertools
import os
import pathlib
import runpy
import tempfile
import threading
import time
import unittest
import uuid

from loop import AsyncLoop, AuthenticationError, ItemErasedError, Loop, NotFoundError, PreconditionFailedError, ValidationError

ANNOUNCEMENT = pathlib.Path(__file__).parent.parent / "examples" / "announcement.py"


@unittest.skipUnless(os.environ.get("LOOP_API_KEY"), "LOOP_BASE_URL and LOOP_API_KEY name no server")
class Contract(unittest.TestCase):
    def setUp(self) -> None:
        self.loop = Loop(read_your_writes=True)
        self.tag = "py-" + uuid.uuid4().hex[:8]

    def tearDown(self) -> None:
        self.loop.close()

    def create(self, **more: object):
        item = {"user": {"id": "u_py"}, "message": "Grüße, export hangs", "sentiment": "negative", "tag": self.tag, **more}
        return self.loop.feedback.create(**item)  # type: ignore[arg-type]

    def test_should_run_as_announced(self) -> None:
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1))
        runpy.run_path(str(ANNOUNCEMENT))
        items = []
        until = time.monotonic() + 20
        while not items and time.monotonic() < until:
            items = list(self.loop.feedback.list(user="user_123", from_=since))
        item = items[0]
        self.assertEqual(("The export never finishes.", "negative", "open"), (item.message, item.sentiment, item.status))

    def test_should_be_one_item_when_the_key_is_the_same(self) -> None:
        first = self.create(idempotency_key=self.tag)
        again = self.create(idempotency_key=self.tag)
        self.assertEqual(first.id, again.id)
        self.assertFalse(first.response.replayed)
        self.assertTrue(again.response.replayed)

    def test_should_take_an_item_through_its_life(self) -> None:
        item = self.create(metadata={"browser": "Firefox"}, consent=True, external_id=self.tag, plan="scale")
        self.assertEqual("Firefox", (item.metadata or {})["browser"])
        self.assertTrue(item.consent)
        self.assertIsNone(item.resolved_at)
        self.assertEqual(item["createdAt"], item.created_at)
        read = self.loop.feedback.get(item.id)
        self.assertEqual(item.to_dict(), read.to_dict())
        resolved = self.loop.feedback.resolve(item.id, reason="Fixed")
        self.assertEqual("resolved", resolved.status)
        with self.assertRaises(PreconditionFailedError):
            self.loop.feedback.update(item.id, status="open", if_match=read.response.etag)
        self.assertEqual("open", self.loop.feedback.reopen(item.id).status)
        self.assertEqual("billing", self.loop.feedback.tag(item.id, "billing").tag)
        self.assertIsNone(self.loop.feedback.tag(item.id, None).tag)
        history = self.loop.feedback.history(item.id)
        self.assertEqual("Fixed", [change.get("reason") for change in history.data][-2])
        self.loop.feedback.erase(item.id, reason="asked for")
        with self.assertRaises(NotFoundError):
            self.loop.feedback.get(item.id)
        with self.assertRaises(ItemErasedError):
            self.create(external_id=self.tag)

    def test_should_fold_in_what_an_item_has_no_field_for(self) -> None:
        item = self.loop.feedback.create(
            user={"id": "u_py", "email": "ann@example.com"}, message="", rating={"value": 9, "of": 10}, tags=[self.tag, "slow"]
        )
        self.assertEqual(("positive", self.tag), (item.sentiment, item.tag))
        kept = {"rating": "9", "rating.of": "10", "tags": f"{self.tag},slow", "user.email": "ann@example.com"}
        self.assertEqual(kept, item.metadata)

    def test_should_mark_old_feedback(self) -> None:
        line = {"user": {"id": "u_py"}, "message": "old", "rating": {"value": 1, "of": 5}, "tag": self.tag, "age_seconds": 3600}
        self.assertEqual(1, self.loop.feedback.batch([line], backfill=True).created)  # type: ignore[list-item]
        item = next(iter(self.loop.feedback.list(tag=self.tag)))
        self.assertEqual(("negative", "true"), (item.sentiment, (item.metadata or {})["loop.backfill"]))

    def test_should_list_search_and_count_what_was_sent(self) -> None:
        items = [{"user": {"id": f"u{i}"}, "message": f"Export {i} hangs", "sentiment": "neutral", "tag": self.tag} for i in range(25)]
        result = self.loop.feedback.batch(items)  # type: ignore[arg-type]
        self.assertEqual((25, 25, 0), (result.lines, result.created, result.refused))
        self.assertEqual(25, len(list(self.loop.feedback.list(tag=self.tag, limit=10))))
        pages = list(self.loop.feedback.list(tag=self.tag, limit=10, facets=["plan"]).pages())
        self.assertEqual([10, 10, 5], [len(page.data) for page in pages])
        self.assertEqual(25, pages[0].facets["total"] if pages[0].facets else None)
        found = list(itertools.islice(self.loop.feedback.search("export 7", tag=self.tag), 5))
        self.assertEqual(["Export 7 hangs"], [item.message for item in found])
        self.assertIn("<mark>", found[0].highlight or "")
        table = self.loop.sentiment.query(group_by="tag", tag=[self.tag, "none"])
        self.assertEqual((self.tag, 25), (table.rows[0].tag, table.total.neutral))
        timeline = self.loop.sentiment.timeline(interval="hour", tag=self.tag, timezone="Asia/Kolkata")
        self.assertEqual(25, sum(row.total for row in timeline.rows))
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "items.ndjson")
            with self.loop.feedback.download("ndjson", tag=self.tag) as file:
                size = file.save(path)
            with open(path, "rb") as saved:
                text = saved.read()
            self.assertEqual((size, 25), (len(text), len(text.splitlines())))

    def test_should_name_field_and_remedy_when_a_line_or_a_field_is_invalid(self) -> None:
        result = self.loop.feedback.batch([{"user": {"id": ""}, "message": "m", "sentiment": "neutral"}])
        self.assertEqual("user.id", result.results[0]["errors"][0]["field"])
        with self.assertRaises(ValidationError) as caught:
            self.create(metadata={"k": "v" * 2_000})
        self.assertEqual(422, caught.exception.status)
        self.assertTrue(caught.exception.errors[0]["remedy"])
        self.assertTrue(caught.exception.request_id)
        with self.assertRaises(AuthenticationError):
            Loop("sk_that_nobody_ever_made0").feedback.get("fb_1")

    def test_should_keep_releases_and_accounts(self) -> None:
        release = self.loop.releases.put(self.tag, "2026-06-01T00:00:00Z", title="Exports", tags=["exports"])
        self.assertEqual("Exports", release.title)
        self.assertEqual(release.to_dict(), self.loop.releases.get(self.tag).to_dict())
        self.assertIn(self.tag, [one.version for one in self.loop.releases.list(from_="2026-05-01")])
        self.assertEqual(self.tag, self.loop.releases.report(self.tag, window="7d").release["version"])
        self.loop.releases.delete(self.tag)
        with self.assertRaises(NotFoundError):
            self.loop.releases.get(self.tag)
        account = self.loop.accounts.put(self.tag, name="Acme", plan="scale", users=["u_1"])
        self.assertEqual(account.to_dict(), self.loop.accounts.get(self.tag).to_dict())
        self.assertIn(self.tag, [one.id for one in self.loop.accounts.list(limit=2)])
        self.assertIsNotNone(self.loop.trends(limit=5).tags)

    def test_should_tell_live_what_happens(self) -> None:
        seen: "list[str]" = []
        ready = threading.Event()
        done = threading.Event()

        def read() -> None:
            for event in Loop().stream(tag=self.tag):
                if event.type == "open":
                    ready.set()
                elif event.event is not None and event.type == "feedback.created":
                    seen.append(event.event.data["tag"])
                    done.set()
                    return

        threading.Thread(target=read, daemon=True).start()
        self.assertTrue(ready.wait(20))
        self.create()
        self.assertTrue(done.wait(20))
        self.assertEqual([self.tag], seen)

    def test_should_do_the_same_asynchronously(self) -> None:
        async def run() -> "list[str]":
            async with AsyncLoop(read_your_writes=True) as loop:
                created = await asyncio.gather(
                    *[
                        loop.feedback.create(user={"id": "u"}, message=f"{i}", sentiment="positive", tag=self.tag)
                        for i in range(40)
                    ]
                )
                self.assertEqual(40, len({item.id for item in created}))
                await loop.feedback.resolve(created[0].id)
                self.assertEqual(40, (await loop.sentiment.query(tag=self.tag)).total.positive)
                file = await loop.feedback.download("csv", tag=self.tag)
                self.assertEqual(41, len(b"".join([piece async for piece in file]).splitlines()))
                return [item.id async for item in loop.feedback.list(tag=self.tag, limit=7)]

        self.assertEqual(40, len(asyncio.run(run())))


if __name__ == "__main__":
    unittest.main()
