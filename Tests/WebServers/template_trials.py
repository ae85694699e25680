"""Sends hostile requests to a template under one condition, and reports what was seen."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import apache_places
import hostile_requests
import paths_behind_files
import private_apache
import raw_client
import templates
from apache_places import Condition, Layout, Place
from bait_files import ASSET, Bait
from hostile_requests import Request
from leak_detector import LeakDetector
from templates import Recipe, Template

# Makes requests below a mount for the files there.
Requests = Callable[[bytes, Bait], Iterator[Request]]
WELCOME = b"Welcome, Ada Lovelace."
# How long a recipe may take for a response: it makes Apache try to run files that do not run.
RECIPE_PATIENCE = 20


def is_nested(request: Request) -> bool:
    """Whether a request is for something below a hostile .htaccess."""
    target = hostile_requests.decoded(request.target)
    return b"nested" in target or b"assets" in target


def nothing(request: Request) -> bool:
    """Selects no request."""
    return False


@dataclass(frozen=True)
class Report:
    """What was seen at a place."""

    place: Place
    # The response to a request that the application has a route for.
    welcome: bytes
    detector: LeakDetector
    # How many requests were sent.
    count: int

    @property
    def responds(self) -> bool:
        """Whether the application responds."""
        return WELCOME in self.welcome

    def failures(self, responds: bool | None) -> list[str]:
        """What is wrong at the place.

        :param responds: whether the application must respond; `None` if it may or may not.
        """
        found = self.detector.failures()
        if responds is not None and self.responds != responds:
            wanted = "does not respond" if responds else "responds, and must not"
            found.append(f"the application {wanted}: {self.welcome[:300]!r}")
        return [f"{self.place.name}: {text}" for text in found]


def run(
    layout: Layout,
    template: Template,
    condition: Condition,
    places: Iterable[Place],
    requests: Requests,
    stride: int = 1,
    leave_out: Callable[[Request], bool] = nothing,
    behind_files: bool = True,
) -> list[Report]:
    """Sends the requests at each place.

    :param stride: of the requests, only every so many are sent.
    :param leave_out: selects requests that are not sent.
    :param behind_files: whether to send the requests for paths behind files as well.
    """
    reports: list[Report] = []
    started: set[bytes] = set()
    with open(layout.binary, "rb") as file:
        binary = file.read()
    with apache_places.serving(layout, template.path, condition) as process:
        for place in places:
            if place.name == "Alias" and "alias" in condition.without:
                # Without mod_alias it has no URL.
                continue
            above = [apache_places.ABOVE]
            detector = LeakDetector(place.bait, place.prefix, binary, above, template.opens_assets)
            if condition.slow:
                reports.append(few_requests(place, detector))
                break

            def receive(request: Request, response: bytes | None) -> None:
                if response is None:
                    print(f"    no response to {request.data[:160]!r}; the processes wait in:")
                    print(*private_apache.states(process), sep="\n")
                detector(request, response)

            patience = RECIPE_PATIENCE if isinstance(template, Recipe) else raw_client.PATIENCE
            count, is_ideal = 0, condition is templates.IDEAL
            if behind_files:
                count += paths_behind_files.search(place, template, detector, receive, is_ideal, patience)
            welcome: list[bytes] = []
            raw_client.send(
                place.address,
                [hostile_requests.request(place.prefix, b"guests/ada")],
                lambda _, response: welcome.append(response or b"no response"),
            )
            wanted = itertools.islice(requests(place.prefix, place.bait), 0, None, stride)
            if detector.total < paths_behind_files.ENOUGH or isinstance(template, Recipe):
                sent = (request for request in wanted if not leave_out(request))
                count += raw_client.send(place.address, sent, receive, at_once=apache_places.PROCESSES)
            if is_ideal and template.opens_assets and b"assets" in place.bait.directories:
                check_asset(place, detector)
            # A script can run without a response that shows it.
            for name in layout.ran():
                detector.add("execution", [(None, name.encode())])
            for path in set(paths_behind_files.started(layout)) - started:
                detector.add("execution", [(None, path)])
                started.add(path)
            reports.append(Report(place, welcome[0], detector, count))
    return reports


def check_asset(place: Place, detector: LeakDetector) -> None:
    """Checks that Apache sends a file of assets/ itself. A template that sends none is safe, and does not do its work.

    The hostile .htaccess there replaces the rules of the template, so it is away meanwhile.
    """

    def receive(request: Request, response: bytes | None) -> None:
        if ASSET not in (response or b""):
            detector.add("asset that is not sent", [(request, response or b"no response")])

    hostile, away = f"{place.public}/assets/.htaccess", f"{place.public}/assets/.htaccess-away"
    os.rename(hostile, away)
    try:
        raw_client.send(place.address, [hostile_requests.request(place.prefix, b"assets/style.css")], receive)
    finally:
        os.rename(away, hostile)


def few_requests(place: Place, detector: LeakDetector) -> Report:
    """Sends a few requests, and does not count those without a response as failures."""
    paths = (b".env", b"notes.txt", b"run.sh", b"app.fcgi")
    requests = [hostile_requests.request(place.prefix, path) for path in paths]
    count = raw_client.send(place.address, requests, detector, patience=5)
    detector.unanswered.clear()
    return Report(place, b"", detector, count)
