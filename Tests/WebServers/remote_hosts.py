"""Deploys to a host by a real OpenSSH server on loopback."""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import polling

SERVER = "/usr/sbin/sshd"


@dataclass
class Host:
    """A host that accepts one key, and the person who has it."""

    directory: str
    tool: str

    @property
    def configuration(self) -> str:
        """The configuration of ssh."""
        return self.directory + "/ssh_config"

    @property
    def website(self) -> str:
        """The public directory."""
        return self.directory + "/site/public_html"

    @property
    def data(self) -> str:
        """The private directory."""
        return self.directory + "/site/private"

    def run(self, command: str, *arguments: str, host: str = "host", status: int = 0) -> str:
        """Runs a command of the tool for the host, and returns all that it prints.

        :raises AssertionError: for another exit status.
        """
        words = [self.tool, command, f"{host}:{self.website}", "--data", self.data]
        words += ["--ssh-config", self.configuration, *arguments]
        result = subprocess.run(words, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        text = result.stdout + result.stderr
        if result.returncode != status:
            raise AssertionError(f"{command} exited with {result.returncode} instead of {status}:\n{text}")
        return text

    def program(self, version: str, *, works: bool = True) -> str:
        """A script that stands for a program."""
        path = f"{self.directory}/build-{version}"
        with open(path, "w") as file:
            file.write(
                f"""#!/bin/sh
[ "$1" = --routes=json ] && {{ echo '[]'; exit {0 if works else 78}; }}
printf 'Status: 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n{version}'
"""
            )
        return path

    def version(self) -> str:
        """The version of the installed program."""
        result = subprocess.run([self.website + "/app.fcgi"], capture_output=True, text=True, check=True)
        return result.stdout.rpartition("\n")[2]


@contextlib.contextmanager
def serving(tool: str, *, forced: str = "") -> Iterator[Host]:
    """Starts an OpenSSH server as this user, on a free port.

    :param forced: the only command that it runs, such as internal-sftp.
    """
    directory = os.path.realpath(tempfile.mkdtemp(prefix="remote-hosts."))
    try:
        for name in "host_key", "key":
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{directory}/{name}"], check=True)
        shutil.copy(directory + "/key.pub", directory + "/authorized_keys")
        os.makedirs(directory + "/site")
        # sshd needs this directory if it is started by root.
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        for _ in range(20):
            port = random.randrange(20000, 32000)
            with open(directory + "/sshd_config", "w") as file:
                file.write(
                    f"ListenAddress 127.0.0.1:{port}\nHostKey {directory}/host_key\nPidFile none\nUsePAM no\n"
                    f"AuthorizedKeysFile {directory}/authorized_keys\nStrictModes no\nPermitRootLogin yes\n"
                    "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                    + (f"ForceCommand {forced}\n" if forced else "")
                    + "Subsystem sftp internal-sftp\n"
                )
            server = subprocess.Popen(
                [SERVER, "-D", "-e", "-f", directory + "/sshd_config"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
            if polling.until(lambda: server.poll() is not None or listens(port)) and server.poll() is None:
                break
        else:
            raise RuntimeError("sshd did not start")
        try:
            with open(directory + "/ssh_config", "w") as file:
                file.write(
                    f"Host host\nHostName 127.0.0.1\nPort {port}\nUser {pwd.getpwuid(os.geteuid()).pw_name}\n"
                    f"IdentityFile {directory}/key\nIdentitiesOnly yes\nBatchMode yes\n"
                    f"UserKnownHostsFile {directory}/known_hosts\nStrictHostKeyChecking accept-new\n"
                    f"Host nowhere\nHostName 127.0.0.1\nPort 1\nBatchMode yes\n"
                )
            yield Host(directory, tool)
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def listens(port: int) -> bool:
    """Whether an SSH server responds."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def run(tool: str) -> list[str]:
    """Deploys with a shell, and tries it without one. Returns the failures."""
    failures: list[str] = []
    for check in with_shell, without_shell:
        try:
            check(tool)
        except AssertionError as error:
            failures.append(f"{check.__name__}: {error}")
    return failures


def with_shell(tool: str) -> None:
    """A first deployment, a second one, a broken program, a rollback, and hosts that do not respond."""
    with serving(tool) as host:
        one, two = host.program("one"), host.program("two")
        planned = host.run("deploy", "--host", "localhost", "--program", one, "--dry-run")
        assert "would write the settings file" in planned and "uploading the program" in planned, planned
        assert not os.path.exists(host.website), "a dry run has created the public directory"
        first = host.run("deploy", "--host", "localhost", "--secret", "KEYS", "--program", one)
        assert "uploading" not in first and "is deployed" in first, first
        assert host.version() == "one"
        modes = {
            "site/private": 0o700, "site/private/app.conf": 0o600, "site/public_html": 0o711,
            "site/public_html/app.fcgi": 0o711, "site/public_html/.htaccess": 0o644,
        }  # fmt: skip
        for name, mode in modes.items():
            found = os.stat(f"{host.directory}/{name}").st_mode & 0o7777
            assert found == mode, f"{name} has the mode {found:o} instead of {mode:o}"
        again = host.run("deploy", "--host", "localhost", "--program", one)
        assert "up to date" in again and "uploading" not in again, again
        assert "is deployed" in host.run("deploy", "--program", two) and host.version() == "two"
        broken = host.run("deploy", "--program", host.program("three", works=False), status=78)
        assert "exited with 78" in broken and host.version() == "two", broken
        listed = host.run("rollback", "--list")
        assert listed.count("\n") >= 3 and "* " in listed, listed
        assert "is the release" in host.run("rollback") and host.version() == "one"
        nowhere = host.run("deploy", "--program", one, host="nowhere", status=69)
        assert "cannot be reached" in nowhere and "ssh nowhere true" in nowhere, nowhere
        strange = 'it\'s; a $(touch x) "name"'
        refused = host.run("deploy", "--program", one, "--private", strange, status=64)
        assert "would need escaping" in refused, refused
        assert not os.path.exists(os.path.expanduser("~/x")), "the shell of the host has run a part of a name"


def without_shell(tool: str) -> None:
    """A host with SFTP only."""
    with serving(tool, forced="internal-sftp") as host:
        refused = host.run("deploy", "--host", "localhost", "--program", host.program("one"), status=69)
        assert "gives no shell" in refused and "SFTP" in refused, refused
        assert not os.path.exists(host.website)
