"""Follows docs/deploying.md as an ordinary user, and requests and probes the site behind a real Apache."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import deployments
import polling
import private_apache

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/deploying.md"
# The longest way from nothing to a probed site, in seconds, without the time for compilers.
LIMIT = 60


def blocks(kind: str) -> list[str]:
    """The commands of one kind, in their order: "develop", or "host"."""
    text = DOCUMENT.read_text()
    found: list[str] = re.findall(rf"^```sh {kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


def run(tool: str, hello: str) -> list[str]:
    """Follows the document, as a person with a checkout of the library beside the application. Returns the failures."""
    with deployments.served_home(tool, hello) as (home, port):
        # The person may be unable to read this checkout.
        shutil.copytree(ROOT, home.path + "/gatehouse", symlinks=True, ignore=shutil.ignore_patterns(".build", ".git"))
        os.makedirs(home.path + "/bin")
        os.rename(home.tool, home.path + "/bin/gatehouse")
        # Git refuses local copies of packages that belong to somebody else.
        with open(home.path + "/.gitconfig", "w") as file:
            file.write("[safe]\n    directory = *\n")
        private_apache.give_away(home.path)
        failures, times = follow(blocks("develop"), home.path)
        if not failures:
            os.rename(home.path + "/tea-club/.build/gatehouse/app.fcgi", home.path + "/app.fcgi")
            probe = f"gatehouse probe http://www.example.com:{port} --dir ~/public_html --address 127.0.0.1"
            failures, more = follow([*blocks("host"), probe], home.path)
            times += more
        if not failures:
            log = os.path.dirname(home.path) + "/error.log"
            failures = visit(port) + measured(times) + watched(home.path, log) + developed(home.path)
    return failures


def watched(home: str, log: str) -> list[str]:
    """Reads the log, and checks the site: the person finds what a developer's machine has opened."""
    with open(log, "a") as file:
        file.write(f"{json.dumps('not from the application')}\n")
    os.chmod(log, 0o644)
    with open(home + "/public_html/notes.sql", "w") as file:
        file.write("CREATE TABLE people(name TEXT);\n")
    commands = [
        f"gatehouse logs '{log}' | tee log.txt",
        "if grep 'not from the application' log.txt; then exit 1; fi",
        "gatehouse routes --program ~/public_html/app.fcgi",
        "gatehouse htaccess --for ~/public_html --print | diff - ~/public_html/.htaccess",
        "gatehouse check ~/public_html --data ~/private/tea-club --json >found.json || [ $? = 1 ]",
        "grep -q 'public_html/notes.sql' found.json || { cat found.json; exit 1; }",
        "gatehouse rollback ~/public_html --data ~/private/tea-club --list --json",
        "gatehouse secrets new SECOND --settings ~/private/tea-club/app.conf",
    ]
    return follow(commands, home)[0]


def developed(home: str) -> list[str]:
    """Serves the application in the development server until Ctrl-C."""
    path = home + "/serve.log"
    with open(path, "w") as log:
        process = subprocess.Popen(
            [*private_apache.as_user(), home + "/bin/gatehouse", "serve", home + "/tea-club", "--port", "0"],
            env=environment(home), cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        # The first page appears after a build.
        if not polling.until(lambda: process.poll() is not None or b"</html>" in page(path), 900, pause=1):
            return [f"the development server does not show the first page:\n{Path(path).read_text()[-2000:]}"]
        process.send_signal(signal.SIGINT)
        # 128 and the number of the signal, as a shell has it.
        if (status := process.wait(60)) != 128 + signal.SIGINT:
            return [f"the development server exited with {status} after Ctrl-C:\n{Path(path).read_text()[-2000:]}"]
    finally:
        process.kill()
        process.wait()
    return []


def page(log: str) -> bytes:
    """The first page of the development server that writes this log; nothing if there is none yet."""
    address = re.search(r"http://localhost:\d+", Path(log).read_text())
    if not address:
        return b""
    try:
        with urllib.request.urlopen(address[0] + "/", timeout=60) as response:
            content: bytes = response.read()
            return content
    except OSError:
        return b""


def environment(home: str) -> dict[str, str]:
    """The variables of the person's shell."""
    return {**os.environ, "HOME": home, "USER": private_apache.USER, "PATH": f"{home}/bin:{os.environ['PATH']}"}


def measured(times: list[tuple[str, float]]) -> list[str]:
    """Prints how long the way from nothing to a probed site took, without the compiler."""
    own = [(command, seconds) for command, seconds in times if not command.startswith(("swift ", "gatehouse build"))]
    for command, seconds in own:
        print(f"{seconds:6.2f} s  {command}", flush=True)
    total = sum(seconds for _, seconds in own)
    print(f"{total:6.2f} s from gatehouse init to a probed site, without builds", flush=True)
    return [f"the commands took {total:.0f} s instead of at most {LIMIT}"] if total > LIMIT else []


def follow(commands: list[str], home: str) -> tuple[list[str], list[tuple[str, float]]]:
    """Runs the commands in one shell of the person until one fails. Returns the failures, and the times in seconds."""
    print(*commands, sep="\n", flush=True)
    with tempfile.TemporaryFile("w+") as times:
        # The descriptor of the file has a number that no command uses.
        note = f"echo $EPOCHREALTIME >&{times.fileno()}"
        script = "\n".join(["set -e", f"cd '{home}'", note, *(f"{command}\n{note}" for command in commands)])
        result = subprocess.run(
            [*private_apache.as_user(), "/bin/bash", "-c", script], env=environment(home), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, pass_fds=[times.fileno()],
        )  # fmt: skip
        times.seek(0)
        moments = [float(line) for line in times]
    seconds = [after - before for before, after in zip(moments, moments[1:])]
    failures = []
    if result.returncode:
        text = f"{result.stdout[-3000:]}\n{result.stderr[-3000:]}"
        failures = [f"the commands exited with {result.returncode}:\n{text}"]
    return failures, list(zip(commands, seconds))


def visit(port: int) -> list[str]:
    """Requests the site as a client: everything leads to HTTPS, and no file is served."""
    failures = []
    for target in "/", "/message", "/messages", "/.htaccess", "/app.fcgi", "/private":
        # The program, and not Apache, responds: with 308 to the same path.
        response = deployments.request(port, target, "www.example.com")
        if response != f"HTTP/1.1 308 to https://www.example.com{target}":
            failures.append(f"the response to {target} is {response!r}")
    return failures
