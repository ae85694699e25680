"""The sections that measure how long a program takes from exec to its first response."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from peers import PHP, PYTHON, SOURCES, Flup, Go, Gunicorn, Hello, Perl
from processes import SERVER_CORES, Failure, Workspace, pinned, run_quietly
from results import TimeSection
from suite import Suite
from workloads import WORKLOADS


class Program(NamedTuple):
    label: str
    command: list[str]
    environment: dict[str, str]
    # The body of its response.
    text: str = WORKLOADS["hello"].text


NOTHING = Program("/bin/true, for comparison", ["/bin/true"], {})

PERL_SCRIPT = r"""#!/usr/bin/perl
print "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 28\r\n\r\nHello from behind the gate.\n";
"""
PYTHON_SCRIPT = r"""#!/usr/bin/python3
print("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 28\r\n\r\nHello from behind the gate.", end="\n")
"""


def script(workspace: Workspace, name: str, text: str) -> str:
    """Writes an executable file and returns its path."""
    path = workspace.path(name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, 0o755)
    return path


def cgi_programs(suite: Suite) -> Iterator[Program]:
    """What a web server can start for each request."""
    workspace = suite.workspace
    yield Program("Gatehouse (Examples/Hello)", Hello(workspace).command()[:1], {})
    yield Program("Gatehouse (with JSON)", [workspace.program("gate-app")], {})
    if Go in suite.types:
        yield Program("Go net/http/cgi", [Go.program], {})
    yield Program("Perl script that only prints", ["/usr/bin/perl", script(workspace, "hello.pl", PERL_SCRIPT)], {})
    if Perl in suite.types:
        yield Program("Perl with JSON::XS", ["/usr/bin/perl", f"{SOURCES}/perl/script.pl"], {})
    if os.path.exists("/usr/bin/php-cgi"):
        yield Program("PHP-CGI", ["/usr/bin/php-cgi"], {"SCRIPT_FILENAME": f"{SOURCES}/php/index.php"})
    python = script(workspace, "hello.py", PYTHON_SCRIPT)
    yield Program("Python script that only prints", ["/usr/bin/python3", "-I", "-S", python], {})
    if Flup in suite.types or Gunicorn in suite.types:
        yield Program("Python with Flask", [PYTHON, "-B", f"{SOURCES}/flask/script.py"], {})
    yield NOTHING


def responder_programs(suite: Suite) -> Iterator[Program]:
    """What a web server can start to serve FastCGI on descriptor 0."""
    for make in suite.types_with_hello:
        peer = make(suite.workspace)
        if make is Hello:
            yield Program(peer.label, peer.command(), {})
        elif peer.kind == "fcgi" and make is not PHP and make is not Flup:
            yield Program(peer.label, peer.command(), peer.environment())


def time_starts(workspace: Workspace, way: str, program: Program, rounds: int) -> list[float]:
    """Microseconds from exec to the end of the first response, for each round."""
    options = [] if program is NOTHING else ["--text", program.text]
    # The program and the process that waits for it share one core: a process that ends wakes the other.
    done = run_quietly(
        pinned(SERVER_CORES[:1], [workspace.load_program, *options, "--start", way, str(rounds), *program.command]),
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **program.environment},
    )
    if done.returncode != 0:
        raise Failure(done.stderr.strip())
    return list(map(float, done.stdout.split()))


def measure(suite: Suite, title: str, way: str, programs: Iterable[Program]) -> TimeSection:
    absent: dict[str, str] = {}
    remaining = {program.label: program for program in programs}
    found: dict[str, list[float]] = {label: [] for label in remaining}
    # The first turn is the warm-up.
    for turn in range(suite.rounds + 1):
        for label, program in list(remaining.items()):
            try:
                times = time_starts(suite.workspace, way, program, 10)
            except Failure as failure:
                absent[label] = str(failure)
                del remaining[label]
                continue
            if turn > 0:
                found[label] += times
    return {
        "title": title,
        "form": "times",
        "rows": [{"label": label, "microseconds": found[label]} for label in remaining],
        "absent": absent,
    }


def cgi(suite: Suite) -> TimeSection:
    title = "from exec to the end of the response, by CGI"
    return measure(suite, title, "cgi", cgi_programs(suite))


def start(suite: Suite) -> TimeSection:
    title = "from exec to the end of the first response, by FastCGI"
    return measure(suite, title, suite.workspace.path("start.sock"), responder_programs(suite))
