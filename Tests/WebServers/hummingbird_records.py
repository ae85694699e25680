"""Reads and writes the records of one FastCGI request."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping


def record(kind: int, content: bytes) -> bytes:
    """A FastCGI record."""
    return bytes([1, kind, 0, 1]) + len(content).to_bytes(2, "big") + b"\0\0" + content


def request(parameters: Mapping[str, str]) -> bytes:
    """The beginning of a request, without its body. Names and values are shorter than 128 bytes."""
    encoded = ((name.encode(), value.encode()) for name, value in parameters.items())
    block = b"".join(bytes([len(name), len(value)]) + name + value for name, value in encoded)
    return record(1, b"\0\1\0\0\0\0\0\0") + record(4, block) + record(4, b"")


def output(connection: socket.socket) -> Iterator[bytes]:
    """The content of the output records."""
    stream = connection.makefile("rb")
    while head := stream.read(8):
        kind, length, padding = head[1], int.from_bytes(head[4:6], "big"), head[6]
        content = stream.read(length + padding)[:length]
        if kind == 3:
            return
        if kind == 6:
            yield content
