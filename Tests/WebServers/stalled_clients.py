"""Checks that clients that stall do not stop other clients, behind each server and with default settings.

A client announces a body, sends a part of it and stalls. A server that does not buffer bodies lets the program wait for
the rest. Other clients must get their responses meanwhile. When the stalled client goes on, it must get its response.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable

import polling
import server_configurations

# Behind a server that does not buffer, each stalled client occupies a worker.
STALLED = 3
HEAD = f"POST {server_configurations.MOUNT}/stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
LENGTH = 10_000


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


def failures(program: str, names: Iterable[str]) -> list[str]:
    """Returns the failures behind the servers with these names."""
    found = []
    for name in names:
        some = failures_behind(name, program)
        print(f"{name} with {STALLED} stalled clients: {len(some)} failures")
        found += some
    return found
