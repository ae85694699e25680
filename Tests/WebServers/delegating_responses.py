"""Sends requests to a program whose responses tell Apache to send a file. Behind a template, Apache must not do so."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import subprocess
import tempfile
from collections.abc import Iterator

import apache_places
import hostile_requests
import raw_client
import url_spellings
from apache_places import Condition, Layout, Place
from bait_files import MARK, RAN
from hostile_requests import Request
from leak_detector import METADATA
from templates import ROOT, Template

# The files that the responses name.
TARGETS = [
    b"notes.txt", b".env", b"index.html", b"run.sh", b"menu.var", b"page.shtml", b"answer.asis", b".htaccess",
    b"app.fcgi",
    b"plain/secret.txt", b"nested/rewrite-on/secret.txt", b"nested/everything/secret.txt", b"nested/scripts/run.sh",
    b"assets/.env", b"link-out.txt", b"link-self/notes.txt", b"data/users.csv", b"guests", b"",
]  # fmt: skip
# Hosts on which Apache acts on responses.
CONDITIONS = [
    Condition("all requirements met"),
    Condition("XSendFile On", directory='XSendFile On\nXSendFilePath "/"', modules=("xsendfile",)),
    Condition("XSendFile On, by Location", host='<Location "/">\nXSendFile On\n</Location>\nXSendFilePath "/"',
              modules=("xsendfile",)),
    Condition("server-side includes", options="FollowSymLinks Includes", directory="SetOutputFilter INCLUDES"),
    Condition("server-side includes, by type", options="All",
              directory="AddOutputFilterByType INCLUDES text/html text/plain"),
    Condition(
        "an ErrorDocument in the directory",
        host="\n".join(f"ErrorDocument {status} @MOUNT@/notes.txt" for status in (400, 403, 404, 405, 500)),
    ),
]  # fmt: skip


def responses(place: Place) -> Iterator[bytes]:
    """The responses of the program."""
    mount, directory = place.prefix, place.public.encode()
    for path in TARGETS:
        target = mount + b"/" + url_spellings.plain(path)
        for form in (
            b"Location: %s\r\n\r\n", b"Status: 200 OK\r\nLocation: %s\r\n\r\n",
            b"Location: %s\r\nStatus: 200\r\n\r\nbody",
            b"Location: %s?x=1\r\n\r\n", b"location:%s\r\nContent-Type: text/html\r\n\r\n", b"Location: %s#x\n\n",
            b"Status: 302 Found\r\nLocation: %s\r\n\r\n", b"Status: 0\r\nLocation: %s\r\n\r\n",
            b"Status: 404 Not Found\r\nLocation: %s\r\n\r\n", b"Status: 200\r\nContent-Location: %s\r\n\r\n",
            b"Status: 200\r\nX-Accel-Redirect: %s\r\n\r\n", b"Status: 200\r\nX-Reproxy-URL: %s\r\n\r\n",
            b"Status: 200\r\nX-LiteSpeed-Location: %s\r\n\r\n", b"Status: 200\r\nRefresh: 0; url=%s\r\n\r\n",
            b'Status: 200\r\nContent-Type: text/html\r\n\r\n<!--#include virtual="%s" -->',
        ):  # fmt: skip
            yield form % target
        for name in (b"X-Sendfile", b"X-SENDFILE", b"X-Sendfile2", b"X-Sendfile-Temporary", b"X-LIGHTTPD-send-file"):
            for file in (path, directory + b"/" + path):
                yield b"Status: 200\r\nContent-Type: text/plain\r\n%s: %s\r\n\r\n" % (name, file)
        yield b'Status: 200\r\nContent-Type: text/html\r\n\r\n<!--#include file="%s" -->' % path
    for target in (b"/%s/notes.txt", b"/.%s/notes.txt", b"%s//notes.txt", b"%s/x/../notes.txt", b"%s/./notes.txt",
                   b"%s/app.fcgi/notes.txt", b"%s/app.fcgi/../notes.txt", b"%s/notes%%2etxt",
                   b"%s/notes.txt/"):  # fmt: skip
        yield b"Location: " + target % mount + b"\r\n\r\n"
    for status in (b"", b"0", b"-1", b"99", b"100", b"101", b"103", b"199", b"206", b"300", b"304", b"406", b"412",
                   b"416", b"600", b"999", b"2000", b"abc", b"200\r\nStatus: 404", b"404\r\nStatus: 200", b"500",
                   b"503"):  # fmt: skip
        yield b"Status: " + status + b"\r\nContent-Type: text/plain\r\n\r\nbody"
    for kind in (b"httpd/unix-directory", b"application/x-type-map", b"text/x-server-parsed-html",
                 b"application/x-httpd-php",
                 b"application/x-httpd-cgi", b"message/http", b"text/html"):  # fmt: skip
        yield b'Status: 200\r\nContent-Type: %s\r\n\r\n<!--#exec cmd="./run.sh" --><!--#include file=".env" -->' % kind
    yield b"HTTP/1.1 200 OK\r\nLocation: %s/notes.txt\r\n\r\n" % mount
    yield b"Location: %s/notes.txt" % mount
    yield b""


def requests(place: Place) -> Iterator[tuple[bytes, Request]]:
    """Each response, with requests for it: for a page, for a file, and with other methods."""
    for response in responses(place):
        field = b"X-Response: " + response.hex().encode()
        yield response, hostile_requests.request(place.prefix, b"guests/ada", fields=[field])
        yield response, hostile_requests.request(place.prefix, b"nowhere.txt", fields=[field])
        if b"notes.txt" in response or b"secret" in response:
            yield response, hostile_requests.request(place.prefix, b"", fields=[field])
            yield response, hostile_requests.request(place.prefix, b"x.shtml", fields=[field])
            for method in (b"HEAD", b"POST"):
                yield response, hostile_requests.request(place.prefix, b"guests/ada", method=method, fields=[field])


def leaks(sent: bytes, received: bytes | None) -> bool:
    """Whether Apache has sent, or run, more than the program has sent."""
    if received is None:
        return False
    head = received.partition(b"\r\n\r\n")[0]
    if MARK in received or RAN in received or b"\x7fELF" in received or b"root:x:0:0:" in received:
        return True
    return any(field.group(1).lower() not in sent.lower() for field in METADATA.finditer(head))


Leak = tuple[bytes, bytes, bytes]


def search(
    layout: Layout, template: Template, condition: Condition
) -> tuple[int, list[Leak], collections.Counter[str]]:
    """Tests all responses.

    :returns: how many requests were sent, each leak as the request, the response of the program and that of Apache, and
        how often each status was received.
    """
    found: list[Leak] = []
    count, statuses = 0, collections.Counter[str]()
    with apache_places.serving(layout, template.path, condition):
        for place in layout.places[:1]:
            tried = list(requests(place))
            sent = {request.data: response for response, request in tried}

            def receive(request: Request, response: bytes | None) -> None:
                statuses[(response or b"")[9:12].decode(errors="replace")] += 1
                if leaks(sent[request.data], response):
                    found.append((request.data, sent[request.data], response or b""))

            wanted = (request for _, request in tried)
            count += raw_client.send(place.address, wanted, receive, at_once=apache_places.PROCESSES, patience=20)
            found += [(b"", b"", name.encode()) for name in layout.ran()]
    return count, found, statuses


@contextlib.contextmanager
def program() -> Iterator[str]:
    """Builds the program in a directory of its own. It sends the response that a header field of the request has."""
    with tempfile.TemporaryDirectory(prefix="responses.") as directory:
        path = directory + "/responses"
        command = [
            "cc",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            path,
            f"{ROOT}/Tests/Fixtures/responses.c",
            "-lfcgi",
        ]
        subprocess.run(command, check=True)
        yield path


def with_program(layout: Layout, path: str) -> Layout:
    """The same directory with another program."""
    return dataclasses.replace(layout, binary=path)
