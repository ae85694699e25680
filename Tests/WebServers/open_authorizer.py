"""With an authorizer that opens everything, Apache may send the plain files of the directory and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator

import apache_places
import delegating_responses
import hostile_requests
import raw_client
import url_spellings
from apache_places import Condition, Layout, Place
from bait_files import ASSET, MARK, RAN
from hostile_requests import Request
from leak_detector import LISTING
from templates import Template

CONDITIONS = [
    Condition("all requirements met"),
    Condition("AcceptPathInfo On, MultiViews", options="All MultiViews", directory="AcceptPathInfo On"),
    Condition("server-side includes", options="FollowSymLinks Includes", directory="SetOutputFilter INCLUDES"),
    Condition(
        "PHP-like handlers by suffix",
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
        clean = url_spellings.plain(path)
        for target, is_exact in ((clean, True), (url_spellings.every(path), True), (clean + b"/", False),
                                 (clean + b"/x", False), (clean.rpartition(b".")[0], False)):  # fmt: skip
            yield hostile_requests.request(place.prefix, target), is_plain and is_exact


def search(layout: Layout, template: Template, program: str, condition: Condition) -> tuple[int, list[str]]:
    """Returns how many requests were sent, and the responses that give away too much."""
    found: list[str] = []
    opened = 0
    layout = delegating_responses.with_program(layout, program)
    with apache_places.serving(layout, template.path, condition):
        place = layout.places[0]
        sent = list(requests(place))
        is_open = {request.data for request, may_be_sent in sent if may_be_sent}

        def receive(request: Request, response: bytes | None) -> None:
            nonlocal opened
            response = response or b""
            shows = MARK in response or ASSET in response or b"root:x:0:0:" in response
            if RAN in response or LISTING.search(response) or (shows and request.data not in is_open):
                found.append(f"{request.target!r} got {response[:200]!r}")
            opened += shows

        raw_client.send(place.address, (request for request, _ in sent), receive, at_once=apache_places.PROCESSES)
        found += [f"Apache has run {name}" for name in layout.ran()]
    if opened < 50:
        found.append(f"only {opened} files were sent, so the program opens too little")
    return len(sent), found
