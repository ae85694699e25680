"""Runs the configurations in server-configurations/, and checks what arrives at the application behind them."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence

import bait_files
import polling
import private_apache
from bait_files import Bait
from private_apache import DidNotStart
from templates import ROOT

MOUNT = "/sub/app"
# The name in the certificate, which is the host that the gate responds for.
HOST = "example.org"
COMMANDS = {
    "nginx.conf": ["/usr/sbin/nginx", "-e", "@RUN@/error.log", "-c"],
    "lighttpd.conf": ["/usr/sbin/lighttpd", "-D", "-f"],
    "haproxy.cfg": ["/usr/sbin/haproxy", "-db", "-f"],
    "Caddyfile": ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config"],
    "apache-proxy.conf": ["/usr/sbin/apache2", "-DFOREGROUND", "-f"],
}

# HAProxy 2.6.12 crashes about once in a hundred lines if the log is sent on the connection (FCGI_STDERR).
ARGUMENTS = {"haproxy.cfg": ["--log-destination", "standard-error"]}
# How many requests that write a line to the log are sent: several times as many as HAProxy survives with FCGI_STDERR.
REFUSALS = 400


# Changes the text of a configuration.
Edit = Callable[[str], str]


def unchanged(text: str) -> str:
    """Leaves a configuration as it is."""
    return text


class Server:
    """A web server with one of the configurations in front of a program."""

    def __init__(self, directory: str, port: int, secure_port: int, bait: Bait) -> None:
        self.directory = directory
        self.address = ("127.0.0.1", port)
        self.secure_address = ("127.0.0.1", secure_port)
        self.bait = bait
        # It trusts only the certificate of the server.
        self.context = ssl.create_default_context(cafile=directory + "/site.pem")

    def lines(self, text: bytes) -> int:
        """How many lines with this text the program and the web server have written to standard error."""
        with open(self.directory + "/said.log", "rb") as file:
            return sum(text in line for line in file)

    def connect(self, secure: bool) -> socket.socket:
        """Connects by HTTP or by HTTPS."""
        connection = socket.create_connection(self.secure_address if secure else self.address, 30)
        return self.context.wrap_socket(connection, server_hostname=HOST) if secure else connection

    def send(self, head: str, body: bytes = b"", *, secure: bool = False, host: str = HOST) -> tuple[bytes, int]:
        """Sends a request. Returns the response and the port of the client."""
        with self.connect(secure) as connection:
            connection.sendall(head.encode() + f"\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode() + body)
            response = b""
            # Some servers close a connection without TLS's closing alert.
            with contextlib.suppress(ConnectionResetError, ssl.SSLEOFError):
                while piece := connection.recv(65536):
                    response += piece
            return response, connection.getsockname()[1]


def certify(directory: str) -> None:
    """Makes a self-signed certificate."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-out", directory + "/site.pem",
         "-keyout", directory + "/site.pem.key"],
        check=True, capture_output=True,
    )  # fmt: skip


def make_fifo(directory: str) -> None:
    """Makes the FIFO that the program reads."""
    os.mkfifo(directory + "/fifo")


def environment(directory: str) -> dict[str, str]:
    """The environment variable with the path of the FIFO."""
    return {"GATEHOUSE_APP_FIFO": directory + "/fifo"}


