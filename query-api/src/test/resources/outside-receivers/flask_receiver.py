import hashlib
import hmac
import os

from flask import Flask, request

SECRET = os.environ["SECRET"].encode()
app = Flask(__name__)


@app.post("/hooks")
def hooks():
    body = request.get_data()  # before request.json or request.form
    good = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(good.encode(), request.headers.get("Loop-Signature", "").encode()):
        return "", 401
    event = request.get_json()
    print(event["type"], event["id"], flush=True)
    return "", 204


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
