# Python 3.8 or later, nothing to install:  SECRET=whsec_… PORT=9000 python3 receiver.py
import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["SECRET"].encode()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))  # verify these bytes, before anything parses them
        good = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(good, self.headers.get("Loop-Signature", "")):
            self.send_response(401)
            self.end_headers()
            return
        # The same event may come twice, with the same id: keep the ids that you have seen.
        event = json.loads(body)
        print(event["type"], event["id"], event["data"].get("message", ""), flush=True)
        self.send_response(204)
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver).serve_forever()
