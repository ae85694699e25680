"""Checks that the memory of a Hummingbird application stays flat while it receives and sends a long body."""

from __future__ import annotations

import socket
import struct
import threading

import hummingbird_records
import hummingbird_responses
from hummingbird_services import CGI

# The body, in both directions at once, and what the memory may grow by, whatever the length.
LENGTH = 1 << 30
GROWTH = 8 << 20
# Enough for the memory that every program takes once.
WARM_UP = 32 << 20
PIECE = 32 * 1024


def echoed(connection: socket.socket, length: int) -> int:
    """Sends a body while reading the response, which is the same body. Returns the length of the response's body."""
    parameters = {
        **CGI, "REQUEST_METHOD": "POST", "REQUEST_URI": "/echo", "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "application/octet-stream",
    }  # fmt: skip
    connection.sendall(hummingbird_records.request(parameters))

    def send() -> None:
        piece = hummingbird_records.record(5, b"x" * PIECE)
        for _ in range(length // PIECE):
            connection.sendall(piece)
        connection.sendall(hummingbird_records.record(5, b""))

    sender = threading.Thread(target=send)
    sender.start()
    head, count = b"", 0
    for content in hummingbird_records.output(connection):
        if b"\r\n\r\n" not in head:
            head += content
            count = len(head.partition(b"\r\n\r\n")[2])
        else:
            count += len(content)
    sender.join()
    return count


def most_memory(process: int) -> int:
    """The highest resident memory of a process so far, in bytes."""
    with open(f"/proc/{process}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


def failures(path: str, length: int = LENGTH) -> list[str]:
    """Returns what is wrong.

    :param path: the program HummingbirdProbe.
    """
    environment = {"PROBE_BODY_LIMIT": str(length), "PROBE_TIMEOUT": "900"}
    found, after = [], []
    with hummingbird_responses.program(path, environment, "--listen", "@SOCKET@") as connect:
        for size in (WARM_UP, length):
            with connect() as connection:
                connection.settimeout(120)
                credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                process = struct.unpack("3i", credentials)[0]
                count = echoed(connection, size)
            after.append(most_memory(process))
            if count != size:
                found.append(f"{count} of {size} bytes came back")
    mebibytes = [memory / (1 << 20) for memory in after]
    print(f"hummingbird, memory: {mebibytes[0]:.1f} MiB after {WARM_UP >> 20} MiB up and down, "
          f"{mebibytes[1]:.1f} MiB after {length >> 20} MiB")  # fmt: skip
    if after[1] - after[0] > GROWTH:
        found.append(f"the memory grows from {after[0]} to {after[1]} bytes")
    return found
