"""Whether the first piece of an answer arrives before the second is written, which is what server-sent events need."""

import dataclasses
import functools
import os
import select
import socket

import apache
import servers
import waiting
from apache import Condition

# How long the first piece may take; so long nothing came where it is said to be held back.
SILENCE = 2
# Which of the two kinds of streams arrive piece by piece: an event stream with "X-Accel-Buffering: no", and a plain
# one. For each configuration as it is, or with something more. docs/responses.md has the same.
FLUSHED = ("flushpackets=on", 'localhost/"', 'localhost/" flushpackets=on')
BUFFERED = ("server.stream-response-body = 0", "stream-response-body = 1", "stream-response-body = 0")
SERVERS = [
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


def opened(fifo):
    """The FIFO, open for writing; -1 if the program does not wait for that."""

    def attempt():
        nonlocal descriptor
        try:
            descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    descriptor = -1
    waiting.until(attempt)
    return descriptor


def arrives(connection, head, fifo):
    """Asks for a stream.

    :returns: whether its first piece arrived before the second was written, and what is wrong with it, or `None`.
    """
    connection.sendall(head + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    # From here on the first piece has left the program, and the second has not.
    descriptor = opened(fifo)
    if descriptor < 0:
        return None, "the program does not wait"
    answer = b""
    while b"first" not in answer and select.select([connection], [], [], SILENCE)[0]:
        piece = connection.recv(65536)
        if not piece:
            break
        answer += piece
    early = b"first" in answer
    wrong = b"second" in answer
    os.close(descriptor)
    while piece := connection.recv(65536):
        answer += piece
    if wrong or answer.find(b"first") < 0 or answer.find(b"second") < answer.find(b"first"):
        return early, f"not the stream: {answer[:400]}"
    return early, None


def mistakes(what, connect, prefix, fifo, wanted):
    """What is not as wanted, for both kinds of streams; each is told on standard output."""
    found = []
    for kind, is_wanted in wanted.items():
        with connect() as connection:
            connection.settimeout(30)
            early, wrong = arrives(connection, b"GET " + prefix + b"/" + kind.encode() + b" HTTP/1.1", fifo)
        print(f"{what}, {kind}: {'piece by piece' if early else 'held back'}")
        if wrong or early != is_wanted:
            found.append(f"{what}, {kind}: {wrong or f'piece by piece: {early}'}")
    return found


def behind_servers(program, names):
    """Behind the configurations for a server of one's own, or some of them."""
    found = []
    for name, change, wanted in SERVERS:
        if names and name not in names:
            continue
        added, old, new = change or ("", "", "")

        def edit(text):
            if old not in text:
                raise ValueError(f"{name} has no {old}")
            return text.replace(old, new) if old else text

        arguments = ["--mount", servers.MOUNT, *servers.ARGUMENTS.get(name, [])]
        with servers.serving(name, program, *arguments, edit=edit) as server:
            what = f"{name} with {added}" if added else name
            connect = functools.partial(server.connect, False)
            found += mistakes(what, connect, servers.MOUNT.encode(), server.directory + "/fifo", wanted)
    return found


def behind_apache(layout, template, module, condition, is_wanted):
    """Behind a template; the environment is told as docs/configuration.md says."""
    fifo = layout.directory + "/fifo"
    if not os.path.exists(fifo):
        servers.make_fifo(layout.directory)
        apache.own(fifo)
    place = layout.places[0]
    set_variable = "FcgidInitialEnv" if module == "mod_fcgid" else "SetEnv"
    lines = [f"{set_variable} {name} {value}" for name, value in servers.environment(layout.directory).items()]
    condition = dataclasses.replace(condition, server="\n".join([condition.server, *lines]))
    with apache.serving(layout, template.path, condition):
        connect = functools.partial(socket.create_connection, place.address, 30)
        wanted = {"events": is_wanted, "stream": is_wanted}
        return mistakes(f"{module}, {condition.name}", connect, place.prefix, fifo, wanted)
