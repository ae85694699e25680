"""Deploys to a host by a real OpenSSH server on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polling

SERVER = "/usr/sbin/sshd"


@dataclass
class Host:
    """A host that accepts one key, and the person who has it."""

    directory: str
    tool: str
    # What the address of a command and --data name; "" for the paths in the directory.
    place: str = ""
    private: str = ""

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
        result = subprocess.run(
            self.words(command, *arguments, host=host),
            capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        text = result.stdout + result.stderr
        if result.returncode != status:
            raise AssertionError(f"{command} exited with {result.returncode} instead of {status}:\n{text}")
        return text

    def words(self, command: str, *arguments: str, host: str = "host") -> list[str]:
        """The words of a command."""
        words = [self.tool, command, f"{host}:{self.place or self.website}", "--data", self.private or self.data]
        return [*words, "--ssh-config", self.configuration, *arguments]

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
def serving(tool: str, *, forced: str = "", chroot: str = "", user: str = "") -> Iterator[Host]:
    """Starts an OpenSSH server on a free port, for this user or another one.

    Commands start in a new directory, so that they neither use nor leave copies in the home directory.

    :param forced: the only command that it runs, such as internal-sftp.
    :param chroot: the directory that it shows as "/".
    :param user: another user, if this one is root.
    """
    user = user or pwd.getpwuid(os.geteuid()).pw_name
    directory = os.path.realpath(tempfile.mkdtemp(prefix="remote-hosts."))
    try:
        # sshd reads the keys as the user.
        os.chmod(directory, 0o711)
        for name in "host_key", "key":
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{directory}/{name}"], check=True)
        shutil.copy(directory + "/key.pub", directory + "/authorized_keys")
        os.makedirs(directory + "/site")
        os.makedirs(directory + "/home")
        forced = forced or f'cd {directory}/home && exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"'
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
                    + f"ForceCommand {forced}\n"
                    + (f"ChrootDirectory {chroot}\n" if chroot else "")
                    + "Subsystem sftp internal-sftp\n"
                )
            server = subprocess.Popen(
                [SERVER, "-D", "-E", directory + "/sshd.log", "-f", directory + "/sshd_config"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            if polling.until(lambda: server.poll() is not None or listens(port)) and server.poll() is None:
                break
        else:
            raise RuntimeError("sshd did not start")
        try:
            with open(directory + "/ssh_config", "w") as file:
                file.write(
                    f"Host host\nHostName 127.0.0.1\nPort {port}\nUser {user}\n"
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


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections and sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        yield port


def listens(port: int) -> bool:
    """Whether an SSH server responds."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def run(tool: str) -> list[str]:
    """Deploys to a host with a shell. Returns the failures."""
    return failures(lambda: with_shell(tool))


def failures(*checks: Callable[[], None]) -> list[str]:
    """Runs checks, and returns what failed."""
    found: list[str] = []
    for check in checks:
        try:
            check()
        except AssertionError as error:
            found.append(str(error))
    return found


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
        report = host.run("rollback", "--list", "--json")
        assert len(json.loads(report)["releases"]) >= 3, report
        checked = json.loads(host.run("check", "--json", status=1))
        # The scripts do not know --check.
        assert [finding["id"] for finding in checked["findings"]] == ["program.unexamined"], checked
        nowhere = host.run("deploy", "--program", one, host="nowhere", status=69)
        assert "cannot be reached" in nowhere and "ssh nowhere true" in nowhere, nowhere
        strange = 'it\'s; a $(touch x) "name"'
        refused = host.run("deploy", "--program", one, "--private", strange, status=64)
        assert "would need escaping" in refused, refused
        assert not os.path.exists(host.directory + "/home/x"), "the shell of the host has run a part of a name"
