"""What a fuzzer of Loop must leave alone, whatever it comes upon: the keys in use, strangers' servers, others' items."""

import os

import schemathesis

KEYS_IN_USE = frozenset(os.environ.get("LOOP_KEYS_IN_USE", "").split())
NO_SUCH_KEY = "key_nosuchkey"
NO_SUCH_ITEM = "fb_00000000000000000000000000"
NOBODY_LISTENS = "http://127.0.0.1:9/"

own_items = set()


@schemathesis.hook
def before_call(context, case, kwargs):
    path, method = case.operation.path, case.method.upper()
    given = case.path_parameters or {}
    if path == "/v1/keys/{id}" and str(given.get("id")) in KEYS_IN_USE:
        # Its own key is in the list of keys, and the stateful phase follows such ids.
        given["id"] = NO_SUCH_KEY
    if path == "/v1/feedback/{id}" and method in ("PATCH", "DELETE"):
        # An item of the list may be that of somebody who counts on it.
        if str(given.get("id", "")).startswith("fb_") and given["id"] not in own_items:
            given["id"] = NO_SUCH_ITEM
    if path.startswith("/v1/webhooks") and isinstance(case.body, dict):
        # A URL that Loop would take is one that Loop would call.
        url = case.body.get("url")
        if isinstance(url, str) and url.lower().startswith(("http:", "https:")):
            case.body["url"] = NOBODY_LISTENS


@schemathesis.hook
def after_call(context, case, response):
    if case.operation.path == "/v1/feedback" and response.status_code == 201:
        try:
            own_items.add(response.json()["id"])
        except (ValueError, KeyError, TypeError):
            pass
