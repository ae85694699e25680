"""What a client sees of a response that breaks off, behind each server. docs/servers.md has the same table."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping

import apache_places
import kept_connections
import server_configurations
from apache_places import Condition, Layout
from server_configurations import Edit, Server, unchanged
from templates import ROOT, Template

CUT = "cut"
WHOLE = "looks whole"
PAGE = "looks whole, with an error page behind it"
BUFFERED = ("server.stream-response-body = 1", "server.stream-response-body = 0")
TRUSTED = Condition("SetEnv ap_trust_cgilike_cl 1", server="SetEnv ap_trust_cgilike_cl 1")
CGI = Condition("as it is", without=("cgid",), modules=("cgi",))
# The name in the table, the configuration and its change, and what a client sees without and with Content-Length.
SERVERS: list[tuple[str, str, Edit, str, str]] = [
    ("nginx", "nginx.conf", unchanged, CUT, CUT),
    ("nginx, `fastcgi_keep_conn on`", "nginx.conf", kept_connections.with_kept_connections, CUT, CUT),
    ("lighttpd", "lighttpd.conf", unchanged, CUT, CUT),
    ("lighttpd, `server.stream-response-body = 0`", "lighttpd.conf", lambda t: t.replace(*BUFFERED), WHOLE, CUT),
    ("HAProxy", "haproxy.cfg", unchanged, CUT, CUT),
    ("Caddy", "Caddyfile", unchanged, WHOLE, CUT),
    ("mod_proxy_fcgi", "apache-proxy.conf", unchanged, CUT, CUT),
]
APACHES = [
    ("mod_fcgid", "fcgid-rewrite", Condition("as it is"), PAGE, CUT),
    ("CGI (mod_cgid)", "cgi-rewrite", Condition("as it is"), WHOLE, WHOLE),
    ("CGI (mod_cgid), `SetEnv ap_trust_cgilike_cl 1`", "cgi-rewrite", TRUSTED, WHOLE, CUT),
    ("CGI (mod_cgi)", "cgi-rewrite", CGI, WHOLE, WHOLE),
]
# What the requests tell the program to do.
WISHES = ("break off", "break off with a length")
# The servers that `make test` tests.
BRIEF = {"nginx.conf", "lighttpd.conf", "fcgid-rewrite"}


def outcome(address: tuple[str, int], target: str, wish: str) -> str:
    """How a response looks to a client, which can tell only by HTTP whether it is complete."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", target, headers={"Host": "localhost", "X-Do": wish})
    try:
        response = connection.getresponse()
        body = response.read()
    except (http.client.IncompleteRead, ConnectionResetError):
        return CUT
    except TimeoutError:
        return "waits"
    finally:
        connection.close()
    if response.status != 200 or not body.startswith(b"x" * 1000):
        return f"{response.status}, {body[:100]!r}"
    return PAGE if b"<!DOCTYPE" in body else WHOLE


def failures(name: str, address: tuple[str, int], prefix: str, *wanted: str) -> list[str]:
    """Prints the row of the table, and returns what is wrong in it or in the document."""
    seen = [outcome(address, f"{prefix}/x", wish) for wish in WISHES]
    row = f"| {name} | {seen[0]} | {seen[1]} |"
    print(row)
    found = [] if seen == list(wanted) else [f"{row} should have {wanted}"]
    with open(ROOT + "/docs/servers.md") as file:
        if row + "\n" not in file.read():
            found.append(f"docs/servers.md does not have {row}")
    return found


def with_cache(text: str) -> str:
    """The configuration for nginx, with a cache for every response of status 200."""
    text = text.replace("    server {\n", "    fastcgi_cache_path @RUN@/cache keys_zone=app:1m;\n    server {\n", 1)
    cache = "fastcgi_cache app; fastcgi_cache_key $request_uri; fastcgi_cache_valid 200 1m;"
    cache += " fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary; add_header X-Cache $upstream_cache_status;"
    return text.replace("fastcgi_pass", cache + "\nfastcgi_pass", 1).replace(
        "fastcgi_ignore_headers X-Accel-Redirect;", "", 1
    )


def is_cached(server: Server, number: int, wish: str) -> bool:
    """Whether the second of two responses comes from the cache."""
    for _ in range(2):
        response, _ = server.send(
            f"GET {server_configurations.MOUNT}/{number} HTTP/1.1\r\nX-Do: {wish}", host="localhost"
        )
    return b"\r\nx-cache: hit" in response.partition(b"\r\n\r\n")[0].lower()


def cache_failures(program: str) -> list[str]:
    """Checks that nginx stores complete responses and no others."""
    found = []
    with server_configurations.serving("nginx.conf", program, edit=with_cache) as server:
        for number, wish in enumerate(("echo", *WISHES)):
            if (stored := is_cached(server, number, wish)) != (wish == "echo"):
                found.append(f"nginx with a cache, {wish}: stored: {stored}")
    return found


def behind_servers(program: str, names: Collection[str]) -> list[str]:
    """The failures behind the configurations in server-configurations/."""
    found = []
    for name, file, edit, *wanted in SERVERS:
        if file in names:
            with server_configurations.serving(file, program, edit=edit) as server:
                found += failures(name, server.address, server_configurations.MOUNT, *wanted)
    return found + (cache_failures(program) if "nginx.conf" in names else [])


def behind_apache(layout: Layout, by_name: Mapping[str, Template], names: Collection[str]) -> list[str]:
    """The failures behind the templates."""
    found = []
    for name, template, condition, *wanted in APACHES:
        if template in names:
            place = layout.places[0]
            with apache_places.serving(layout, by_name[template].path, condition):
                found += failures(name, place.address, place.prefix.decode(), *wanted)
    return found
