"""Verification, by the known answer of Standard Webhooks and by what must not pass."""

from __future__ import annotations

import base64
import email.message
import hashlib
import hmac
import unittest

from loop import WebhookVerificationError, webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
NOW = 1614265330
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Verification(unittest.TestCase):
    def test_should_return_the_event_when_the_request_is_right(self) -> None:
        # The headers of http.server are of this kind.
        message = email.message.Message()
        for name, value in HEADERS.items():
            message[name] = value
        bodies = [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY)]
        headers = [
            HEADERS,
            {name.title(): value for name, value in HEADERS.items()},
            list(HEADERS.items()),
            [(name.encode(), value.encode()) for name, value in HEADERS.items()],
            {name: [value] for name, value in HEADERS.items()},
            {**HEADERS, "webhook-signature": "v2,x v1a,y v1,!!! junk " + HEADERS["webhook-signature"]},
            {**HEADERS, "webhook-signature": "v1,AAAA, " + HEADERS["webhook-signature"]},
            {**HEADERS, "webhook-signature": [HEADERS["webhook-signature"], "v1,AAAA"]},
            [*HEADERS.items(), ("Webhook-Signature", "v1,AAAA")],
            message,
        ]
        for body in bodies:
            for one in headers:
                event = webhooks.verify(body, one, SECRET, now=NOW)  # type: ignore[arg-type]
                self.assertEqual(2432232314, event["test"])

    def test_should_accept_any_of_several_secrets_when_one_is_rotated(self) -> None:
        webhooks.verify(BODY, HEADERS, [OTHER, SECRET], now=NOW)

    def test_should_hold_the_tolerance_on_both_sides_when_clocks_differ(self) -> None:
        for now in (NOW - 300, NOW + 300):
            webhooks.verify(BODY, HEADERS, SECRET, now=now)
        for now in (NOW - 301, NOW + 301, NOW + 10 * 365 * 86_400):
            self.assert_refused("timestamp", BODY, HEADERS, now=now)

    def test_should_tell_the_reason_when_a_request_is_not_proven(self) -> None:
        for name in HEADERS:
            self.assert_refused("missing-header", BODY, {k: v for k, v in HEADERS.items() if k != name})
        for stamp in ("soon", "-1", "1.5", "١٦", "9" * 20):
            self.assert_refused("timestamp", BODY, {**HEADERS, "webhook-timestamp": stamp})
        self.assert_refused("signature", BODY + b" ", HEADERS)
        self.assert_refused("signature", BODY, {**HEADERS, "webhook-id": "msg_other"})
        self.assert_refused("signature", BODY, {**HEADERS, "webhook-signature": "v1"})
        self.assert_refused("signature", BODY, HEADERS, secret=OTHER)
        self.assert_refused("parsed-body", {"test": 2432232314}, HEADERS)
        self.assert_refused("secret", BODY, HEADERS, secret=[])
        self.assert_refused("secret", BODY, HEADERS, secret="whsec_not base64")
        self.assert_refused("missing-header", BODY, {**HEADERS, "webhook-id": None})
        self.assert_refused("signature", "\ud800", HEADERS)

    def test_should_refuse_a_forgery_when_the_secret_is_empty(self) -> None:
        signed = f"{HEADERS['webhook-id']}.{NOW}.".encode() + BODY
        forged = base64.b64encode(hmac.new(b"", signed, hashlib.sha256).digest()).decode()
        own = hmac.new(b"", BODY, hashlib.sha256).hexdigest()
        for secret in ("", "whsec_", " ", None, [SECRET, ""]):
            self.assert_refused("secret", BODY, {**HEADERS, "webhook-signature": f"v1,{forged}"}, secret=secret)
            with self.assertRaises(WebhookVerificationError):
                webhooks.verify(BODY, {"Loop-Signature": own}, secret, scheme="loop-signature")  # type: ignore[arg-type]

    def test_should_use_the_whole_secret_when_loop_signature_is_asked_for(self) -> None:
        mac = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
        webhooks.verify(BODY, {"Loop-Signature": mac}, SECRET, scheme="loop-signature")
        webhooks.verify(BODY, {"Loop-Signature": "0" * 64, "Loop-Signature-Previous": mac}, SECRET, scheme="loop-signature")
        self.assert_refused("missing-header", BODY, {"Loop-Signature": mac})
        with self.assertRaises(WebhookVerificationError):
            webhooks.verify(BODY + b" ", {"Loop-Signature": mac}, SECRET, scheme="loop-signature")

    def assert_refused(self, reason: str, body: object, headers: object, secret: object = SECRET, now: float = NOW) -> None:
        with self.assertRaises(WebhookVerificationError) as caught:
            webhooks.verify(body, headers, secret, now=now)  # type: ignore[arg-type]
        self.assertEqual(reason, caught.exception.reason)


if __name__ == "__main__":
    unittest.main()
