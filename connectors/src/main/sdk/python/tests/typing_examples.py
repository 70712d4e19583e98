"""Programs that a type checker accepts, and, behind ``# wrong``, lines that it must refuse."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import List, Optional

from loop import AsyncLoop, Item, Loop, NewItem, SentimentTable, webhooks

loop = Loop(api_key="sk_x")

item: Item = loop.feedback.create(
    user={"id": "u_42"},
    message="Export hangs",
    sentiment="negative",
    source="in-app-widget",
    created_at=datetime.now(timezone.utc),
    metadata={"browser": "Firefox", "tries": 3},
)
revision: int = item.revision
plan: Optional[str] = item.plan
position: Optional[str] = item.response.position
everything: List[Item] = [one for one in loop.feedback.list(tag=["exports", "billing"], from_="2026-06-01", limit=100)]
table: SentimentTable = loop.sentiment.query(group_by="tag", plan="scale", sort="-negative")
worst: Optional[float] = table.rows[0].negative_share
new: NewItem = {"user": {"id": "u"}, "message": "", "sentiment": "neutral"}
loop.feedback.batch([new, {"user": {"id": "u"}, "message": "", "rating": {"value": 9, "of": 10}}], backfill=True)
loop.feedback.create(
    user={"id": "u", "email": "a@example.com"}, message="", rating={"value": 4, "of": 5}, tags=["exports"], age_seconds=90
)
loop.feedback.tag(item.id, None, reason="Moved")
text: str = webhooks.verify(b"{}", {}, "whsec_x").type


async def asynchronous() -> Item:
    async with AsyncLoop() as client:
        async for one in client.feedback.search("export slow", facets=["plan"]):
            return one
        return await client.feedback.get("fb_1")


loop.feedback.create(user={"id": "u"}, message="m", sentiment="negatve")  # wrong
loop.feedback.create(user={"id": "u"}, message="m", sentiment="negative", tga="exports")  # wrong
loop.feedback.create(user={"name": "u"}, message="m", sentiment="negative")  # wrong
loop.feedback.create(message="m", sentiment="negative")  # wrong
loop.feedback.create(user={"id": "u"}, message="m")  # wrong
loop.feedback.create(user={"id": "u"}, message="m", rating={"value": 4, "of": 7})  # wrong
loop.feedback.update("fb_1", status="closed")  # wrong
loop.feedback.list(sort="oldest")  # wrong
loop.sentiment.timeline(interval="year")  # wrong
bad: NewItem = {"user": {"id": "u"}, "message": "", "sentiment": "bad"}  # wrong
item.mesage  # wrong
