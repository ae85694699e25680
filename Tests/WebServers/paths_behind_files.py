"""Finds out whether responses give away which files exist, and which files Apache has run."""

from __future__ import annotations

import itertools
import re

import hostile_requests
import raw_client
from apache_places import Layout, Place
from hostile_requests import Request
from leak_detector import LeakDetector
from raw_client import Receiver
from templates import Template

# What mod_fcgid writes to Apache's log at the level "info".
STARTED = re.compile(rb"mod_fcgid: (?:server [^:]*:(/.*)\(\d+\) started|spawn process (/.*) error)")


# After so many leaks the search ends. mod_fcgid tries for seconds to run a file that does not run.
ENOUGH = 2


def search(
    place: Place,
    template: Template,
    detector: LeakDetector,
    receive: Receiver,
    looks_for_differences: bool,
    patience: float,
) -> int:
    """Requests paths behind an executable, a readable and a missing file, and counts the leaks.

    :param receive: called with each request and its response. It passes them on to the detector.
    :param looks_for_differences: whether a status that depends on the file is a leak as well.
    :param patience: how many seconds to wait for each response.
    :returns: how many requests were sent.
    """
    count, stride = 0, 1 if looks_for_differences else template.stride
    for group in itertools.islice(hostile_requests.behind(place.prefix), 0, None, stride):
        statuses: dict[bytes, bytes] = {}

        def note(request: Request, response: bytes | None) -> None:
            receive(request, response)
            statuses[request.data] = (response or b"no response")[:12]

        count += raw_client.send(place.address, group, note, patience=patience)
        # Files in assets/ that are served are no secret.
        is_open = template.opens_assets and b"/assets/run.txt/" in hostile_requests.decoded(group[0].target)
        if looks_for_differences and not is_open and len(set(statuses.values())) > 1:
            detector.add("existence", [(request, statuses[request.data]) for request in group])
        if detector.total >= ENOUGH:
            break
    return count


def started(layout: Layout) -> list[bytes]:
    """The files other than app.fcgi that mod_fcgid has run or tried to run."""
    with open(layout.log, "rb") as file:
        paths = {found[1] or found[2] for found in STARTED.finditer(file.read())}
    return sorted(path for path in paths if not path.endswith(b"/app.fcgi"))
