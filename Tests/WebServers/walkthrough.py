"""Runs the commands of docs/deploying.md, and requests and probes the site behind a real Apache."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

import deployments
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
    """Follows the document. Returns the failures."""
    with deployments.served_home(tool, hello) as (home, port):
        for name, path in ("gatehouse", ROOT), ("bin/gatehouse", tool):
            os.makedirs(os.path.dirname(f"{home.path}/{name}"), exist_ok=True)
            os.symlink(path, f"{home.path}/{name}")
        failures, times = follow(blocks("develop"), home.path, [])
        if not failures:
            os.rename(home.path + "/tea-club/.build/gatehouse/app.fcgi", home.path + "/app.fcgi")
            # The person's files belong to the person, as whom Apache runs programs here.
            for name in "app.fcgi", "public_html":
                private_apache.give_away(f"{home.path}/{name}")
            os.chmod(home.path + "/app.fcgi", 0o755)
            probe = f"gatehouse probe http://www.example.com:{port} --dir ~/public_html --address 127.0.0.1"
            failures, more = follow([*blocks("host"), probe], home.path, private_apache.as_user())
            times += more
        if not failures:
            failures = visit(port) + measured(times)
    return failures


def measured(times: list[tuple[str, float]]) -> list[str]:
    """Prints how long the way from nothing to a probed site took, without the compiler."""
    own = [(command, seconds) for command, seconds in times if not command.startswith(("swift ", "gatehouse build"))]
    for command, seconds in own:
        print(f"{seconds:6.2f} s  {command}", flush=True)
    total = sum(seconds for _, seconds in own)
    print(f"{total:6.2f} s from gatehouse init to a probed site, without builds", flush=True)
    return [f"the commands took {total:.0f} s instead of at most {LIMIT}"] if total > LIMIT else []


def follow(commands: list[str], home: str, user: list[str]) -> tuple[list[str], list[tuple[str, float]]]:
    """Runs the commands in one shell, until one fails. Returns the failures, and the seconds of each command."""
    print(*commands, sep="\n", flush=True)
    environment = {**os.environ, "HOME": home, "PATH": f"{home}/bin:{os.environ['PATH']}"}
    with tempfile.TemporaryFile("w+") as times:
        # The descriptor of the file has a number that no command uses.
        note = f"echo $EPOCHREALTIME >&{times.fileno()}"
        script = "\n".join(["set -e", f"cd '{home}'", note, *(f"{command}\n{note}" for command in commands)])
        result = subprocess.run(
            [*user, "/bin/bash", "-c", script], env=environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, pass_fds=[times.fileno()],
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