@contextlib.contextmanager
def serving(name: str, program: str, *arguments: str, mount: str = MOUNT, edit: Edit = unchanged) -> Iterator[Server]:
    """Runs a server with a configuration, and the program behind it, as the user of Debian's web servers.

    :param mount: the URL path below which requests are passed to the program.
    :param edit: changes the text of the configuration.
    """
    directory = os.path.realpath(tempfile.mkdtemp(prefix="web-server."))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        public = directory + "/www" + mount.rstrip("/")
        for path in (public, directory + "/run", directory + "/outside", directory + "/trace"):
            os.makedirs(path)
        shutil.copy(program, directory + "/app.fcgi")
        os.chmod(directory, 0o755)
        os.chmod(directory + "/app.fcgi", 0o755)
        bait = bait_files.lay(public, directory + "/outside", mount.rstrip("/"), directory + "/trace")
        shutil.copy(program, public + "/app.fcgi")
        certify(directory)
        make_fifo(directory)
        private_apache.give_away(directory)

        def start(command: list[str]) -> subprocess.Popen[bytes]:
            with open(directory + "/said.log", "a") as log:
                process = subprocess.Popen(
                    private_apache.as_user() + command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True, cwd=directory,
                    env={"PATH": "/usr/bin:/bin", "HOME": directory, **environment(directory)},
                )  # fmt: skip
            processes.append(process)
            return process

        path = directory + "/app.sock"
        start([directory + "/app.fcgi", "--listen", path, *arguments])
        wait_for(lambda: os.path.exists(path), directory)
        with open(f"{ROOT}/server-configurations/{name}") as file:
            template = edit(file.read())
        for _ in range(20):
            port, secure_port = random.sample(range(20000, 32000), 2)
            # nginx retries for a while on a port that is taken, and another server responds meanwhile.
            if connects(port) or connects(secure_port):
                continue
            values = {
                "@PORT@": str(port), "@HTTPS_PORT@": str(secure_port), "@HOST@": HOST, "@MOUNT@": mount,
                "@SOCKET@": path,
                "@ROOT@": directory + "/www", "@RUN@": directory + "/run", "@CERTIFICATE@": directory + "/site.pem",
                "@KEY@": directory + "/site.pem.key",
            }  # fmt: skip

            def fill(text: str) -> str:
                for key, value in values.items():
                    text = text.replace(key, value)
                return text

            with open(f"{directory}/{name}", "w") as file:
                file.write(fill(template))
            process = start([fill(word) for word in COMMANDS[name]] + [f"{directory}/{name}"])
            wait_for(lambda: process.poll() is not None or connects(port) and connects(secure_port), directory)
            if process.poll() is None:
                break
        else:
            raise DidNotStart(written(directory))
        try:
            yield Server(directory, port, secure_port, bait)
        finally:
            if process.poll() is not None:
                print(f"{name} ended by itself with status {process.returncode}:\n{written(directory)}")
    finally:
        for process in processes:
            private_apache.stop(process)
        shutil.rmtree(directory, ignore_errors=True)


def written(directory: str) -> str:
    """The end of what the program and the web server have written to standard error."""
    with open(directory + "/said.log") as file:
        return file.read()[-12000:]


def wait_for(condition: Callable[[], object], directory: str | None) -> None:
    """Waits until a server listens."""
    if not polling.until(condition):
        raise DidNotStart(written(directory) if directory else "the server does not listen")


