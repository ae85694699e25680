"""Checks what mod_fcgid, mod_cgid and mod_cgi do with header fields and with the standard output of a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import apache_places
import delegating_responses
import hostile_requests
import polling
import raw_client
from apache_places import Condition, Layout, Place
from templates import Template

MODULES = [
    ("mod_fcgid", "fcgid-rewrite", Condition("mod_fcgid")),
    ("mod_cgid", "cgi-rewrite", Condition("mod_cgid")),
    ("mod_cgi", "cgi-rewrite", Condition("mod_cgi", without=("cgid",), modules=("cgi",))),
]
# The modules that write the standard error of a program to the log of the virtual host. The others write it to the log
# of the server. docs/cookbook.md has the same.
LOGS_TO_HOST = ("mod_cgi",)
# The parameters of these fields have the names of other fields' parameters.
FIELDS = [b"X_Forwarded_For: 192.0.2.1", b"X.Forwarded.For: 192.0.2.1", b"X-One: 1"]
PRINTED = b"printed by the program"


def failures(layout: Layout, by_name: Mapping[str, Template], echo: str, responder: str) -> list[str]:
    """Returns the failures behind each module.

    :param echo: a program that responds with its parameters.
    :param responder: a program that prints a text.
    """
    found = []
    for module, name, condition in MODULES:
        template, place = by_name[name], layout.places[0]
        with apache_places.serving(delegating_responses.with_program(layout, echo), template.path, condition):
            response = send(place, FIELDS)
        if b"HTTP_X_ONE=1" not in response or b"HTTP_X_FORWARDED_FOR" in response:
            found.append(f"{module}: header fields arrive as {response[-1000:]!r}")
        found += log_failures(layout, template, module, condition, responder)
    return found


def log_failures(layout: Layout, template: Template, module: str, condition: Condition, program: str) -> list[str]:
    """Checks in which log the standard output of the program is."""
    host_log = layout.directory + "/host.log"
    condition = dataclasses.replace(condition, host=f'ErrorLog "{host_log}"')
    with apache_places.serving(delegating_responses.with_program(layout, program), template.path, condition):
        response = send(layout.places[0], [b"X-Do: steps", b"X-Steps: print " + PRINTED + b";respond 200 whole"])
        polling.until(lambda: PRINTED in content(host_log) + content(layout.log))
        is_in_host, is_in_server = PRINTED in content(host_log), PRINTED in content(layout.log)
    expected = module in LOGS_TO_HOST
    print(f"{module}: print writes to the log of the {'virtual host' if is_in_host else 'server'}")
    if PRINTED in response or (is_in_host, is_in_server) != (expected, not expected):
        return [
            f"{module}: print: host's log: {is_in_host}, server's log: {is_in_server}; response: {response[:300]!r}"
        ]
    return []


def send(place: Place, fields: list[bytes]) -> bytes:
    """Sends a request with header fields, and returns the response."""
    received: list[bytes] = []
    request = hostile_requests.request(place.prefix, b"x", fields=fields)
    raw_client.send(place.address, [request], lambda _, response: received.append(response or b"no response"))
    return received[0]


def content(path: str) -> bytes:
    """The content of a log."""
    with open(path, "rb") as file:
        return file.read()
