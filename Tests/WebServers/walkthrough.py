"""Runs the commands of docs/deploying.md, and requests the site from a real Apache."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import deployments
import private_apache

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/deploying.md"


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
        failures = follow(blocks("develop"), home.path, [])
        if not failures:
            os.rename(home.path + "/tea-club/.build/gatehouse/app.fcgi", home.path + "/app.fcgi")
            # The person's files belong to the person, as whom Apache runs programs here.
            for name in "app.fcgi", "public_html":
                private_apache.give_away(f"{home.path}/{name}")
            os.chmod(home.path + "/app.fcgi", 0o755)
            failures = follow(blocks("host"), home.path, private_apache.as_user())
        if not failures:
            failures = visit(port)
    return failures


def follow(commands: list[str], home: str, user: list[str]) -> list[str]:
    """Runs the commands in one shell, until one fails."""
    print(*commands, sep="\n", flush=True)
    environment = {**os.environ, "HOME": home, "PATH": f"{home}/bin:{os.environ['PATH']}"}
    script = "\n".join(["set -e", f"cd '{home}'", *commands])
    result = subprocess.run(
        [*user, "/bin/bash", "-c", script], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if result.returncode:
        return [f"the commands exited with {result.returncode}:\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}"]
    return []


def visit(port: int) -> list[str]:
    """Requests the site as a client: everything leads to HTTPS, and no file is served."""
    failures = []
    for target in "/", "/message", "/messages", "/.htaccess", "/app.fcgi", "/private":
        # The program, and not Apache, responds: with 308 to the same path.
        response = deployments.request(port, target, "www.example.com")
        if response != f"HTTP/1.1 308 to https://www.example.com{target}":
            failures.append(f"the response to {target} is {response!r}")
    return failures
