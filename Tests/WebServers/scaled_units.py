"""Checks that systemd passes a socket for another machine to the program, and that only the balancer may use it."""

from __future__ import annotations

import os
import subprocess
import tempfile

import machines
import private_systemd
import scaled_sites

# The addresses in the files.
OWN, BALANCER, STRANGER = "10.0.0.11", "10.0.0.1", "10.0.0.12"
# FCGI_GET_VALUES without names: a program responds with a record of its own, and needs no request for it.
QUESTION = bytes([1, 9, 0, 0, 0, 0, 0, 0])


def with_dropins(name: str, text: str) -> str:
    """A unit with the lines of its drop-in."""
    path = f"{scaled_sites.CONFIGURATIONS}/{name}.d/tcp.conf"
    if not os.path.exists(path):
        return text
    with open(path) as file:
        return text + file.read()


def failures(hello: str) -> list[str]:
    """Runs systemd with the units. Returns the failures."""
    with tempfile.TemporaryDirectory(prefix="units.") as directory:
        os.chmod(directory, 0o755)
        try:
            with private_systemd.running(directory, hello, with_dropins) as manager:
                return connection_failures(manager)
        except private_systemd.CannotRun as reason:
            print(f"  systemd itself cannot run here: {reason}", flush=True)
            return []


def connection_failures(manager: private_systemd.Manager) -> list[str]:
    """Connects from addresses on the network of a systemd."""
    network = f"/proc/{manager.pid}/ns/net"
    for words in (
        ["link", "set", "lo", "up"],
        *(["address", "add", a, "dev", "lo"] for a in (OWN, BALANCER, STRANGER)),
    ):
        subprocess.run(["nsenter", f"--net={network}", "ip", *words], check=True, capture_output=True)
    found = []
    for source, is_allowed in ((BALANCER, True), (STRANGER, False), (OWN, False), ("127.0.0.1", False)):
        try:
            with machines.socket_from(network, OWN, 9000, source) as connection:
                connection.sendall(QUESTION)
                response = connection.recv(100)
        except OSError:
            response = b""
        if response.startswith(b"\x01\x0a") != is_allowed:
            found.append(f"systemd, a connection from {source}: {response!r}, {manager.shows('ActiveState')}")
    return found
