"""Several machines on one: network namespaces with a cable from a balancer to each of them.

They have names in a mount namespace of the test only. The kernel removes all of them when the last process of the test
has ended, however it ends.
"""

from __future__ import annotations

import concurrent.futures
import ctypes
import os
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import private_apache

# The address of the balancer for clients, which are in the namespace of the test.
FRONT = "10.213.0.2"
CLIENT = "10.213.0.1"
# From <sched.h>.
CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
LIBRARY = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Machine:
    """A machine."""

    name: str
    # Its private address, and those of the balancer and of a stranger on the same cable.
    address: str
    balancer: str
    stranger: str

    @property
    def namespace(self) -> str:
        """The path of its network namespace."""
        return f"/run/netns/{self.name}"

    def words(self, command: Sequence[str]) -> list[str]:
        """A command that runs on the machine, as the user of Debian's web servers."""
        return ["nsenter", f"--net={self.namespace}", *private_apache.as_user(), *command]

    def switch(self, state: str) -> None:
        """Connects the machine with the network ("up") or cuts it off ("down"), as if somebody pulled the cable."""
        ip("-n", self.name, "link", "set", "cable", state)


BALANCER = Machine("balancer", FRONT, FRONT, FRONT)
# Documentation and configurations use names like these.
FIRST = Machine("first.internal", "10.213.1.2", "10.213.1.1", "10.213.1.3")
SECOND = Machine("second.internal", "10.213.2.2", "10.213.2.1", "10.213.2.3")


def ip(*words: str) -> None:
    """Runs ip(8)."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def connect(hosts: str) -> None:
    """Moves this process into namespaces of its own, and makes the machines there, and their cables.

    :param hosts: a file to write, which becomes /etc/hosts for the processes of the test.
    """
    if os.geteuid() != 0:
        raise RuntimeError("run `make test-scaling` as root: it makes network namespaces")
    # Python 3.12 has os.unshare.
    if LIBRARY.unshare(CLONE_NEWNS | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    os.makedirs("/run/netns", exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/netns"], check=True)
    with open(hosts, "w") as file:
        file.write("127.0.0.1 localhost\n")
        file.writelines(f"{machine.address} {machine.name}\n" for machine in (FIRST, SECOND))
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    ip("link", "set", "lo", "up")
    for machine in (BALANCER, FIRST, SECOND):
        ip("netns", "add", machine.name)
        ip("-n", machine.name, "link", "set", "lo", "up")
    ip("link", "add", "front", "type", "veth", "peer", "name", "cable", "netns", BALANCER.name)
    ip("address", "add", f"{CLIENT}/24", "dev", "front")
    ip("-n", BALANCER.name, "address", "add", f"{FRONT}/24", "dev", "cable")
    ip("link", "set", "front", "up")
    BALANCER.switch("up")
    for number, machine in enumerate((FIRST, SECOND)):
        link = f"to-{number}"
        ip("-n", BALANCER.name, "link", "add", link, "type", "veth", "peer", "name", "cable", "netns", machine.name)
        for address in (machine.balancer, machine.stranger):
            ip("-n", BALANCER.name, "address", "add", f"{address}/24", "dev", link)
        ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", "cable")
        ip("-n", BALANCER.name, "link", "set", link, "up")
        machine.switch("up")


def socket_from(namespace: str, address: str, port: int, source: str) -> socket.socket:
    """Connects from a network namespace, with a certain address there."""

    def work() -> socket.socket:
        with open(namespace) as file:
            # It moves this thread only. Python 3.12 has os.setns.
            if LIBRARY.setns(file.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
        return socket.create_connection((address, port), 5, (source, 0))

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether something listens on a port of the machine on which a process runs."""
    with open(f"/proc/{process.pid}/net/tcp") as file:
        # The address and the port, then the peer, then the state: 0A is TCP_LISTEN.
        return any(f":{port:04X} 00000000:0000 0A" in line for line in file)
