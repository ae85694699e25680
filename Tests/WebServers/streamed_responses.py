"""Checks whether the first part of a response arrives before the second one is written, as server-sent events need."""

from __future__ import annotations

import dataclasses
import functools
import os
import select
import socket
from collections.abc import Callable, Collection, Mapping

import apache_places
import polling
import private_apache
import server_configurations
from apache_places import Condition, Layout
from templates import Template

# The seconds for the first part. Where it is said to be buffered, nothing arrives for so long.
SILENCE = 2
# Whether the parts of two kinds of streams arrive one by one: an event stream with "X-Accel-Buffering: no", and a plain
# stream. For each configuration, unchanged or with one change. docs/responses.md has the same.
FLUSHED = ("flushpackets=on", 'localhost/"', 'localhost/" flushpackets=on')
BUFFERED = ("server.stream-response-body = 0", "stream-response-body = 1", "stream-response-body = 0")
SERVERS: list[tuple[str, tuple[str, str, str] | None, dict[str, bool]]] = [
    ("nginx.conf", None, {"events": True, "stream": False}),
    ("lighttpd.conf", BUFFERED, {"events": False, "stream": False}),
    ("lighttpd.conf", None, {"events": True, "stream": True}),
    ("haproxy.cfg", None, {"events": True, "stream": True}),
    ("Caddyfile", None, {"events": True, "stream": False}),
    ("apache-proxy.conf", None, {"events": False, "stream": False}),
    ("apache-proxy.conf", FLUSHED, {"events": True, "stream": True}),
]
APACHES = [
    ("mod_fcgid", "fcgid-wrapper", Condition("as it is"), False),
    ("mod_fcgid", "fcgid-wrapper", Condition("FcgidOutputBufferSize 0", server="FcgidOutputBufferSize 0"), True),
    ("mod_cgid", "cgi-rewrite", Condition("as it is"), True),
    ("mod_cgi", "cgi-rewrite", Condition("as it is", without=("cgid",), modules=("cgi",)), True),
]


def opened(fifo: str) -> int:
    """Opens the FIFO for writing. Returns -1 if the program does not open it for reading."""

    descriptor = -1

    def attempt() -> bool:
        nonlocal descriptor
        try:
            descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    polling.until(attempt)
    return descriptor


def arrives(connection: socket.socket, head: bytes, fifo: str) -> tuple[bool, str | None]:
    """Requests a stream.

    :returns: whether its first part arrived before the second one was written, and what is wrong with it, if anything.
    """
    connection.sendall(head + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    # Now the program has written the first part, and not the second.
    descriptor = opened(fifo)
    if descriptor < 0:
        return False, "the program does not open the FIFO"
    response = b""
    while b"first" not in response and select.select([connection], [], [], SILENCE)[0]:
        piece = connection.recv(65536)
        if not piece:
            break
        response += piece
    early = b"first" in response
    wrong = b"second" in response
    os.close(descriptor)
    while piece := connection.recv(65536):
        response += piece
    if wrong or response.find(b"first") < 0 or response.find(b"second") < response.find(b"first"):
        return early, f"not the stream: {response[:400]!r}"
    return early, None


def failures(
    what: str, connect: Callable[[], socket.socket], prefix: bytes, fifo: str, wanted: Mapping[str, bool]
) -> list[str]:
    """Prints how both kinds of streams arrive, and returns what is wrong."""
    found = []
    for kind, is_wanted in wanted.items():
        with connect() as connection:
            connection.settimeout(30)
            early, wrong = arrives(connection, b"GET " + prefix + b"/" + kind.encode() + b" HTTP/1.1", fifo)
        print(f"{what}, {kind}: {'arrives in parts' if early else 'is buffered'}")
        if wrong or early != is_wanted:
            found.append(f"{what}, {kind}: {wrong or f'arrives in parts: {early}'}")
    return found


def behind_servers(program: str, names: Collection[str] | None) -> list[str]:
    """The failures behind the configurations in server-configurations/, or behind some of them."""
    found = []
    for name, change, wanted in SERVERS:
        if names and name not in names:
            continue
        added, old, new = change or ("", "", "")

        def edit(text: str) -> str:
            if old not in text:
                raise ValueError(f"{name} does not contain {old}")
            return text.replace(old, new) if old else text

        arguments = ["--mount", server_configurations.MOUNT, *server_configurations.ARGUMENTS.get(name, [])]
        with server_configurations.serving(name, program, *arguments, edit=edit) as server:
            what = f"{name} with {added}" if added else name
            connect = functools.partial(server.connect, False)
            found += failures(what, connect, server_configurations.MOUNT.encode(), server.directory + "/fifo", wanted)
    return found


def behind_apache(layout: Layout, template: Template, module: str, condition: Condition, is_wanted: bool) -> list[str]:
    """The failures behind a template. The environment is set as docs/configuration.md says."""
    fifo = layout.directory + "/fifo"
    if not os.path.exists(fifo):
        server_configurations.make_fifo(layout.directory)
        private_apache.give_away(fifo)
    place = layout.places[0]
    set_variable = "FcgidInitialEnv" if module == "mod_fcgid" else "SetEnv"
    lines = [
        f"{set_variable} {name} {value}" for name, value in server_configurations.environment(layout.directory).items()
    ]
    condition = dataclasses.replace(condition, server="\n".join([condition.server, *lines]))
    with apache_places.serving(layout, template.path, condition):
        connect = functools.partial(socket.create_connection, place.address, 30)
        wanted = {"events": is_wanted, "stream": is_wanted}
        return failures(f"{module}, {condition.name}", connect, place.prefix, fifo, wanted)
