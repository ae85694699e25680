"""Whether a client that stalls stops the others, behind each server and with default settings.

A body is announced and begun, and its rest does not come. A server that passes bodies on as they come has the program
wait for it; the next client has to be answered all the same.
"""

import contextlib
import socket

import servers
import waiting

# Each stalled client holds a worker behind such a server.
STALLED = 3
HEAD = f"POST {servers.MOUNT}/stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
LENGTH = 10_000


def mistakes_behind(name, program):
    """What is not answered while clients stall, and what becomes of their requests when they go on."""
    found = []
    with servers.serving(name, program) as server, contextlib.ExitStack() as stack:
        # Somebody who connects to the program itself, and sends nothing or the beginning of a record.
        for begun in (b"", b"\x01\x01\x00\x01"):
            silent = stack.enter_context(socket.socket(socket.AF_UNIX))
            silent.connect(server.directory + "/app.sock")
            silent.sendall(begun)
        stalled = [stack.enter_context(server.connect(False)) for _ in range(STALLED)]
        for number, connection in enumerate(stalled):
            connection.sendall((HEAD % LENGTH).encode() + b"x" * (LENGTH // 2))
            for _ in range(2):
                answer = b"nothing"
                with contextlib.suppress(TimeoutError):
                    answer, _ = server.ask(f"GET {servers.MOUNT}/next HTTP/1.1")
                if not answer.startswith(b"HTTP/1.1 200 "):
                    found.append(f"{name}, {number + 1} stalled: the next client got {answer[:200]}")
                    return found
        for connection in stalled:
            connection.sendall(b"x" * (LENGTH - LENGTH // 2))
            if not waiting.until(lambda: b"x" * 1000 in received(connection), 30):
                found.append(f"{name}: a client that went on got no response")
    return found


def received(connection):
    """What has come over a connection now."""
    connection.settimeout(30)
    with contextlib.suppress(TimeoutError):
        return connection.recv(65536)
    return b""


def mistakes(program, names):
    """What is wrong behind the servers of these names."""
    found = []
    for name in names:
        some = mistakes_behind(name, program)
        print(f"{name} with {STALLED} stalled clients: {len(some)} mistakes")
        found += some
    return found
