"""Sends requests while mod_fcgid ends processes and starts new ones. No request may be lost."""

from __future__ import annotations

import collections
import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import apache_places
import polling
import private_apache
from apache_places import Condition, Layout, Place
from templates import Template

# How long each scenario lasts.
SECONDS = 10
# How long a client waits. mod_fcgid delays requests by seconds.
PATIENCE = 20
# The outcome of a request without a response in that time.
HANGS = "TimeoutError after 0 bytes"
WELCOME = b"Welcome, Ada Lovelace.\n"


@dataclass(frozen=True)
class Scenario:
    """What happens to a server while it gets requests."""

    name: str
    # Lines for the server.
    server: str = ""
    # Called repeatedly, with a pause in seconds.
    act: Callable[[Layout], None] | None = None
    pause: float = 0
    # The seconds between two requests of a client, if processes are to be idle.
    rest: float = 0
    # Whether processes must end while Apache runs. Otherwise the scenario did not happen.
    ends: bool = False
    # Whether mod_fcgid itself may never respond to a request, with any program. A request in an old process of Apache
    # that needs a new program can wait for a process manager that has ended. The table has the number.
    loses: bool = False


def begin_graceful(layout: Layout) -> None:
    """Begins a graceful restart."""
    subprocess.run(
        [private_apache.APACHE, "-f", layout.directory + "/apache.conf", "-k", "graceful"], check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def graceful(layout: Layout) -> None:
    """Restarts Apache gracefully, and waits until its log says that it is done."""
    done = resumed(layout)
    begin_graceful(layout)
    if not polling.until(lambda: resumed(layout) > done):
        raise RuntimeError("a graceful restart did not end")


def resumed(layout: Layout) -> int:
    """How often Apache has started or restarted."""
    return logged(layout, b"resuming normal operations")


def logged(layout: Layout, text: bytes) -> int:
    """How often Apache's log contains a text."""
    with open(layout.log, "rb") as file:
        return file.read().count(text)


def replace(layout: Layout) -> None:
    """Replaces the binary by a rename, as the documentation recommends."""
    place = layout.places[0]
    for home in (place.public, place.private):
        new = home + "/app.fcgi.next"
        shutil.copy(layout.binary, new)
        os.chmod(new, 0o711)
        private_apache.give_away(new)
        os.rename(new, home + "/app.fcgi")


# As many processes as Debian's own Apache may have. An old one keeps its slot until it has ended. Without a free slot,
# nothing accepts a connection, and the log says "scoreboard is full".
SLOTS = "ServerLimit 16"
FULL = b"AH03490"
SCENARIOS = [
    Scenario("nothing happens"),
    Scenario("apachectl -k graceful, one after the other", server=SLOTS, act=graceful, pause=0.5, loses=True),
    Scenario("apachectl -k graceful, one into the other", server=SLOTS, act=begin_graceful, pause=1, loses=True),
    Scenario(
        "FcgidIdleTimeout 1, and requests with pauses", rest=5, ends=True,
        server="FcgidIdleTimeout 1\nFcgidIdleScanInterval 1\nFcgidZombieScanInterval 1\nFcgidErrorScanInterval 1",
    ),
    Scenario(
        "FcgidProcessLifeTime 1, under load",
        server="FcgidProcessLifeTime 1\nFcgidIdleScanInterval 1\nFcgidZombieScanInterval 1",
    ),
    Scenario("FcgidMaxRequestsPerProcess 20", server="FcgidMaxRequestsPerProcess 20"),
    Scenario("the binary replaced by a rename, every second", act=replace, pause=1),
]  # fmt: skip


@dataclass
class Outcome:
    """What happened in a scenario."""

    # How often each outcome was seen; "responded" is a complete response.
    responses: collections.Counter[str]
    # How many processes of the program there were, and how many of them have ended.
    processes: int
    ended: int
    # Whether only the newest binary runs at the end.
    newest: bool


def run(layout: Layout, template: Template, scenario: Scenario) -> Outcome:
    """Runs a scenario while several clients send requests."""
    responses = collections.Counter[str]()
    seen: set[tuple[int, str]] = set()
    lock = threading.Lock()
    with apache_places.serving(layout, template.path, Condition(scenario.name, server=scenario.server)) as process:
        place = layout.places[0]
        # The first request waits until a program has started.
        first = send(place)
        if first != "responded":
            raise RuntimeError(f"no complete response before the scenario begins: {first}")
        end = time.monotonic() + SECONDS

        def client() -> None:
            while time.monotonic() < end:
                outcome = send(place)
                with lock:
                    responses[outcome] += 1
                time.sleep(scenario.rest)

        clients = [threading.Thread(target=client) for _ in range(apache_places.PROCESSES)]
        for thread in clients:
            thread.start()
        after = time.monotonic() + scenario.pause
        while time.monotonic() < end:
            time.sleep(0.05)
            seen |= programs(process)
            if scenario.act and time.monotonic() >= after:
                scenario.act(layout)
                after = time.monotonic() + scenario.pause
        for thread in clients:
            thread.join()
        ended = len(seen - programs(process))
        newest = True
        if scenario.act is replace:
            replace(layout)
            newest = becomes_newest(place, process)
    return Outcome(responses, len(seen), ended, newest)


def send(place: Place) -> str:
    """Sends a request. Returns "responded" for a complete response, and otherwise what was received."""
    request = b"GET " + place.prefix + b"/guests/ada HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    response = b""
    try:
        with socket.create_connection(place.address, PATIENCE) as connection:
            connection.sendall(request)
            while piece := connection.recv(65536):
                response += piece
    except OSError as error:
        return f"{type(error).__name__} after {len(response)} bytes"
    if response.startswith(b"HTTP/1.1 200 ") and response.endswith(WELCOME):
        return "responded"
    return response[:40].partition(b"\r\n")[0].decode(errors="replace") or "closed without a response"


def programs(process: subprocess.Popen[bytes]) -> set[tuple[int, str]]:
    """The processes that mod_fcgid has started, and the files that they run."""
    found: set[tuple[int, str]] = set()
    for pid in private_apache.session(process.pid):
        with contextlib.suppress(OSError):
            file = os.readlink(f"/proc/{pid}/exe")
            if not file.startswith(private_apache.APACHE):
                found.add((pid, file))
    return found


def becomes_newest(place: Place, process: subprocess.Popen[bytes]) -> bool:
    """Whether in the end only the file that is in the directory runs."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if send(place) != "responded":
            return False
        files = {file for _, file in programs(process)}
        if files and not any(file.endswith(" (deleted)") for file in files):
            return True
        time.sleep(0.1)
    return False