def connects(port: int) -> bool:
    """Whether something listens on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


# Header fields by which clients can claim that they used HTTPS.
CLAIMS = [
    "X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "Front-End-Https: on", "X-Forwarded-Scheme: https", "HTTPS: on",
    "Forwarded: proto=https;host=localhost", "X-Forwarded-Host: localhost", "REQUEST_SCHEME: https", "Https: on",
]  # fmt: skip


def https_failures(server: Server) -> list[str]:
    """The wrong responses by HTTP and HTTPS of a gate with a host."""
    found = []

    def check(
        what: str,
        head: str,
        status: int,
        *,
        present: Sequence[bytes] = (),
        absent: Sequence[bytes] = (),
        body: bytes = b"",
        secure: bool = False,
        host: str = HOST,
    ) -> None:
        response, _ = server.send(head, body, secure=secure, host=host)
        fields = response.partition(b"\r\n\r\n")[0].lower() + b"\r\n"
        good = response.startswith(b"HTTP/1.1 %d" % status)
        good &= all(text in fields for text in present) and not any(text in fields for text in absent)
        if not good:
            found.append(f"{what}: {response[:400]!r}")

    target = f"{MOUNT}/guests/ada?a=%2F&b"
    location = f"\r\nlocation: https://{HOST}{target}\r\n".lower().encode()
    hsts = b"\r\nstrict-transport-security: max-age="
    for method in ("GET", "HEAD"):
        check(f"{method} by HTTP", f"{method} {target} HTTP/1.1", 308, present=[location], absent=[hsts])
    for claim in CLAIMS:
        check(f"HTTP with {claim}", f"GET {target} HTTP/1.1\r\n{claim}", 308, present=[location], absent=[hsts])
    check("POST by HTTP", f"POST {target} HTTP/1.1\r\nContent-Length: 3", 403, body=b"x=1", absent=[hsts, b"location:"])
    check("HTTPS", f"GET {target} HTTP/1.1", 200, present=[hsts], secure=True)
    check("HTTPS, no route", f"GET {MOUNT}/nowhere HTTP/1.1", 404, present=[hsts], secure=True)
    for secure in (False, True):
        for host in ("other.example", "localhost", "127.0.0.1", f"{HOST}.other.example"):
            check(f"{host}, HTTPS: {secure}", f"GET {target} HTTP/1.1", 421, secure=secure, host=host)
    return found


def mount_failures(server: Server, mount: str) -> list[str]:
    """The wrong responses of the program below its mount."""
    found = []
    below = mount.rstrip("/")
    for target, status, text in (
        (below + "/", b"200", b"Hello from behind the gate."), (below + "/?q", b"200", b"Hello from behind the gate."),
        (below + "/guests/ada", b"200", b"Welcome, Ada Lovelace."),
        (below + "/guests/a%64a", b"200", b"Welcome, Ada Lovelace."),
        (below + "/guests/nobody", b"404", b"404 Not Found\n"), (below + "/notes.txt", b"404", b"404 Not Found\n"),
        (below + "/guests/ada/", b"308", b""),
    ):  # fmt: skip
        response, _ = server.send(f"GET {target} HTTP/1.1", host="localhost")
        if not response.startswith(b"HTTP/1.1 " + status) or text not in response:
            found.append(f"{target}: {response[:300]!r}")
    return found


def field_failures(name: str, send: Callable[[str], bytes]) -> list[str]:
    """What is wrong in how header fields in two lines, and fields with underscores in their names, arrive."""
    found = []

    def lines(*fields: str) -> tuple[bytes, list[str]]:
        response = send(f"GET {MOUNT}/ HTTP/1.1\r\n" + "\r\n".join(fields))
        return response, [line.decode(errors="replace") for line in unchunked(response).split(b"\n")]

    lists = {"Accept": "a", "X-Forwarded-For": "192.0.2.", "Via": "1.1 p", "Cache-Control": "x-", "X-One": "1"}
    # Its configuration removes this field.
    if name == "Caddyfile":
        del lists["X-Forwarded-For"]
    response, arrived = lines(*(f"{field}: {value}{number}" for number in (1, 2) for field, value in lists.items()))
    for field, value in lists.items():
        variable = "HTTP_" + field.upper().replace("-", "_")
        wanted = f"{variable}={value}1,{value}2"
        if wanted not in [line.replace(", ", ",") for line in arrived]:
            seen = [line for line in arrived if line.startswith(variable)] or [repr(response[:200])]
            found.append(f"{field} in two lines: {seen}")
    response, arrived = lines("Cookie: a=1", "Cookie: b=2")
    # Apache joins Cookie like a list.
    if not {"HTTP_COOKIE=a=1; b=2", "HTTP_COOKIE=a=1;b=2", "HTTP_COOKIE=a=1, b=2"}.intersection(arrived):
        seen = [line for line in arrived if "COOKIE" in line] or [repr(response[:200])]
        found.append(f"Cookie in two lines: {seen}")
    # Both values or none must arrive, and never one of them.
    for field in ("Referer", "Authorization", "If-Modified-Since"):
        response, arrived = lines(f"{field}: one", f"{field}: two")
        variable = "HTTP_" + field.upper().replace("-", "_")
        if not response.startswith(b"HTTP/1.1 400 ") and any(
            f"{variable}={value}" in arrived for value in ("one", "two")
        ):
            found.append(f"{field} in two lines: {[line for line in arrived if line.startswith(variable)]}")
    # The parameter of such a field has the same name as that of the field with hyphens.
    for field in ("X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Host"):
        _, arrived = lines(f"{field}: 192.0.2.1")
        if any(line.startswith("HTTP_X_FORWARDED") and "192.0.2.1" in line for line in arrived):
            found.append(f"{field} arrives like the field with hyphens")
    return found


def refusal_failures(server: Server) -> list[str]:
    """What is wrong when the gate and the binding refuse many requests, each with a line for the log."""
    found = []
    kinds = (
        ("the gate", b"gatehouse: target refused: ", f"GET {MOUNT}/%ff HTTP/1.1"),
        ("the binding", b"gatehouse: request refused: ", f"GET {MOUNT}/ HTTP/1.1\r\nReferer: /1\r\nReferer: /2"),
    )
    for who, text, head in kinds:
        before = server.lines(text)
        for number in range(REFUSALS):
            response, _ = server.send(head)
            if not response.startswith(b"HTTP/1.1 400 "):
                found.append(f"refused by {who}, number {number + 1}: {response[:200]!r}")
                break
        else:
            # The last line can arrive after its response.
            if not polling.until(lambda: server.lines(text) - before >= REFUSALS):
                found.append(f"refused by {who}: {server.lines(text) - before} lines for {REFUSALS} requests")
    return found


def arrival_failures(name: str, server: Server) -> list[str]:
    """What arrives wrong at a program that responds with its parameters and the body."""
    return [
        f"{what}, HTTPS: {secure}" for secure in (False, True) for what in arrival_failures_by(name, server, secure)
    ]


def arrival_failures_by(name: str, server: Server, secure: bool) -> list[str]:
    """What arrives wrong by HTTP or by HTTPS."""
    found: list[str] = []

    def check(what: str, good: bool) -> None:
        if not good:
            found.append(what)

    def send(head: str, body: bytes = b"") -> bytes:
        return server.send(head, body, secure=secure)[0]

    target = MOUNT + "/a%20b//c;x=1/%e2%82%ac?q=1&r=%2F"
    response, port = server.send(f"GET {target} HTTP/1.1\r\nAuthorization: Bearer ada\r\nX-One: 1", secure=secure)
    lines = set(unchunked(response).split(b"\n"))
    for line in (
        b"REQUEST_URI=" + target.encode(), b"QUERY_STRING=q=1&r=%2F", b"REQUEST_METHOD=GET", b"REMOTE_ADDR=127.0.0.1",
        b"HTTP_AUTHORIZATION=Bearer ada", b"HTTP_X_ONE=1", b"HTTP_HOST=" + HOST.encode(),
    ):  # fmt: skip
        check(
            f"{line.decode()} (there is {[other for other in lines if other.startswith(line.split(b'=')[0])]})",
            line in lines,
        )
    check(
        "the port of the client",
        not any(line.startswith(b"REMOTE_PORT=") for line in lines) or b"REMOTE_PORT=%d" % port in lines,
    )
    check("the scheme", (b"REQUEST_SCHEME=https" if secure else b"REQUEST_SCHEME=http") in lines)
    check("HTTPS", secure or not any(line.startswith(b"HTTPS=") and line != b"HTTPS=off" for line in lines))
    found += field_failures(name, send)
    body = b"0123456789" * 10000
    response = send(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(body)}", body)
    check("a body", body in unchunked(response) and b"CONTENT_LENGTH=100000\n" in unchunked(response))
    # HAProxy waits for the complete body to find its length, with a buffer of 16 KiB.
    body = body[: 10_000 if name == "haproxy.cfg" else None]
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(body) // 10, body[: len(body) // 10]) for _ in range(10)) + b"0\r\n\r\n"
    response = send(f"POST {MOUNT}/x HTTP/1.1\r\nTransfer-Encoding: chunked", pieces)
    # Caddy sends no trustworthy length of such a body, so the program refuses it.
    good = response.startswith(b"HTTP/1.1 400") if name == "Caddyfile" else body in unchunked(response)
    check(f"a body in chunks (response: {response[:60]!r})", good)
    # These two read no response before they have sent all of the body, so the body must fit into the buffers.
    large = b"x" * (100_000 if name in ("Caddyfile", "nginx.conf") else 4_000_000)
    response = send(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(large)}", large)
    check(f"a large response ({len(response)} bytes)", unchunked(response).endswith(large))
    return found


def unchunked(response: bytes) -> bytes:
    """The body of a response, out of its chunks if it has chunks."""
    head, _, body = response.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size or b"0", 16)
        whole += rest[:length]
        body = rest[length + 2 :]
        if not length:
            break
    return whole
