"""Compares an application of Hummingbird on its own server with the same application behind web servers.

The same generated requests go to Hummingbird's own server and to the application behind mod_fcgid, mod_cgid, nginx and
by FastCGI without a web server. Status, header fields and body must be equal. FIELDS lists the fields that the servers
add.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence

import apache_places
import polling
import private_apache
import server_configurations
from apache_places import Condition, Layout
from templates import Template

# How many requests are generated.
COUNT = 1000
# Fields of the connection or of the server, and the security fields of the gate. docs/hummingbird.md has the same.
FIELDS = {
    b"date", b"server", b"connection", b"keep-alive", b"transfer-encoding", b"accept-ranges", b"upgrade",
    b"content-security-policy", b"cross-origin-opener-policy", b"cross-origin-resource-policy", b"permissions-policy",
    b"referrer-policy", b"x-content-type-options", b"x-frame-options",
}  # fmt: skip
# The web server can send a body without its length.
LENGTH = b"content-length"


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request without the mount."""

    method: str
    target: str
    fields: tuple[str, ...] = ()
    body: bytes = b""

    def data(self, mount: str) -> bytes:
        """The bytes of the request below a mount."""
        lines = [f"{self.method} {mount}{self.target} HTTP/1.1", "Host: localhost", "Connection: close", *self.fields]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclasses.dataclass(frozen=True)
class Answer:
    """The parts of a response that must be equal on all servers."""

    status: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    length: bytes | None
    body: bytes


def generated(seed: int, count: int = COUNT) -> list[Asked]:
    """Requests for all routes of the probe, and for paths that it does not have."""
    chance = random.Random(seed)

    def word() -> str:
        letters = [chance.choice("abcdefghij0123456789-_.~") for _ in range(chance.randrange(1, 12))]
        return "".join(letters).strip(".") or "a"

    def encoded() -> str:
        spaced = word() + "%20" + word()
        return chance.choice([word(), spaced, "%C3%A4" + word(), word() + "+", "%3F" + word(), "a%26b"])

    def query() -> str:
        pairs = [f"{word()}={encoded()}" for _ in range(chance.randrange(0, 5))]
        return "?" + "&".join(pairs) if pairs else chance.choice(["", "?"])

    def body(limit: int) -> bytes:
        return chance.randbytes(chance.choice([0, 1, chance.randrange(1, 300), chance.randrange(1, limit)]))

    def fields() -> tuple[str, ...]:
        names = ["".join(c for c in word() if c.isalnum()) or "a" for _ in range(chance.randrange(0, 4))]
        found = [f"X-Probe-{name}: {word()} {word()}" for name in dict.fromkeys(names)]
        found += chance.choice([[], ["Accept: text/html, */*;q=0.1"], ["Accept-Language: de, en;q=0.5"]])
        found += chance.choice([[], [f"Cookie: a={word()}; b={word()}"], ["User-Agent: probe/1 (a; b)"]])
        return tuple(dict.fromkeys(found))

    octets = "Content-Type: application/octet-stream"
    makers: list[Callable[[], Asked]] = [
        lambda: Asked("GET", "/" + query(), fields()),
        lambda: Asked(chance.choice(["GET", "HEAD"]), f"/items/{encoded()}{query()}", fields()),
        lambda: Asked(chance.choice(["PUT", "DELETE"]), f"/items/{word()}"),
        lambda: Asked("GET", "/deep/" + "/".join(encoded() for _ in range(chance.randrange(1, 6)))),
        lambda: Asked("GET", "/query" + query()),
        lambda: Asked("GET", "/fields", fields()),
        lambda: Asked(chance.choice(["GET", "HEAD"]), "/cookies", fields()),
        lambda: Asked(chance.choice(["GET", "HEAD"]), "/redirect"),
        lambda: Asked("GET", "/cached", chance.choice([(), ('If-None-Match: "v1"',), ('If-None-Match: "v2"',)])),
        lambda: Asked("GET", f"/error/{chance.choice([400, 401, 403, 404, 409, 418, 422, 500, 503])}"),
        lambda: Asked("GET", "/mishap"),
        lambda: Asked("POST", "/json", ("Content-Type: application/json",),
                      chance.choice([b'{"name": "a", "price": 1.5}', b'{"name": "\xc3\xa4", "price": 1, "tags": ["x"]}',
                                     b'{"name": 1}', b"{", b"[]"])),
        lambda: Asked("POST", "/form", ("Content-Type: application/x-www-form-urlencoded",),
                      f"a={encoded()}&b={encoded()}".encode()),
        # Longer bodies than 131,072 bytes get a 500 of mod_fcgid itself (FcgidMaxRequestLen).
        lambda: Asked("POST", "/sum", (octets,), body(130_000)),
        lambda: Asked("POST", "/echo", (octets,), body(60_000)),
        lambda: Asked("POST", "/ignore", (octets,), body(3_000)),
        lambda: Asked("GET", f"/download?pieces={chance.randrange(0, 20)}&size={chance.randrange(1, 20_000)}"
                             + chance.choice(["", "&length=yes"])),
        lambda: Asked("HEAD", "/download?pieces=3&size=100&length=yes"),
        lambda: Asked("OPTIONS", "/query", ("Origin: https://a.example", "Access-Control-Request-Method: GET")),
        lambda: Asked("GET", "/query", ("Origin: https://a.example",)),
        lambda: Asked(chance.choice(["GET", "POST", "PATCH", "DELETE", "OPTIONS", "HEAD"]), "/none/" + word()),
    ]  # fmt: skip
    requests = [maker() for maker in makers]
    return requests + [chance.choice(makers)() for _ in range(count - len(requests))]


