"""Checks that Examples/HummingbirdApp responds alike on Hummingbird's own server and by FastCGI behind a gate."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import hummingbird_records
import polling
import server_configurations
from hummingbird_responses import Answer, Asked, answer, sent, shown
from hummingbird_services import CGI
from private_apache import DidNotStart

JSON = ("Content-Type: application/json",)
# Each changes what the next ones see.
REQUESTS = [
    Asked("GET", "/"),
    Asked("GET", "/todos"),
    Asked("POST", "/todos", JSON, b'{"title": "Buy tea"}'),
    Asked("POST", "/todos", JSON, '{"title": "K\u00e4se \u2728"}'.encode()),
    Asked("POST", "/todos", JSON, b'{"title": ""}'),
    Asked("POST", "/todos", JSON, b"{"),
    Asked("GET", "/"),
    Asked("GET", "/todos/2"),
    Asked("HEAD", "/todos/2"),
    Asked("PATCH", "/todos/2", JSON, b'{"isDone": true}'),
    Asked("PATCH", "/todos/9", JSON, b'{"isDone": true}'),
    Asked("GET", "/todos/two"),
    Asked("DELETE", "/todos/1"),
    Asked("DELETE", "/todos/1"),
    Asked("GET", "/todos/"),
    Asked("PUT", "/todos"),
    Asked("GET", "/none"),
]


@contextlib.contextmanager
def running(path: str, *arguments: str, **environment: str) -> Iterator[str]:
    """Runs the example with a directory of its own, and yields the directory."""
    directory = tempfile.mkdtemp(prefix="hummingbird.")
    filled = {name: value.replace("@DIRECTORY@", directory) for name, value in environment.items()}
    process = subprocess.Popen(
        [path, *(argument.replace("@DIRECTORY@", directory) for argument in arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        # Swift's JSONEncoder orders the keys by their hashes.
        env={
            "PATH": "/usr/bin:/bin",
            "SWIFT_DETERMINISTIC_HASHING": "1",
            "TODO_FILE": directory + "/todos.json",
            **filled,
        },
    )  # fmt: skip
    try:
        yield directory
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(directory, ignore_errors=True)


def on_own_server(path: str) -> list[Answer]:
    """The answers of Hummingbird's own server."""
    for _ in range(20):
        port = random.randrange(20000, 32000)
        if server_configurations.connects(port):
            continue
        with running(path, TODO_SERVER="http", TODO_PORT=str(port)):
            connected = functools.partial(server_configurations.connects, port)
            if polling.until(connected):
                connect = functools.partial(socket.create_connection, ("127.0.0.1", port), 30)
                return [answer(sent(connect, asked.data("")), asked) for asked in REQUESTS]
    raise DidNotStart("the example does not listen")


def behind_gate(path: str) -> list[Answer]:
    """The answers by FastCGI."""
    with running(path, "--listen", "@DIRECTORY@/app.sock") as directory:
        address = directory + "/app.sock"
        if not polling.until(lambda: os.path.exists(address)):
            raise DidNotStart("the example does not listen")

        def connect() -> socket.socket:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(address)
            return connection

        return [by_fastcgi(connect, asked) for asked in REQUESTS]


def by_fastcgi(connect: Callable[[], socket.socket], asked: Asked) -> Answer:
    """Sends a request as a web server does."""
    parameters = {
        **CGI, "REQUEST_METHOD": asked.method, "REQUEST_URI": asked.target, "CONTENT_LENGTH": str(len(asked.body)),
        "CONTENT_TYPE": "application/json" if asked.fields else "",
    }  # fmt: skip
    with connect() as connection:
        connection.settimeout(30)
        connection.sendall(hummingbird_records.request(parameters))
        connection.sendall(hummingbird_records.record(5, asked.body) if asked.body else b"")
        connection.sendall(hummingbird_records.record(5, b""))
        response = b"".join(hummingbird_records.output(connection))
    head, end, body = response.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    status = next(line for line in lines if line.startswith(b"Status: "))
    lines.remove(status)
    return answer(b"\r\n".join([b"HTTP/1.1 " + status[8:], *lines]) + end + body, asked)


def failures(path: str) -> list[str]:
    """Returns the differences.

    :param path: the program HummingbirdApp.
    """
    found = []
    for asked, own, other in zip(REQUESTS, on_own_server(path), behind_gate(path)):
        if (own.status, own.fields, own.body) != (other.status, other.fields, other.body):
            found.append(f"example: {asked.method} {asked.target}: {shown(own)} is {shown(other)}")
    print(f"hummingbird, example: {len(REQUESTS)} requests, {len(found)} differences", *found, sep="\n    ")
    return found
