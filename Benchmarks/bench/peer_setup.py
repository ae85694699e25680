"""Installs, builds and checks the peers."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from peers import PYTHON, PYTHON_MODULES, PYTHON_PACKAGES, VENV, Gatehouse, Peer, Python, unless_runs
from processes import ROOT, Failure, Workspace
from workloads import Workload

PeerType = TypeVar("PeerType", bound=type[Peer])


def install(wanted: Sequence[type[Peer]], say: Callable[[str], None]) -> None:
    """Installs the peers' packages from Debian and PyPI where they are missing."""
    # Everything that these print goes to standard error: standard output has the tables.
    installer = os.path.join(ROOT, "scripts", "install-dependencies")
    for group in sorted({make.package_group for make in wanted if make.package_group}):
        if subprocess.run([installer, group], stdin=subprocess.DEVNULL, stdout=2).returncode != 0:
            say(f"the Debian packages of {group} cannot be installed")
    if not any(issubclass(make, Python) for make in wanted):
        return
    if unless_runs([PYTHON, "-c", f"import {PYTHON_MODULES}"], "missing"):
        say(f"installing {' '.join(PYTHON_PACKAGES)} into {VENV}")
        # Debian's Python, which every user can run; the one on PATH may be in somebody's home directory.
        create = ["/usr/bin/python3", "-m", "venv", "--clear", VENV]
        fill = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PYTHON_PACKAGES]
        for command in (create, fill):
            if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2).returncode != 0:
                say(f"this failed: {' '.join(command)}")
                return


def find(
    workspace: Workspace, types: Sequence[PeerType], names: Sequence[str], say: Callable[[str], None]
) -> tuple[list[PeerType], dict[str, str]]:
    """Installs and builds the peers. Returns those that can run here, and for the others the reasons."""
    wanted = [make for make in types if not names or make.name in names or issubclass(make, Gatehouse)]
    install(wanted, say)
    found: list[PeerType] = []
    missing: dict[str, str] = {}
    for make in wanted:
        begin = time.monotonic()
        reason = make(workspace).missing()
        if time.monotonic() - begin > 5:
            say(f"{make.label}: prepared in {time.monotonic() - begin:.0f} s")
        if reason:
            missing[make.label] = reason
            say(f"{make.label} is left out: {reason}")
        else:
            found.append(make)
    return found, missing


def build_file(workspace: Workspace) -> None:
    """Writes the file of 64 MiB and reads it once, so that it is in the page cache."""
    path = workspace.path("files/file.bin")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    subprocess.run([workspace.load_program, "--make-file", path, str(64 << 20)], check=True)
    os.chmod(path, 0o644)
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass


def check(peer: Peer, workload: Workload) -> bytes:
    """Fails unless the peer's response has the expected status, type and body. Returns head and body."""
    save = peer.workspace.path("response")
    peer.load(workload, clients=1, requests=1, save=save)
    with open(save, "rb") as file:
        response = file.read()
    os.unlink(save)
    head = response[:8192].split(b"\r\n\r\n")[0].decode("latin-1")
    lines = (line.partition(":") for line in head.split("\r\n"))
    fields = {name.strip().lower(): value.strip() for name, _, value in lines}
    # Some peers declare UTF-8 for JSON, which is the only possibility anyway.
    kind = fields.get("content-type", "").lower().replace("; ", ";").replace("json;charset=utf-8", "json")
    if kind != workload.type.replace("; ", ";"):
        raise Failure(f"{peer.label} responds to {workload.target} with type {kind!r} instead of {workload.type!r}")
    return response
