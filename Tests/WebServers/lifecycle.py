"""Requests while mod_fcgid ends processes and starts new ones: none may be lost."""

import collections
import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

import apache
import waiting
from apache import Condition

# As long as each scenario lasts.
SECONDS = 10
# How long a client waits: mod_fcgid puts requests off by seconds, not by more.
PATIENCE = 20
# The outcome of a request that nobody has answered until then.
HANGS = "TimeoutError after 0 bytes"
WELCOME = b"Welcome, Ada Lovelace.\n"


@dataclass(frozen=True)
class Scenario:
    """What happens to a server while it is asked."""

    name: str
    # Lines for the server.
    server: str = ""
    # Done again and again, each time with so many seconds between.
    act: object = None
    pause: float = 0
    # How long each client waits between two requests: longer than a process may be idle.
    rest: float = 0
    # Whether processes have to end while Apache runs, or nothing has happened.
    ends: bool = False
    # Whether mod_fcgid itself may let a request wait for ever, whatever program runs: one of an old process of Apache
    # that wants a program started, and waits for an answer of a process manager that has ended. The table tells how many.
    loses: bool = False


def begin_graceful(layout, process):
    subprocess.run(
        [apache.APACHE, "-f", layout.directory + "/apache.conf", "-k", "graceful"], check=True, capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def graceful(layout, process):
    """A graceful restart, until Apache says that it is done."""
    done = resumed(layout)
    begin_graceful(layout, process)
    if not waiting.until(lambda: resumed(layout) > done):
        raise RuntimeError("a graceful restart does not end")


def resumed(layout):
    return logged(layout, b"resuming normal operations")


def logged(layout, text):
    """How often Apache's log says something."""
    with open(layout.log, "rb") as file:
        return file.read().count(text)


def replace(layout, process):
    """A new binary in the place of the old one, by a rename, as the documentation says."""
    place = layout.places[0]
    for home in (place.public, place.private):
        new = home + "/app.fcgi.next"
        shutil.copy(layout.binary, new)
        os.chmod(new, 0o711)
        apache.own(new)
        os.rename(new, home + "/app.fcgi")


# As many processes as Debian's own Apache may have. An old one has its place until it has ended, and where there is no
# place left, nobody accepts a connection: "scoreboard is full".
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


def try_scenario(layout, template, scenario):
    """Asks for some seconds.

    :returns: how often each outcome was seen; "answered" for a whole answer. How many processes of the program there
        were in all, how many of them have ended, and whether only the newest binary runs in the end.
    """
    outcomes, seen = collections.Counter(), set()
    lock = threading.Lock()
    with apache.serving(layout, template.path, Condition(scenario.name, server=scenario.server)) as process:
        place = layout.places[0]
        # The first one waits for a program to start.
        first = one(place)
        if first != "answered":
            raise RuntimeError(f"no answer before anything happens: {first}")
        end = time.monotonic() + SECONDS

        def client():
            while time.monotonic() < end:
                outcome = one(place)
                with lock:
                    outcomes[outcome] += 1
                time.sleep(scenario.rest)

        clients = [threading.Thread(target=client) for _ in range(apache.PROCESSES)]
        for thread in clients:
            thread.start()
        after = time.monotonic() + scenario.pause
        while time.monotonic() < end:
            time.sleep(0.05)
            seen |= programs(process)
            if scenario.act and time.monotonic() >= after:
                scenario.act(layout, process)
                after = time.monotonic() + scenario.pause
        for thread in clients:
            thread.join()
        ended = len(seen - programs(process))
        newest = True
        if scenario.act is replace:
            scenario.act(layout, process)
            newest = becomes_newest(place, process)
    return outcomes, len(seen), ended, newest


def one(place):
    """Asks once; "answered" or what came instead."""
    request = b"GET " + place.prefix + b"/guests/ada HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = b""
    try:
        with socket.create_connection(place.address, PATIENCE) as connection:
            connection.sendall(request)
            while piece := connection.recv(65536):
                answer += piece
    except OSError as error:
        return f"{type(error).__name__} after {len(answer)} bytes"
    if answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(WELCOME):
        return "answered"
    return answer[:40].partition(b"\r\n")[0].decode(errors="replace") or "closed without an answer"


def programs(process):
    """The processes that mod_fcgid has started, and the files that they run."""
    found = set()
    for pid in apache.session(process.pid):
        with contextlib.suppress(OSError):
            file = os.readlink(f"/proc/{pid}/exe")
            if not file.startswith(apache.APACHE):
                found.add((pid, file))
    return found


def becomes_newest(place, process):
    """Whether what answers is in the end the file that lies there, and nothing else of the program runs."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if one(place) != "answered":
            return False
        files = {file for _, file in programs(process)}
        if files and not any(file.endswith(" (deleted)") for file in files):
            return True
        time.sleep(0.1)
    return False
