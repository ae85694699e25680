"""Checks which hosts a program behind a template responds for, if its command has `--host`."""

from __future__ import annotations

import re

import apache_places
import hostile_requests
import raw_client
from apache_places import Condition, Layout
from templates import Template

HOST = b"www.example.com"
# The templates with which mod_fcgid starts the program by a command with arguments. With the others, the host is set in
# the program.
TEMPLATES = ("fcgid-wrapper", "fcgid-rewrite", "fcgid-action", "fcgid-assets")


def with_host(text: str) -> str:
    """Adds `--host` to each FcgidWrapper of an .htaccess."""
    return re.sub(r'^(FcgidWrapper ".*?)"', rf'\1 --host {HOST.decode()}"', text, flags=re.M)


def failures(layout: Layout, template: Template) -> list[str]:
    """Returns the wrong responses. The named host is redirected to HTTPS, and every other host is refused."""
    found: list[str] = []
    condition = Condition("a host", edit=with_host)
    with apache_places.serving(layout, template.path, condition):
        for place in layout.places:
            for host, status in ((HOST, b"308"), (b"localhost", b"421"), (b"other.example", b"421")):
                received: list[bytes] = []
                raw_client.send(
                    place.address,
                    [hostile_requests.request(place.prefix, b"guests/ada", host=host)],
                    lambda _, response: received.append(response or b"no response"),
                )
                if not received[0].startswith(b"HTTP/1.1 " + status + b" "):
                    found.append(f"{place.name}, Host: {host.decode()}: {received[0][:200]!r}")
    return found