def sent(connect: Callable[[], socket.socket], request: bytes) -> bytes:
    """Sends a request, and returns the whole response."""
    response = b""
    with connect() as connection:
        connection.settimeout(30)
        connection.sendall(request)
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                response += piece
    return response


def answer(response: bytes, asked: Asked) -> Answer:
    """Reads a response."""
    head, _, body = response.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    if (b"transfer-encoding", b"chunked") in pairs and asked.method != "HEAD":
        body = unchunked(body)
    length = next((value for name, value in pairs if name == LENGTH), None)
    kept = sorted((name, value) for name, value in pairs if name not in FIELDS and name != LENGTH)
    return Answer(status.split(b" ")[1] if b" " in status else status, tuple(kept), length, body)


def unchunked(body: bytes) -> bytes:
    """The content of a body in chunks. Trailing fields are left out, because FastCGI has none."""
    content = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        count = int(size.split(b";")[0], 16)
        if count == 0:
            return content
        content += rest[:count]
        body = rest[count + 2 :]
    return content + b"(the last chunk is missing)"


def equal(own: Answer, other: Answer) -> bool:
    """Whether two answers are equal. A length is compared only if both have one."""
    if own.length and other.length and (own.length != other.length) and not lengthless(own):
        return False
    return dataclasses.replace(own, length=None) == dataclasses.replace(other, length=None)


def lengthless(own: Answer) -> bool:
    """Whether the status has no body, so that the length says nothing."""
    return own.status in (b"204", b"304")


def differences(
    what: str, own: Mapping[Asked, Answer], requests: Sequence[Asked], connect: Callable[[], socket.socket], mount: str
) -> list[str]:
    """Sends all requests, and returns the differences to the answers of Hummingbird's own server."""
    found = []
    for asked in requests:
        other = answer(sent(connect, asked.data(mount)), asked)
        if not equal(own[asked], other):
            found.append(f"{what}: {asked.method} {asked.target}: {shown(own[asked])} is {shown(other)}")
    print(f"{what}: {len(requests)} requests, {len(found)} differences", *found[:10], sep="\n    ", flush=True)
    return found


def shown(found: Answer) -> str:
    """An answer for a message."""
    return f"{found.status.decode()} {found.fields} {found.length!r} {len(found.body)} bytes {found.body[:60]!r}"


@contextlib.contextmanager
def program(path: str, environment: Mapping[str, str], *arguments: str) -> Iterator[Callable[[], socket.socket]]:
    """Runs the probe, and yields a function that connects to its socket."""
    directory = tempfile.mkdtemp(prefix="hummingbird.")
    address = directory + "/probe.sock"
    filled = {name: value.replace("@SOCKET@", address) for name, value in environment.items()}
    process = subprocess.Popen(
        [path, *(argument.replace("@SOCKET@", address) for argument in arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", **filled},
    )  # fmt: skip

    def connect() -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        return connection

    try:
        if not polling.until(lambda: os.path.exists(address)):
            raise private_apache.DidNotStart("the probe does not listen")
        yield connect
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(directory, ignore_errors=True)


def failures(layout: Layout, by_name: Mapping[str, Template], path: str, seed: int, count: int) -> list[str]:
    """Returns the differences behind each web server.

    :param path: the program HummingbirdProbe.
    """
    requests = generated(seed, count)
    with program(path, {"PROBE_SOCKET": "@SOCKET@"}) as connect:
        own = {asked: answer(sent(connect, asked.data("")), asked) for asked in requests}
    print(f"{len(requests)} requests, {len(own)} of them different, seed {seed}")
    statuses = sorted({found.status.decode() for found in own.values()})
    print(f"statuses: {' '.join(statuses)}")
    found: list[str] = []
    mount = server_configurations.MOUNT
    with server_configurations.serving("nginx.conf", path, "--mount", mount) as server:
        found += differences("nginx", own, requests, lambda: server.connect(False), mount)
    for module, name in (("mod_fcgid", "fcgid-rewrite"), ("mod_cgid", "cgi-rewrite")):
        place = layout.places[0]
        with apache_places.serving(layout, by_name[name].path, Condition(module)):
            connect = functools.partial(socket.create_connection, place.address, 30)
            found += differences(module, own, requests, connect, place.prefix.decode())
    return found
