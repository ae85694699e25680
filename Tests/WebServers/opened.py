"""Behind an authorizer that opens everything, Apache sends the plain files of the directory and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator

import apache
import corpus
import delegation
import spellings
import wire
from apache import Condition, Layout, Place
from bait import ASSET, MARK, RAN
from corpus import Request
from judge import LISTING
from templates import Template

CONDITIONS = [
    Condition("everything as the template wants it"),
    Condition("AcceptPathInfo On, MultiViews", options="All MultiViews", directory="AcceptPathInfo On"),
    Condition("server-side includes", options="FollowSymLinks Includes", directory="SetOutputFilter INCLUDES"),
    Condition(
        "PHP-like handlers by ending",
        options="FollowSymLinks ExecCGI",
        directory="AddHandler cgi-script .php .phtml .sh .cgi .pl .py .rb .txt",
    ),
    Condition("FcgidAccessCheckerAuthoritative Off", directory="FcgidAccessCheckerAuthoritative Off"),
]


def requests(place: Place) -> Iterator[tuple[Request, bool]]:
    """Each request, and whether the file that it names may be sent."""
    for path in [*place.bait.files, *place.bait.directories, b""]:
        file = os.path.join(os.fsencode(place.public), path)
        is_plain = (
            b"/" not in path and path[:1] not in (b".", b"") and os.path.isfile(file) and not os.path.islink(file)
        )
        clean = spellings.plain(path)
        for target, is_exact in ((clean, True), (spellings.every(path), True), (clean + b"/", False),
                                 (clean + b"/x", False), (clean.rpartition(b".")[0], False)):  # fmt: skip
            yield corpus.request(place.prefix, target), is_plain and is_exact


def mistakes(layout: Layout, template: Template, program: str, condition: Condition) -> tuple[int, list[str]]:
    """How many requests were sent, and the responses that show more than they may."""
    found: list[str] = []
    opened = 0
    layout = delegation.with_program(layout, program)
    with apache.serving(layout, template.path, condition):
        place = layout.places[0]
        asked = list(requests(place))
        is_open = {request.data: may for request, may in asked if may}

        def judge(request: Request, response: bytes | None) -> None:
            nonlocal opened
            response = response or b""
            shows = MARK in response or ASSET in response or b"root:x:0:0:" in response
            if RAN in response or LISTING.search(response) or (shows and request.data not in is_open):
                found.append(f"{request.target!r} gave {response[:200]!r}")
            opened += shows

        wire.ask(place.address, (request for request, _ in asked), judge, at_once=apache.PROCESSES)
        found += [f"{name} has run" for name in layout.ran()]
    if opened < 50:
        found.append(f"only {opened} files were sent: the program opens nothing")
    return len(asked), found
