"""Checks that nginx loses no request when it keeps its connections to a program.

There are more connections than the program has workers. A program that closed one connection to serve another would
lose the request that nginx is sending on it. nginx sends a GET again, and responds to a POST with 502.
"""

from __future__ import annotations

import collections
import concurrent.futures
import http.client

import server_configurations
from server_configurations import Server

Outcomes = collections.Counter[str]
CLIENTS = 8
REQUESTS = 500


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
