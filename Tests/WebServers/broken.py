"""What a client sees of a response that breaks off, behind each server: docs/servers.md has the same table."""

import http.client

import apache
import kept
import servers
from apache import Condition
from templates import ROOT

CUT = "cut"
WHOLE = "looks whole"
PAGE = "looks whole, with an error page behind it"
BUFFERED = ("server.stream-response-body = 1", "server.stream-response-body = 0")
TRUSTED = Condition("SetEnv ap_trust_cgilike_cl 1", server="SetEnv ap_trust_cgilike_cl 1")
CGI = Condition("as it is", without=("cgid",), modules=("cgi",))
# What it is called in the table, how it is served, and what is seen without a Content-Length and with one.
SERVERS = [
    ("nginx", "nginx.conf", None, CUT, CUT),
    ("nginx, `fastcgi_keep_conn on`", "nginx.conf", kept.keeping, CUT, CUT),
    ("lighttpd", "lighttpd.conf", None, CUT, CUT),
    ("lighttpd, `server.stream-response-body = 0`", "lighttpd.conf", lambda t: t.replace(*BUFFERED), WHOLE, CUT),
    ("HAProxy", "haproxy.cfg", None, CUT, CUT),
    ("Caddy", "Caddyfile", None, WHOLE, CUT),
    ("mod_proxy_fcgi", "apache-proxy.conf", None, CUT, CUT),
]
APACHES = [
    ("mod_fcgid", "fcgid-rewrite", Condition("as it is"), PAGE, CUT),
    ("CGI (mod_cgid)", "cgi-rewrite", Condition("as it is"), WHOLE, WHOLE),
    ("CGI (mod_cgid), `SetEnv ap_trust_cgilike_cl 1`", "cgi-rewrite", TRUSTED, WHOLE, CUT),
    ("CGI (mod_cgi)", "cgi-rewrite", CGI, WHOLE, WHOLE),
]
# What the program is asked for.
WISHES = ("break off", "break off with a length")
# In every run of the tests.
BRIEF = {"nginx.conf", "lighttpd.conf", "fcgid-rewrite"}


def outcome(address, target, wish):
    """What a client makes of a response: nothing but HTTP tells it whether that is whole."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", target, headers={"Host": "localhost", "X-Do": wish})
    try:
        answer = connection.getresponse()
        body = answer.read()
    except (http.client.IncompleteRead, ConnectionResetError):
        return CUT
    except TimeoutError:
        return "waits"
    finally:
        connection.close()
    if answer.status != 200 or not body.startswith(b"x" * 1000):
        return f"{answer.status}, {body[:100]}"
    return PAGE if b"<!DOCTYPE" in body else WHOLE


def mistakes(name, address, prefix, *wanted):
    """What is not as wanted, without a length and with one, or not as the table has it; each is told."""
    seen = [outcome(address, f"{prefix}/x", wish) for wish in WISHES]
    row = f"| {name} | {seen[0]} | {seen[1]} |"
    print(row)
    found = [] if seen == list(wanted) else [f"{row} is not {wanted}"]
    with open(ROOT + "/docs/servers.md") as file:
        if row + "\n" not in file.read():
            found.append(f"docs/servers.md does not have {row}")
    return found


def caching(text):
    """The configuration for nginx, with a cache that takes every response of status 200."""
    text = text.replace("    server {\n", "    fastcgi_cache_path @RUN@/cache keys_zone=app:1m;\n    server {\n", 1)
    cache = "fastcgi_cache app; fastcgi_cache_key $request_uri; fastcgi_cache_valid 200 1m;"
    cache += " fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary; add_header X-Cache $upstream_cache_status;"
    return text.replace("fastcgi_pass", cache + "\nfastcgi_pass", 1).replace(
        "fastcgi_ignore_headers X-Accel-Redirect;", "", 1
    )


def cached(server, number, wish):
    """Whether the second of two responses comes out of the cache."""
    for _ in range(2):
        answer, _ = server.ask(f"GET {servers.MOUNT}/{number} HTTP/1.1\r\nX-Do: {wish}", host="localhost")
    return b"\r\nx-cache: hit" in answer.partition(b"\r\n\r\n")[0].lower()


def cache_mistakes(program):
    """Whether nginx stores a broken response; a whole one it has to store, or this would see nothing."""
    found = []
    with servers.serving("nginx.conf", program, edit=caching) as server:
        for number, wish in enumerate(("echo", *WISHES)):
            if (is_cached := cached(server, number, wish)) != (wish == "echo"):
                found.append(f"nginx with a cache, {wish}: stored: {is_cached}")
    return found


def behind_servers(program, names):
    """Behind the configurations for a server of one's own."""
    found = []
    for name, file, edit, *wanted in SERVERS:
        if file in names:
            with servers.serving(file, program, edit=edit or (lambda text: text)) as server:
                found += mistakes(name, server.address, servers.MOUNT, *wanted)
    return found + (cache_mistakes(program) if "nginx.conf" in names else [])


def behind_apache(layout, by_name, names):
    """Behind the templates."""
    found = []
    for name, template, condition, *wanted in APACHES:
        if template in names:
            place = layout.places[0]
            with apache.serving(layout, by_name[template].path, condition):
                found += mistakes(name, place.address, place.prefix.decode(), *wanted)
    return found
