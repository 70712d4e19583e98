import os

from loop import Loop

loop = Loop(api_key=os.environ["LOOP_API_KEY"])

loop.feedback.create(
    user={"id": "user_123"},
    message="The export never finishes.",
    sentiment="negative",
)
