"""The configurations for those who have a server of their own: the same bait, and what arrives at the application."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time

import apache
import bait as baits
from templates import ROOT

MOUNT = "/sub/app"
COMMANDS = {
    "nginx.conf": ["/usr/sbin/nginx", "-e", "@RUN@/error.log", "-c"],
    "lighttpd.conf": ["/usr/sbin/lighttpd", "-D", "-f"],
    "haproxy.cfg": ["/usr/sbin/haproxy", "-db", "-f"],
    "Caddyfile": ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config"],
    "apache-proxy.conf": ["/usr/sbin/apache2", "-DFOREGROUND", "-f"],
}


class Server:
    """A web server with one of the configurations in front of a program."""

    def __init__(self, directory, address, bait):
        self.directory = directory
        self.address = address
        self.bait = bait

    def ask(self, head, body=b""):
        """Sends a request and gives back all of the answer."""
        with socket.create_connection(self.address, 30) as connection:
            connection.sendall(head.encode() + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n" + body)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := connection.recv(65536):
                    answer += piece
            return answer, connection.getsockname()[1]


@contextlib.contextmanager
def serving(name, program, *arguments):
    """Runs a configuration and the program behind it, as the user that Debian's web servers run as."""
    directory = os.path.realpath(tempfile.mkdtemp(prefix="web-server."))
    processes = []
    user = ["setpriv", "--pdeathsig", "TERM"]
    if os.geteuid() == 0:
        user += ["--reuid", "www-data", "--regid", "www-data", "--clear-groups"]
    try:
        public = directory + "/www" + MOUNT
        for path in (public, directory + "/run", directory + "/outside", directory + "/trace"):
            os.makedirs(path)
        shutil.copy(program, directory + "/app.fcgi")
        os.chmod(directory, 0o755)
        os.chmod(directory + "/app.fcgi", 0o755)
        bait = baits.lay(public, directory + "/outside", MOUNT, directory + "/trace")
        shutil.copy(program, public + "/app.fcgi")
        apache.own(directory)

        def start(command):
            with open(directory + "/said.log", "a") as said:
                process = subprocess.Popen(
                    user + command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                    cwd=directory, env={"PATH": "/usr/bin:/bin", "HOME": directory},
                )  # fmt: skip
            processes.append(process)
            return process

        path = directory + "/app.sock"
        start([directory + "/app.fcgi", "--listen", path, *arguments])
        wait_for(lambda: os.path.exists(path), directory)
        with open(f"{ROOT}/server-configurations/{name}") as file:
            template = file.read()
        for _ in range(20):
            port = random.randrange(20000, 32000)
            values = {"@PORT@": str(port), "@MOUNT@": MOUNT, "@ROOT@": directory + "/www", "@SOCKET@": path}
            values["@RUN@"] = directory + "/run"

            def fill(text):
                for key, value in values.items():
                    text = text.replace(key, value)
                return text

            with open(f"{directory}/{name}", "w") as file:
                file.write(fill(template))
            process = start([fill(word) for word in COMMANDS[name]] + [f"{directory}/{name}"])
            if wait_for(lambda: process.poll() is not None or connects(port), directory) and process.poll() is None:
                break
        else:
            raise apache.DidNotStart(said(directory))
        yield Server(directory, ("127.0.0.1", port), bait)
    finally:
        for process in processes:
            apache.stop(process)
        shutil.rmtree(directory, ignore_errors=True)


def said(directory):
    with open(directory + "/said.log") as file:
        return file.read()[-2000:]


def wait_for(condition, directory):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    raise apache.DidNotStart(said(directory))


def connects(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


def mistakes(name, server):
    """What arrives wrong at a program that answers with its parameters and the body."""
    found = []

    def check(what, good):
        if not good:
            found.append(what)

    target = MOUNT + "/a%20b//c;x=1/%e2%82%ac?q=1&r=%2F"
    answer, port = server.ask(f"GET {target} HTTP/1.1\r\nAuthorization: Bearer ada\r\nX-One: 1")
    lines = set(unchunked(answer).split(b"\n"))
    for line in (
        b"REQUEST_URI=" + target.encode(), b"QUERY_STRING=q=1&r=%2F", b"REQUEST_METHOD=GET", b"REMOTE_ADDR=127.0.0.1",
        b"HTTP_AUTHORIZATION=Bearer ada", b"HTTP_X_ONE=1", b"HTTP_HOST=localhost",
    ):  # fmt: skip
        check(f"{line.decode()} (there is {[l for l in lines if l.startswith(line.split(b'=')[0])]})", line in lines)
    check("a scheme", b"REQUEST_SCHEME=http" in lines)
    check("no HTTPS", not any(line.startswith(b"HTTPS=on") for line in lines))
    body = b"0123456789" * 10000
    answer, _ = server.ask(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(body)}", body)
    check("a body", body in unchunked(answer) and b"CONTENT_LENGTH=100000\n" in unchunked(answer))
    # HAProxy waits for the whole of a body to tell its length, and has a buffer of 16 KiB for it.
    body = body[: 10_000 if name == "haproxy.cfg" else None]
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(body) // 10, body[: len(body) // 10]) for _ in range(10)) + b"0\r\n\r\n"
    answer, _ = server.ask(f"POST {MOUNT}/x HTTP/1.1\r\nTransfer-Encoding: chunked", pieces)
    # Caddy does not tell the length of such a body in a way that could be believed: refused.
    good = answer.startswith(b"HTTP/1.1 400") if name == "Caddyfile" else body in unchunked(answer)
    check(f"a body in pieces (answer: {answer[:60]})", good)
    # These two take nothing of the answer before they have sent all of the body: no more than fits in between.
    large = b"x" * (100_000 if name in ("Caddyfile", "nginx.conf") else 4_000_000)
    answer, _ = server.ask(f"POST {MOUNT}/x HTTP/1.1\r\nContent-Length: {len(large)}", large)
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
