"""Checks that clients that stall do not stop other clients, behind each server and with default settings.

A client announces a body, sends a part of it and stalls. A server that does not buffer bodies lets the program wait for
the rest. Other clients must get their responses meanwhile. When the stalled client goes on, it must get its response.

HAProxy sends no end of the body (an empty FCGI_STDIN) for an empty POST over HTTP/2. The body must end at its length.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Collection

import polling
import server_configurations

# Behind a server that does not buffer, each stalled client occupies a worker.
STALLED = 3
HEAD = f"POST {server_configurations.MOUNT}/stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
LENGTH = 10_000
# How curl sends an empty POST over HTTP/2, with and without Content-Length.
EMPTY = {"with Content-Length: 0": ["--data", ""], "without Content-Length": ["--request", "POST"]}


def failures_behind(name: str, program: str) -> list[str]:
    """Returns the requests without their response, behind one server."""
    found = []
    with server_configurations.serving(name, program) as server, contextlib.ExitStack() as stack:
        # Clients that connect to the program itself, and send nothing or the beginning of a record.
        for begun in (b"", b"\x01\x01\x00\x01"):
            silent = stack.enter_context(socket.socket(socket.AF_UNIX))
            silent.connect(server.directory + "/app.sock")
            silent.sendall(begun)
        stalled = [stack.enter_context(server.connect(False)) for _ in range(STALLED)]
        for number, connection in enumerate(stalled):
            connection.sendall((HEAD % LENGTH).encode() + b"x" * (LENGTH // 2))
            for _ in range(2):
                response = b"no response"
                with contextlib.suppress(TimeoutError):
                    response, _ = server.send(f"GET {server_configurations.MOUNT}/next HTTP/1.1")
                if not response.startswith(b"HTTP/1.1 200 "):
                    found.append(f"{name}, {number + 1} stalled: the next client got {response[:200]!r}")
                    return found
        for connection in stalled:
            connection.sendall(b"x" * (LENGTH - LENGTH // 2))
            if not polling.until(lambda: b"x" * 1000 in received(connection), 30):
                found.append(f"{name}: a client that went on got no response")
    return found


def received(connection: socket.socket) -> bytes:
    """The next bytes of a connection."""
    connection.settimeout(30)
    with contextlib.suppress(TimeoutError):
        return connection.recv(65536)
    return b""


def failures_of_empty_body(program: str) -> list[str]:
    """Returns the empty POST requests over HTTP/2 that delay their own response or the next client behind HAProxy."""
    found = []
    with server_configurations.serving("haproxy.cfg", program) as server:
        url = f"http://localhost:{server.address[1]}{server_configurations.MOUNT}/empty"
        for kind, arguments in EMPTY.items():
            # A program that waits for the end of the body breaks off its response at the end of its read timeout.
            client = subprocess.run(
                ["curl", "--silent", "--show-error", "--http2-prior-knowledge", *arguments,
                 "--write-out", "%{http_version} %{http_code}\n", url],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            lines = client.stdout.split(b"\n")
            if client.returncode or lines[-2:] != [b"2 200", b""] or b"REQUEST_METHOD=POST" not in lines:
                found.append(f"empty POST {kind}: {client.stdout[-200:]!r}")
            response, _ = server.send(f"GET {server_configurations.MOUNT}/next HTTP/1.1")
            if not response.startswith(b"HTTP/1.1 200 "):
                found.append(f"empty POST {kind}: the next client got {response[:200]!r}")
    return found


def failures(program: str, names: Collection[str]) -> list[str]:
    """Returns the failures behind the servers with these names."""
    found = []
    for name in names:
        some = failures_behind(name, program)
        print(f"{name} with {STALLED} stalled clients: {len(some)} failures")
        found += some
    if "haproxy.cfg" in names:
        some = failures_of_empty_body(program)
        print(f"haproxy.cfg with empty requests over HTTP/2: {len(some)} failures")
        found += some
    return found
