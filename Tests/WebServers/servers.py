"""The configurations for those who have a server of their own: the same bait, and what arrives at the application."""

import contextlib
import os
import random
import shutil
import socket
import ssl
import subprocess
import tempfile

import apache
import bait as baits
import waiting
from templates import ROOT

MOUNT = "/sub/app"
# The name in the certificate, and the one that the gate answers for.
HOST = "example.org"
COMMANDS = {
    "nginx.conf": ["/usr/sbin/nginx", "-e", "@RUN@/error.log", "-c"],
    "lighttpd.conf": ["/usr/sbin/lighttpd", "-D", "-f"],
    "haproxy.cfg": ["/usr/sbin/haproxy", "-db", "-f"],
    "Caddyfile": ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config"],
    "apache-proxy.conf": ["/usr/sbin/apache2", "-DFOREGROUND", "-f"],
}

# HAProxy 2.6.12 ends, about once for a hundred lines, when the log comes over the connection (FCGI_STDERR).
ARGUMENTS = {"haproxy.cfg": ["--log-destination", "standard-error"]}
# Requests that leave a line in the log, one after the other: several times as many as HAProxy stands of FCGI_STDERR.
REFUSALS = 400


class Server:
    """A web server with one of the configurations in front of a program."""

    def __init__(self, directory, port, secure_port, bait):
        self.directory = directory
        self.address = ("127.0.0.1", port)
        self.secure_address = ("127.0.0.1", secure_port)
        self.bait = bait
        # It believes no certificate but the server's own.
        self.context = ssl.create_default_context(cafile=directory + "/site.pem")

    def lines(self, text):
        """How many lines with this text the program and the web server have written to standard error."""
        with open(self.directory + "/said.log", "rb") as file:
            return sum(text in line for line in file)

    def connect(self, secure):
        connection = socket.create_connection(self.secure_address if secure else self.address, 30)
        return self.context.wrap_socket(connection, server_hostname=HOST) if secure else connection

    def ask(self, head, body=b"", *, secure=False, host=HOST):
        """Sends a request and gives back all of the answer, and the port that it was asked from."""
        with self.connect(secure) as connection:
            connection.sendall(head.encode() + f"\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode() + body)
            answer = b""
            # Some close a connection without the end that TLS has for it.
            with contextlib.suppress(ConnectionResetError, ssl.SSLEOFError):
                while piece := connection.recv(65536):
                    answer += piece
            return answer, connection.getsockname()[1]


def certify(directory):
    """Makes a certificate that signs itself."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-out", directory + "/site.pem",
         "-keyout", directory + "/site.pem.key"],
        check=True, capture_output=True,
    )  # fmt: skip


def make_fifo(directory):
    os.mkfifo(directory + "/fifo")


def environment(directory):
    """What tells the program of the FIFO."""
    return {"GATEHOUSE_APP_FIFO": directory + "/fifo"}


@contextlib.contextmanager
def serving(name, program, *arguments, mount=MOUNT, edit=lambda text: text):
    """Runs a configuration and the program behind it, as the user that Debian's web servers run as.

    :param mount: the URL path that the configuration hands over; "/" for all of them.
    :param edit: what is done to the configuration before.
    """
    directory = os.path.realpath(tempfile.mkdtemp(prefix="web-server."))
    processes = []
    user = ["setpriv", "--pdeathsig", "TERM"]
    if os.geteuid() == 0:
        user += ["--reuid", "www-data", "--regid", "www-data", "--clear-groups"]
    try:
        public = directory + "/www" + mount.rstrip("/")
        for path in (public, directory + "/run", directory + "/outside", directory + "/trace"):
            os.makedirs(path)
        shutil.copy(program, directory + "/app.fcgi")
        os.chmod(directory, 0o755)
        os.chmod(directory + "/app.fcgi", 0o755)
        bait = baits.lay(public, directory + "/outside", mount.rstrip("/"), directory + "/trace")
        shutil.copy(program, public + "/app.fcgi")
        certify(directory)
        make_fifo(directory)
        apache.own(directory)

        def start(command):
            with open(directory + "/said.log", "a") as said:
                process = subprocess.Popen(
                    user + command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                    cwd=directory, env={"PATH": "/usr/bin:/bin", "HOME": directory, **environment(directory)},
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
            values = {
                "@PORT@": str(port), "@HTTPS_PORT@": str(secure_port), "@HOST@": HOST, "@MOUNT@": mount,
                "@SOCKET@": path,
                "@ROOT@": directory + "/www", "@RUN@": directory + "/run", "@CERTIFICATE@": directory + "/site.pem",
                "@KEY@": directory + "/site.pem.key",
            }  # fmt: skip

            def fill(text):
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
            raise apache.DidNotStart(said(directory))
        try:
            yield Server(directory, port, secure_port, bait)
        finally:
            if process.poll() is not None:
                print(f"{name} has ended by itself, with {process.returncode}:\n{said(directory)}")
    finally:
        for process in processes:
            apache.stop(process)
        shutil.rmtree(directory, ignore_errors=True)


def said(directory):
    with open(directory + "/said.log") as file:
        return file.read()[-12000:]


def wait_for(condition, directory):
    if not waiting.until(condition):
        raise apache.DidNotStart(said(directory) if directory else "it does not listen")


def connects(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


# What clients may send to pretend that they came by HTTPS.
PRETENCES = [
    "X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "Front-End-Https: on", "X-Forwarded-Scheme: https", "HTTPS: on",
    "Forwarded: proto=https;host=localhost", "X-Forwarded-Host: localhost", "REQUEST_SCHEME: https", "Https: on",
]  # fmt: skip


def wrong_turns(server):
    """What is wrong in how a gate with a host of its own answers by HTTP and by HTTPS."""
    found = []

    def check(what, head, begin, *, present=(), absent=(), body=b"", secure=False, host=HOST):
        answer, _ = server.ask(head, body, secure=secure, host=host)
        fields = answer.partition(b"\r\n\r\n")[0].lower() + b"\r\n"
        good = answer.startswith(b"HTTP/1.1 %d" % begin)
        good &= all(text in fields for text in present) and not any(text in fields for text in absent)
        if not good:
            found.append(f"{what}: {answer[:400]}")

    target = f"{MOUNT}/guests/ada?a=%2F&b"
    location = f"\r\nlocation: https://{HOST}{target}\r\n".lower().encode()
    hsts = b"\r\nstrict-transport-security: max-age="
    for method in ("GET", "HEAD"):
        check(f"{method} by HTTP", f"{method} {target} HTTP/1.1", 308, present=[location], absent=[hsts])
    for pretence in PRETENCES:
        check(f"HTTP with {pretence}", f"GET {target} HTTP/1.1\r\n{pretence}", 308, present=[location], absent=[hsts])
    check("POST by HTTP", f"POST {target} HTTP/1.1\r\nContent-Length: 3", 403, body=b"x=1", absent=[hsts, b"location:"])
    check("HTTPS", f"GET {target} HTTP/1.1", 200, present=[hsts], secure=True)
    check("HTTPS, no route", f"GET {MOUNT}/nowhere HTTP/1.1", 404, present=[hsts], secure=True)
    for secure in (False, True):
        for host in ("other.example", "localhost", "127.0.0.1", f"{HOST}.other.example"):
            check(f"{host}, HTTPS: {secure}", f"GET {target} HTTP/1.1", 421, secure=secure, host=host)
    return found


def strays(server, mount):
    """What the program does not answer as it should, where a mount is handed over to it."""
    found = []
    below = mount.rstrip("/")
    for target, begin, text in (
        (below + "/", b"200", b"Hello from behind the gate."), (below + "/?q", b"200", b"Hello from behind the gate."),
        (below + "/guests/ada", b"200", b"Welcome, Ada Lovelace."), (below + "/guests/a%64a", b"200", b"Welcome, Ada Lovelace."),
        (below + "/guests/nobody", b"404", b"404 Not Found\n"), (below + "/notes.txt", b"404", b"404 Not Found\n"),
        (below + "/guests/ada/", b"308", b""),
    ):  # fmt: skip
        answer, _ = server.ask(f"GET {target} HTTP/1.1", host="localhost")
        if not answer.startswith(b"HTTP/1.1 " + begin) or text not in answer:
            found.append(f"{target}: {answer[:300]}")
    return found


def repeated_fields(name, ask):
    """What is wrong in how header fields in two lines arrive, and one whose name is nearly another's."""
    found = []

    def lines(*fields):
        answer = ask(f"GET {MOUNT}/ HTTP/1.1\r\n" + "\r\n".join(fields))
        return answer, [line.decode(errors="replace") for line in unchunked(answer).split(b"\n")]

    lists = {"Accept": "a", "X-Forwarded-For": "192.0.2.", "Via": "1.1 p", "Cache-Control": "x-", "X-One": "1"}
    # Its configuration removes what proxies write.
    if name == "Caddyfile":
        del lists["X-Forwarded-For"]
    answer, arrived = lines(*(f"{field}: {value}{number}" for number in (1, 2) for field, value in lists.items()))
    for field, value in lists.items():
        variable = "HTTP_" + field.upper().replace("-", "_")
        wanted = f"{variable}={value}1,{value}2"
        if wanted not in [line.replace(", ", ",") for line in arrived]:
            found.append(
                f"{field} in two lines: {[line for line in arrived if line.startswith(variable)] or answer[:200]}"
            )
    answer, arrived = lines("Cookie: a=1", "Cookie: b=2")
    # Apache joins cookies like lists.
    if not {"HTTP_COOKIE=a=1; b=2", "HTTP_COOKIE=a=1;b=2", "HTTP_COOKIE=a=1, b=2"}.intersection(arrived):
        found.append(f"Cookie in two lines: {[line for line in arrived if 'COOKIE' in line] or answer[:200]}")
    # Two values, or none: never one of them.
    for field in ("Referer", "Authorization", "If-Modified-Since"):
        answer, arrived = lines(f"{field}: one", f"{field}: two")
        variable = "HTTP_" + field.upper().replace("-", "_")
        if not answer.startswith(b"HTTP/1.1 400 ") and any(
            f"{variable}={value}" in arrived for value in ("one", "two")
        ):
            found.append(f"{field} in two lines: {[line for line in arrived if line.startswith(variable)]}")
    # As a parameter it would be the field with hyphens.
    for field in ("X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Host"):
        _, arrived = lines(f"{field}: 192.0.2.1")
        if any(line.startswith("HTTP_X_FORWARDED") and "192.0.2.1" in line for line in arrived):
            found.append(f"{field} arrives like the field with hyphens")
    return found


def refusals(server):
    """What is wrong when many requests are refused, each with a line for the log: by the gate, and by the binding."""
    found = []
    kinds = (
        ("the gate", b"gatehouse: target refused: ", f"GET {MOUNT}/%ff HTTP/1.1"),
        ("the binding", b"gatehouse: request refused: ", f"GET {MOUNT}/ HTTP/1.1\r\nReferer: /1\r\nReferer: /2"),
    )
    for who, text, head in kinds:
        before = server.lines(text)
        for number in range(REFUSALS):
            answer, _ = server.ask(head)
            if not answer.startswith(b"HTTP/1.1 400 "):
                found.append(f"refused by {who}, number {number + 1}: {answer[:200]}")
                break
        else:
            # The last line may come behind its answer.
            if not waiting.until(lambda: server.lines(text) - before >= REFUSALS):
                found.append(f"refused by {who}: {server.lines(text) - before} lines for {REFUSALS} requests")
    return found


def mistakes(name, server):
    """What arrives wrong at a program that answers with its parameters and the body."""
    return [f"{what}, HTTPS: {secure}" for secure in (False, True) for what in mistakes_by(name, server, secure)]


def mistakes_by(name, server, secure):
    found = []

    def check(what, good):
        if not good:
            found.append(what)

    def ask(head, body=b""):
        return server.ask(head, body, secure=secure)[0]

    target = MOUNT + "/a%20b//c;x=1/%e2%82%ac?q=1&r=%2F"
    answer, port = server.ask(f"GET {target} HTTP/1.1\r\nAuthorization: Bearer ada\r\nX-One: 1", secure=secure)
    lines = set(unchunked(answer).split(b"\n"))
    for line in (
        b"REQUEST_URI=" + target.encode(), b"QUERY_STRING=q=1&r=%2F", b"REQUEST_METHOD=GET", b"REMOTE_ADDR=127.0.0.1",
        b"HTTP_AUTHORIZATION=Bearer ada", b"HTTP_X_ONE=1", b"HTTP_HOST=" + HOST.encode(),
    ):  # fmt: skip
        check(f"{line.decode()} (there is {[l for l in lines if l.startswith(line.split(b'=')[0])]})", line in lines)
    check(
        "the port of the client",
        not any(l.startswith(b"REMOTE_PORT=") for l in lines) or b"REMOTE_PORT=%d" % port in lines,
    )
    check("the scheme", (b"REQUEST_SCHEME=https" if secure else b"REQUEST_SCHEME=http") in lines)
    check("HTTPS", secure or not any(line.startswith(b"HTTPS=") and line != b"HTTPS=off" for line in lines))
    found += repeated_fields(name, ask)
    body = b"0123456789" * 10000
    answer = ask(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(body)}", body)
    check("a body", body in unchunked(answer) and b"CONTENT_LENGTH=100000\n" in unchunked(answer))
    # HAProxy waits for the whole of a body to tell its length, and has a buffer of 16 KiB for it.
    body = body[: 10_000 if name == "haproxy.cfg" else None]
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(body) // 10, body[: len(body) // 10]) for _ in range(10)) + b"0\r\n\r\n"
    answer = ask(f"POST {MOUNT}/x HTTP/1.1\r\nTransfer-Encoding: chunked", pieces)
    # Caddy does not tell the length of such a body in a way that could be believed: refused.
    good = answer.startswith(b"HTTP/1.1 400") if name == "Caddyfile" else body in unchunked(answer)
    check(f"a body in pieces (answer: {answer[:60]})", good)
    # These two take nothing of the answer before they have sent all of the body: no more than fits in between.
    large = b"x" * (100_000 if name in ("Caddyfile", "nginx.conf") else 4_000_000)
    answer = ask(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(large)}", large)
    check(f"a large answer ({len(answer)} bytes)", unchunked(answer).endswith(large))
    return found


def unchunked(answer):
    """The body, out of its pieces if it comes in pieces."""
    head, _, body = answer.partition(b"\r\n\r\n")
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
