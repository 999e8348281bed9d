"""A bot that answers visitors: python3 bot.py http://localhost:8080/agent/v1 TOKEN. It needs nothing but Python."""
import http.client
import json
import sys
import time
import urllib.error
import urllib.request

API, TOKEN = sys.argv[1:3]


def call(method, path, body=None, key=None):
    """Calls the API until it answers. Every call may be made again: those that say something have a key."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Idempotency-Key": key or ""}
    while True:
        request = urllib.request.Request(API + path, json.dumps(body or {}).encode(), headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                return print(error.read().decode(), flush=True)
        except (OSError, http.client.HTTPException, ValueError) as error:  # No answer, or half of one.
            print(f"No answer, trying again: {error}", flush=True)
        time.sleep(1)


sessions = {}  # the index of the last event of each session: kept in a file, it survives this process
while True:
    feed = call("POST", "/feed", {"sessions": sessions}) or sys.exit(1)
    for item in feed["items"]:
        event = item.get("event", {})
        if event.get("type") == "EventMessage" and event["party"]["type"] == "client":
            me, text = f"/sessions/{item['sessionId']}/participants/echo", event["content"].get("text", "that")
            call("PUT", me, {"name": "Echo", "type": "external"})
            call("POST", f"{me}/messages", {"text": f"You said: {text}"}, key=f"reply-{event['index']}")
    sessions = feed["sessions"]
