"""The responses that all peers give, by Flask: a WSGI application for flup, gunicorn and waitress."""

import functools
import os

from flask import Flask, Response, abort, render_template, request, send_file

application = Flask(__name__)

HELLO = "Hello from behind the gate.\n"
FILE = os.environ.get("PEER_FILE", "")
ITEMS = {
    number: {"id": number, "name": f"item {number}", "price": number * 29, "tags": ["new", "small"]}
    for number in range(1, 1001)
}
ROWS = [
    {"name": f"item {number}", "maker": "Smith & Sons", "price": number * 29, "note": "< 10000"}
    for number in range(1, 119)
]


# Created on first use, so that the first response does not wait for them.
@functools.cache
def sessions() -> dict[str, int]:
    return {
        "".join(f"{(4 * user + part) * 2654435761 % 2**32:08x}" for part in range(4)): user for user in range(10000)
    }


@functools.cache
def large() -> bytes:
    state, period = 1, bytearray()
    for _ in range(4093):
        state = (state * 1664525 + 1013904223) % 2**32
        period.append(state >> 24)
    return bytes((period * 257)[: 1 << 20])


def text(body: str) -> Response:
    return Response(body, mimetype="text/plain")


@application.get("/")
def hello() -> Response:
    return text(HELLO)


@application.get("/items/<int:number>")
def item(number: int) -> Response:
    # The same bytes as the other peers: no spaces and no end of line. Flask sorts the keys.
    body = application.json.dumps(ITEMS.get(number) or abort(404), separators=(",", ":"))
    return Response(body, mimetype="application/json")


@application.get("/page")
def page() -> str:
    return render_template("page.html", rows=ROWS)


@application.get("/session")
def session() -> Response:
    user = sessions().get(request.cookies.get("session", ""))
    return abort(401) if user is None else text(f"Welcome back, user {user}.\n")


@application.get("/memory")
def memory() -> Response:
    return Response(large(), mimetype="application/octet-stream")


@application.get("/file")
def file() -> Response:
    return send_file(FILE, mimetype="application/octet-stream")


@application.post("/upload")
def upload() -> Response:
    total = 0
    while piece := request.stream.read(65536):
        total += len(piece)
    return text(f"{total}\n")


def numbered(number: int, part: str) -> Response:
    return text(HELLO)


for index in range(int(os.environ.get("PEER_ROUTES", "10"))):
    application.add_url_rule(f"/area{index}/items/<int:number>/<part>", f"area{index}", numbered)
