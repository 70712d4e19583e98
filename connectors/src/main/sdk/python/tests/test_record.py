"""Answers and errors as objects."""

from __future__ import annotations

import copy
import pickle
import unittest

from loop import APIError, BatchResult, Item, RateLimitError, Response, Row, SentimentTable, WebhookVerificationError
from loop import _core
from loop._calls import Page, batches
from loop._errors import error_of

ITEM = Item({"id": "fb_1", "user": {"id": "u"}, "items": [1], "metadata": {"a": "b"}}, Response(200, {"etag": "1"}))


class Records(unittest.TestCase):
    def test_should_be_of_the_declared_kind_when_records_are_nested(self) -> None:
        table = SentimentTable({"rows": [{"tag": "exports", "total": 3}], "asOf": {"complete": True}, "new": {"a": 1}})
        self.assertIsInstance(table.rows[0], Row)
        self.assertIsNone(table.rows[0].plan)
        self.assertIs(True, table.as_of.complete)
        self.assertEqual(1, table["new"]["a"])
        self.assertIsNone(Page({"data": [{"id": "fb_1"}]}).data[0].tag)
        lines = BatchResult({"results": [{"line": 1, "errors": [{"field": "tag"}]}]}).results
        self.assertEqual(("tag", None), ((lines[0].errors or [])[0].field, lines[0].id))
        with self.assertRaises(AttributeError):
            table.rows[0].pln  # type: ignore[attr-defined]

    def test_should_be_equal_when_it_is_copied_or_pickled(self) -> None:
        for one in (copy.copy(ITEM), copy.deepcopy(ITEM), pickle.loads(pickle.dumps(ITEM))):
            self.assertEqual((ITEM, Item, "1"), (one, type(one), one.response.etag))
        self.assertEqual(hash(Item({"a": 1, "b": 2})), hash(Item({"b": 2, "a": 1})))

    def test_should_answer_has_attribute_and_keep_the_methods_of_a_mapping(self) -> None:
        self.assertFalse(hasattr(ITEM, "nothing") or hasattr(ITEM, "_nothing") or hasattr(ITEM.user, "response"))
        self.assertEqual([1], ITEM["items"])
        self.assertEqual(4, len(ITEM.items()))
        with self.assertRaisesRegex(AttributeError, "outermost"):
            ITEM.user.response

    def test_should_be_sent_when_it_is_part_of_a_new_item(self) -> None:
        self.assertEqual(b'{"metadata":{"a":"b"}}', _core.encoded({"metadata": ITEM.metadata}))

    def test_should_name_the_fault_when_an_item_of_a_batch_is_no_mapping(self) -> None:
        with self.assertRaisesRegex(ValueError, "An item is a mapping"):
            list(batches({"user": {"id": "u"}}, None, None, None, None))  # type: ignore[arg-type]


class Errors(unittest.TestCase):
    def test_should_be_an_error_of_the_api_when_a_gateway_answers_in_another_form(self) -> None:
        error = error_of(502, {"detail": [{"msg": "no"}], "title": 7, "errors": {"a": 1}}, None, None)
        self.assertIn("no", str(error))
        self.assertEqual([], error.errors)

    def test_should_cross_processes_when_it_is_pickled(self) -> None:
        for error in (error_of(429, {"detail": "Slow."}, "r1", 2.0), APIError(400, {}, None, None)):
            again = pickle.loads(pickle.dumps(error))
            self.assertEqual((type(error), str(error), error.retry_after), (type(again), str(again), again.retry_after))
        self.assertIsInstance(copy.copy(error_of(429, {}, None, None)), RateLimitError)
        self.assertEqual("secret", pickle.loads(pickle.dumps(WebhookVerificationError("secret", "no"))).reason)


if __name__ == "__main__":
    unittest.main()
