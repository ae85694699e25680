"""Checks how an application of Hummingbird starts and ends behind a gate: services, errors, disconnection."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator

import hummingbird_records
import hummingbird_responses
import polling

# By CGI, as a web server sets it.
CGI = {
    "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": "/items/7", "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
}  # fmt: skip


@contextlib.contextmanager
def scratch() -> Iterator[str]:
    """A directory, which is deleted at the end."""
    directory = tempfile.mkdtemp(prefix="hummingbird.")
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def lines(path: str) -> list[str]:
    """What the probe has noted."""
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return file.read().split("\n")[:-1]


def run(path: str, *arguments: str, **environment: str) -> tuple[int, bytes, bytes]:
    """Runs the probe to its end."""
    done = subprocess.run(
        [path, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def request(connection: socket.socket, target: str) -> None:
    """Sends the beginning of a FastCGI connection: one GET."""
    connection.sendall(hummingbird_records.request({**CGI, "REQUEST_URI": target}))
    connection.sendall(hummingbird_records.record(5, b""))


def failures(path: str) -> list[str]:
    """Returns what is wrong.

    :param path: the program HummingbirdProbe.
    """
    found = []
    for check in (order, nothing_to_serve, by_cgi, failing_start, cancellation):
        with scratch() as directory:
            wrong = check(path, directory)
        print(f"hummingbird, {check.__name__.replace('_', ' ')}: {len(wrong)} failures", *wrong, sep="\n    ")
        found += [f"{check.__name__}: {text}" for text in wrong]
    return found


def order(path: str, directory: str) -> list[str]:
    """Services start, the process before the server runs, SIGTERM ends the server and then the services."""
    noted = directory + "/events"
    environment = {"PROBE_EVENTS": noted}
    with hummingbird_responses.program(path, environment, "--listen", "@SOCKET@") as connect:
        with connect() as connection:
            connection.settimeout(30)
            request(connection, "/items/7")
            response = b""
            while b"item 7" not in response and (piece := connection.recv(65536)):
                response += piece
    events = lines(noted)
    wrong = [] if b"item 7" in response else [f"the response is {response!r}"]
    if sorted(events[:2]) != ["before server", "service starts"] or events[2:] != ["service ends", "end"]:
        wrong.append(f"the order is {events}")
    return wrong


def nothing_to_serve(path: str, directory: str) -> list[str]:
    """Without anything to serve, no code of the application runs that belongs to its server."""
    wrong = []
    for arguments, status in (([], 64), (["--help"], 0), (["--routes"], 0), (["--unknown"], 64), (["--check"], 1)):
        code, _, errors = run(path, *arguments, PROBE_EVENTS=directory + "/events")
        if code != status or lines(directory + "/events"):
            wrong.append(f"{arguments}: {code}, {lines(directory + '/events')}, {errors[-300:]!r}")
    return wrong


def by_cgi(path: str, directory: str) -> list[str]:
    """By CGI, the response is all that is on standard output."""
    code, output, errors = run(path, **CGI, PROBE_EVENTS=directory + "/events")
    wrong = []
    if code != 0 or not output.startswith(b"Status: 200 OK\r\n") or not output.endswith(b"\r\n\r\nitem 7"):
        wrong.append(f"{code}: {output!r}")
    if b"printed before the server" not in errors or b"printed" in output:
        wrong.append(f"printed text is not on standard error: {errors!r}")
    events = lines(directory + "/events")
    if sorted(events) != ["before server", "end", "service ends", "service starts"] or events[-1] != "end":
        wrong.append(f"the order is {events}")
    return wrong


def failing_start(path: str, directory: str) -> list[str]:
    """An error before the server ends the program without a response."""
    code, output, errors = run(
        path, "--listen", directory + "/app.sock", PROBE_FAILS="1", PROBE_EVENTS=directory + "/events")  # fmt: skip
    wrong = [] if code != 0 and b"the probe fails" in errors else [f"{code}: {errors[-500:]!r}"]
    return wrong + ([] if lines(directory + "/events")[-1:] != ["end"] else ["the program went on"])


def cancellation(path: str, directory: str) -> list[str]:
    """A client that disconnects cancels the task of its request, and a writer notices it."""
    noted, wrong = directory + "/events", []
    with hummingbird_responses.program(path, {"PROBE_EVENTS": noted}, "--listen", "@SOCKET@") as connect:
        with connect() as connection:
            request(connection, "/wait")
            if not polling.until(lambda: "waiting" in lines(noted)):
                wrong.append("the handler does not start")
        if not polling.until(lambda: "cancelled" in lines(noted)):
            wrong.append("the handler is not cancelled")
        with connect() as connection:
            request(connection, "/endless")
            connection.recv(65536)
        if not polling.until(lambda: "write failed" in lines(noted)):
            wrong.append("the writer does not notice that the client is gone")
        # The next request is served.
        with connect() as connection:
            connection.settimeout(30)
            request(connection, "/items/8")
            if b"item 8" not in connection.recv(65536):
                wrong.append("the next request is not served")
    return wrong
