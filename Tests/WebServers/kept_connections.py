"""Checks that nginx loses no request when it keeps its connections to a program.

There are more connections than the program has workers. A program that closed one connection to serve another would
lose the request that nginx is sending on it. nginx sends a GET again, and responds to a POST with 502.
"""

from __future__ import annotations

import collections
import concurrent.futures
import glob
import http.client
import os
import signal
import threading
import time

import polling
import server_configurations
from server_configurations import Server
from steady_load import Load

Outcomes = collections.Counter[str]
CLIENTS = 8
REQUESTS = 500
PROCESSES = 2
RELOADED = b"reloaded: 2 new processes serve"
# The routes of TestApp for each method.
ROUTES = {"GET": "/", "POST": "/echo"}


def with_kept_connections(text: str) -> str:
    """The configuration for nginx, with connections that are kept."""
    text = text.replace("    server {\n", "    upstream app { server unix:@SOCKET@; keepalive 16; }\n    server {\n", 1)
    return text.replace("fastcgi_pass unix:@SOCKET@;", "fastcgi_pass app; fastcgi_keep_conn on;")


def statuses(server: Server, method: str) -> Outcomes:
    """Sends requests from several clients at a time, and counts the statuses."""

    def client(_: int) -> Outcomes:
        found = Outcomes()
        connection = http.client.HTTPConnection(*server.address, timeout=60)
        for number in range(REQUESTS):
            body = f"{number}" if method == "POST" else None
            connection.request(method, f"{server_configurations.MOUNT}/{number}", body, {"Host": "localhost"})
            response = connection.getresponse()
            text = response.read()
            whole = f"{server_configurations.MOUNT}/{number}\n".encode() in text and text.endswith(
                (body or "").encode()
            )
            found[str(response.status) if whole else "the response to another request"] += 1
        connection.close()
        return found

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(client, range(CLIENTS)), Outcomes())


def failures(program: str) -> list[str]:
    """Prints the statuses for GET and POST, and returns those that are wrong."""
    found = []
    with server_configurations.serving("nginx.conf", program, edit=with_kept_connections) as server:
        for method in ("GET", "POST"):
            outcome = statuses(server, method)
            print(f"nginx keeps its connections, {method}: {dict(outcome)}")
            if outcome != {"200": CLIENTS * REQUESTS}:
                found.append(f"{method}: {dict(outcome)}")
    return found


class Clients:
    """Clients that keep their connections to nginx."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.local = threading.local()

    def send(self, method: str) -> str:
        """Sends a request. Returns what is wrong, or ""."""
        connection: http.client.HTTPConnection | None = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection(*self.server.address, timeout=60)
        try:
            body = "1" if method == "POST" else None
            connection.request(method, ROUTES[method], body, {"Host": "localhost"})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self.local.connection = None
            return f"{type(error).__name__}: {error}"
        return "" if response.status == 200 else f"status {response.status}"


def supervisor(server: Server) -> int:
    """The process whose parent does not run the same program."""
    own = {}
    for path in glob.glob("/proc/[0-9]*"):
        try:
            if os.path.dirname(os.readlink(path + "/exe")) == server.directory:
                with open(path + "/stat") as file:
                    own[int(os.path.basename(path))] = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    (found,) = {process for process, parent in own.items() if parent not in own}
    return found


def reload_failures(program: str, reloads: int) -> list[str]:
    """Replaces all processes of a program under load, while nginx keeps its connections. No request may be lost."""
    arguments = ("--processes", str(PROCESSES))
    with server_configurations.serving(
        "nginx.conf", program, *arguments, mount="/", edit=with_kept_connections
    ) as server:
        polling.until(lambda: server.lines(b" serves") >= PROCESSES)
        process, start = supervisor(server), time.monotonic()
        with Load(Clients(server).send) as load:
            for number in range(reloads):
                os.kill(process, signal.SIGHUP)
                if not polling.until(lambda: server.lines(RELOADED) > number):  # noqa: B023
                    return [f"reload {number} does not end: {server_configurations.written(server.directory)}"]
            # The last processes end under load, too.
            moment = time.monotonic()
            polling.until(lambda: load.done_since(moment) > 100)
        found = Outcomes(f"{sent.method} {sent.problem or 'responded'}" for sent in load.requests)
        seconds = time.monotonic() - start
        print(f"nginx keeps its connections, {reloads} reloads in {seconds:.0f} seconds: {dict(found)}")
        return [f"{text}: {count}" for text, count in found.items() if not text.endswith(" responded")]
