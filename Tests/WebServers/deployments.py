"""Deploys new programs with the tool while clients send requests. No request may be lost."""

from __future__ import annotations

import collections
import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import private_apache

# The text of Examples/Hello that is replaced by the number of a version.
MARK = b"Hello from behind the gate.\n"
# How long a client waits. mod_fcgid delays requests by seconds.
PATIENCE = 20
CLIENTS = 4
HOME_CONFIGURATION = """ServerName localhost
Listen 127.0.0.1:{port}
DocumentRoot "{home}/public_html"
<Directory "{home}/public_html">
    AllowOverride All
    Options FollowSymLinks
</Directory>
"""


@dataclass
class Home:
    """The home directory of a person whose programs run as this person, as with suexec."""

    path: str
    tool: str
    hello: bytes

    def program(self, number: int) -> tuple[str, bytes]:
        """A program, and its response to a request."""
        text = f"Version {number:018}.\n".encode()
        file = f"{self.path}/build/app.fcgi"
        with open(file, "wb") as output:
            output.write(self.hello.replace(MARK, text))
        private_apache.give_away(file)
        os.chmod(file, 0o755)
        return file, text

    def run(self, *arguments: str) -> str:
        """Runs the tool as the person, and returns what it prints.

        :raises RuntimeError: if it fails.
        """
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.path, "USER": private_apache.USER}
        command = [*private_apache.as_user(), self.tool, *arguments]
        result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        if result.returncode:
            raise RuntimeError(f"gatehouse {' '.join(arguments)} exited with {result.returncode}:\n{result.stderr}")
        return result.stdout


@contextlib.contextmanager
def served_home(tool: str, hello: str, *, below: str | None = None) -> Iterator[tuple[Home, int]]:
    """A temporary home with an empty public_html under a private Apache, and the port.

    :param below: the directory for the temporary one, if it is not the usual one.
    """
    directory = os.path.realpath(tempfile.mkdtemp(prefix="deployments.", dir=below))
    try:
        path = directory + "/home"
        for name in ("run/fcgid", "home/public_html", "home/build"):
            os.makedirs(f"{directory}/{name}")
        shutil.copy(tool, directory + "/gatehouse")
        private_apache.give_away(directory)
        for name in (directory, path, path + "/public_html"):
            os.chmod(name, 0o711)
        with open(hello, "rb") as file:
            content = file.read()
        if content.count(MARK) != 1:
            raise RuntimeError(f"{hello} does not contain its own text once")
        used = 0

        def begin(port: int) -> subprocess.Popen[bytes]:
            nonlocal used
            used = port
            text = private_apache.configuration(
                directory, directory + "/error.log", private_apache.USUAL, timeout=60, servers=4, threads=16,
                fcgid="    FcgidIdleTimeout 5\n    FcgidIdleScanInterval 1\n    FcgidZombieScanInterval 1",
            )  # fmt: skip
            text += HOME_CONFIGURATION.format(port=port, home=path)
            return private_apache.start(directory, text, directory + "/error.log", [("127.0.0.1", port)])

        process = private_apache.start_on_free_port(begin)
        try:
            yield Home(path, directory + "/gatehouse", content), used
        finally:
            private_apache.stop(process)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def request(port: int, target: str = "/", host: str = "localhost") -> bytes | str:
    """The body of the response to a request. For any other status than 200, the status and where it leads."""
    response = b""
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.sendall(f"GET {target} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            while piece := connection.recv(65536):
                response += piece
    except OSError as error:
        return f"{type(error).__name__} after {len(response)} bytes"
    head, separator, body = response.partition(b"\r\n\r\n")
    if not separator or not head.startswith(b"HTTP/1.1 200 "):
        location = re.search(rb"^Location: (.*?)\r?$", head, re.MULTILINE)
        status = b" ".join(head.split(b" ")[:2])[:40].decode(errors="replace")
        return status + (f" to {location[1].decode(errors='replace')}" if location else "")
    return body


def run(tool: str, hello: str, options: list[str], count: int) -> list[str]:
    """Deploys many programs in one home.

    :param options: the options that select the template; {home} is the home directory.
    :returns: the failures.
    """
    failures: list[str] = []
    outcomes: collections.Counter[str] = collections.Counter()
    with served_home(tool, hello) as (home, port):
        options = [option.replace("{home}", home.path) for option in options]
        place = [home.path + "/public_html", "--data", home.path + "/private", *options]
        deploy = ["deploy", *place, "--host", "localhost"]
        known: set[bytes] = set()
        done = threading.Event()
        lock = threading.Lock()

        def client() -> None:
            while not done.is_set():
                response = request(port)
                with lock:
                    outcomes["responded" if response in known else repr(response)] += 1

        def deploy_number(number: int) -> None:
            file, text = home.program(number)
            with lock:
                known.add(text)
            home.run(*deploy, "--keep", "3", "--program", file)
            response = request(port)
            if response != text:
                failures.append(f"after deployment {number}, the response is {response!r}")

        deploy_number(0)
        clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
        for thread in clients:
            thread.start()
        try:
            for number in range(1, count + 1):
                deploy_number(number)
            if "is up to date" not in home.run(*deploy, "--program", home.path + "/build/app.fcgi"):
                failures.append("a second run of the last deployment changes something")
            home.run("rollback", *place)
            if request(port) != b"Version %018d.\n" % (count - 1):
                failures.append("after the rollback, the version before does not respond")
        finally:
            done.set()
            for thread in clients:
                thread.join()
        if not options:
            failures += probed(home, port, deploy)
        names = sorted(os.listdir(home.path + "/public_html"))
        expected = [".htaccess"] if "--private" in options else [".htaccess", "app.fcgi"]
        if names != expected:
            failures.append(f"the public directory has {names}")
    print(f"{options}: {count} deployments, {outcomes['responded']} requests", flush=True)
    lost = {outcome: number for outcome, number in outcomes.items() if outcome != "responded"}
    if lost:
        failures.append(f"lost requests: {lost}")
    if outcomes["responded"] < count:
        failures.append(f"only {outcomes['responded']} requests in {count} deployments")
    return failures


def probed(home: Home, port: int, deploy: list[str]) -> list[str]:
    """Deploys with a probe: a program that works, and one that works under CGI only."""
    failures = []
    file, text = home.program(10**6)
    deploy = [*deploy, "--url", f"http://localhost:{port}", "--address", "127.0.0.1"]
    report = home.run(*deploy, "--program", file)
    if "is deployed" not in report or request(port) != text:
        failures.append(f"a deployment with a probe did not install the program:\n{report}")
    with open(file, "w") as script:
        script.write("#!/bin/sh\n[ \"$1\" ] && echo '[]' || printf 'Content-Type: text/plain\\r\\n\\r\\nscript'\n")
    try:
        failures.append("a program that mod_fcgid cannot use was installed:\n" + home.run(*deploy, "--program", file))
    except RuntimeError as error:
        if "responds with 50" not in str(error) or "old program is in its place" not in str(error):
            failures.append(f"a program that mod_fcgid cannot use: {error}")
    if request(port) != text:
        failures.append("after a failed probe, the old program does not respond")
    return failures


def run_all(tool: str, hello: str, *, brief: bool) -> list[str]:
    """Deploys a hundred programs with one template, and some with the others.

    :param brief: whether a tenth is enough.
    """
    failures: list[str] = []
    some, many = (4, 10) if brief else (20, 100)
    for options, count in (
        ([], many), (["--private", "{home}/program"], some), (["--template", "cgi-rewrite"], some),
    ):  # fmt: skip
        failures += [f"{options}: {failure}" for failure in run(tool, hello, options, count)]
    return failures
