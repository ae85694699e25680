"""Deploys as an ordinary user whose programs start by suexec, behind a real Apache.

The test replaces files of the machine, such as /etc/passwd. So it needs a mount namespace of its own, in which nobody
else sees that: unshare --mount.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import deployments
import private_apache

# suexec accepts users from 100 on.
NAME, NUMBER = "gatehouse-person", 1999
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Person:
    """An ordinary user with a home under Apache."""

    home: str
    tool: str
    port: int

    @property
    def website(self) -> str:
        """The public directory."""
        return self.home + "/public_html"

    def run(self, command: str, *arguments: str, status: int = 0) -> str:
        """Runs a command of the tool as the person, and returns all that it prints.

        :raises AssertionError: for another exit status.
        """
        user = ["setpriv", "--reuid", str(NUMBER), "--regid", str(NUMBER), "--clear-groups", "--no-new-privs"]
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "USER": NAME}
        words = [*user, self.tool, command, *arguments]
        result = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=300, cwd=self.home)
        text = result.stdout + result.stderr
        if result.returncode != status:
            raise AssertionError(f"{command} exited with {result.returncode} instead of {status}:\n{text}\n{logged()}")
        return text


def logged() -> str:
    """The log of suexec."""
    with contextlib.suppress(OSError), open("/var/log/apache2/suexec.log") as file:
        return "".join(file.readlines()[-20:])
    return ""


def package() -> str:
    """The directory with the unpacked files of Debian's suexec.

    It is not installed, because mod_fcgid then ends with every Apache that was not started as root.
    """
    directory = str(ROOT / ".build/suexec")
    if not os.path.exists(directory + "/files"):
        os.makedirs(directory, exist_ok=True)
        command = ["apt-get", "download", "-q", "apache2-suexec-custom"]
        if subprocess.run(command, cwd=directory, capture_output=True).returncode:
            subprocess.run(["apt-get", "update", "-q"], check=True, capture_output=True)
            subprocess.run(command, cwd=directory, check=True, capture_output=True)
        (name,) = (name for name in os.listdir(directory) if name.endswith(".deb"))
        subprocess.run(["dpkg-deb", "-x", name, "new"], cwd=directory, check=True)
        os.rename(directory + "/new", directory + "/files")
    return directory + "/files"


def mount(path: str, source: str) -> None:
    """Replaces a file or a directory of the machine in this mount namespace."""
    subprocess.run(["mount", "--bind", source, path], check=True)


def prepare(directory: str, home: str, public: str) -> list[str]:
    """Adds the person, and suexec with its configuration, to the machine. Returns the replaced paths."""
    own = directory + "/machine-"
    for path, line in (
        ("/etc/passwd", f"{NAME}:x:{NUMBER}:{NUMBER}::{home}:/bin/sh\n"), ("/etc/group", f"{NAME}:x:{NUMBER}:\n"),
    ):  # fmt: skip
        with open(path) as file, open(own + os.path.basename(path), "w") as output:
            output.write(file.read() + line)
        os.chmod(own + os.path.basename(path), 0o644)
    shutil.copytree("/usr/lib/apache2", own + "lib", symlinks=True)
    shutil.copytree("/etc/apache2", own + "etc", symlinks=True)
    os.makedirs(own + "etc/suexec", exist_ok=True)
    with open(own + "etc/suexec/www-data", "w") as output:
        output.write(f"{directory}/{public}\npublic_html\n")
    shutil.copy(package() + "/usr/lib/apache2/suexec-custom", own + "lib/suexec")
    subprocess.run(["chown", f"root:{private_apache.USER}", own + "lib/suexec"], check=True)
    os.chmod(own + "lib/suexec", 0o4750)
    os.makedirs(own + "log")
    places = {
        "/etc/passwd": "passwd", "/etc/group": "group", "/usr/lib/apache2": "lib", "/etc/apache2": "etc",
        "/var/log/apache2": "log",
    }  # fmt: skip
    for path, name in places.items():
        mount(path, own + name)
    return list(places)


@contextlib.contextmanager
def person(tool: str, public: str) -> Iterator[Person]:
    """An ordinary user whose programs start by suexec.

    :param public: the directory for programs that suexec has, below that of the test.
    """
    if os.readlink("/proc/self/ns/mnt") == os.readlink(f"/proc/{os.getppid()}/ns/mnt"):
        raise RuntimeError("run this as root in a mount namespace of its own: unshare --mount python3 …")
    directory = os.path.realpath(tempfile.mkdtemp(prefix="suexec.", dir="/srv"))
    replaced: list[str] = []
    try:
        home = directory + "/home"
        for name in "home/public_html", "run/fcgid":
            os.makedirs(f"{directory}/{name}")
        for path in directory, home, home + "/public_html":
            os.chmod(path, 0o711)
        subprocess.run(["chown", "-R", f"{NUMBER}:{NUMBER}", home], check=True)
        private_apache.give_away(directory + "/run")
        replaced = prepare(directory, home, public)
        own_tool = directory + "/gatehouse"
        shutil.copy(tool, own_tool)
        used = 0

        def begin(port: int) -> subprocess.Popen[bytes]:
            nonlocal used
            used = port
            text = private_apache.configuration(
                directory, directory + "/error.log", [*private_apache.USUAL, "suexec"], timeout=60, servers=4,
                threads=16, fcgid="    FcgidIdleTimeout 5\n    FcgidIdleScanInterval 1\n    FcgidZombieScanInterval 1",
            )  # fmt: skip
            text += deployments.HOME_CONFIGURATION.format(port=port, home=home)
            text += f"User {private_apache.USER}\nGroup {private_apache.USER}\nSuexecUserGroup {NAME} {NAME}\n"
            return private_apache.start(directory, text, directory + "/error.log", [("127.0.0.1", port)], as_root=True)

        process = private_apache.start_on_free_port(begin)
        try:
            yield Person(home, own_tool, used)
        finally:
            private_apache.stop(process)
    finally:
        for path in reversed(replaced):
            subprocess.run(["umount", path], check=True)
        shutil.rmtree(directory, ignore_errors=True)


def run(tool: str, hello: str) -> list[str]:
    """Runs the checks. Returns the failures."""
    failures = []
    for check in in_public_directory, outside, outside_is_refused:
        try:
            check(tool, hello)
        except AssertionError as error:
            failures.append(f"{check.__name__}: {error}")
    return failures


def deploy(person: Person, hello: str, *options: str, status: int = 0) -> str:
    """Deploys with requests to the site."""
    place = ["--host", "localhost", "--url", f"http://localhost:{person.port}", "--address", "127.0.0.1"]
    return person.run(
        "deploy", person.website, "--data", person.home + "/private", "--program", hello, *place, *options,
        status=status,
    )  # fmt: skip


def response(person: Person) -> bytes | str:
    """The response of the site."""
    return deployments.request(person.port)


def in_public_directory(tool: str, hello: str) -> None:
    """The program in the public directory: deploy, probe, check, and what suexec and the check say about modes."""
    with person(tool, "home/public_html") as user:
        report = deploy(user, hello)
        assert "is deployed" in report and "closed (" in report, report
        assert response(user) == deployments.MARK, response(user)
        assert f"uid: ({NUMBER}/{NAME}) gid: ({NUMBER}/{NAME}) cmd: app.fcgi" in logged(), logged()
        assert "up to date" in user.run("deploy", user.website, "--data", user.home + "/private", "--program", hello)
        probe = user.run(
            "probe", f"http://localhost:{user.port}", "--dir", user.website, "--address", "127.0.0.1", "--json"
        )
        assert json.loads(probe)["result"] == "closed", probe
        found = findings(user)
        assert not any(name.startswith("access.") for name in found), found
        assert not any(name.startswith("data.") or name.startswith("htaccess.") for name in found), found
        for path, mode, name in (
            (user.website, 0o775, "access.directory-writable"),
            (user.website + "/app.fcgi", 0o775, "access.program-writable"),
            (user.website + "/app.fcgi", 0o4711, "access.program-setid"),
        ):
            renew(user)
            os.chmod(path, mode)
            assert name in findings(user), f"{name}: {findings(user)}"
            assert "500" in str(response(user)), f"{path} with mode {mode:o}: {response(user)!r}"
            os.chmod(path, 0o711)
        renew(user)
        assert response(user) == deployments.MARK, response(user)


def renew(user: Person) -> None:
    """Replaces the program by a copy, for which mod_fcgid starts a new process."""
    program = user.website + "/app.fcgi"
    shutil.copy2(program, user.home + "/copy")
    os.chown(user.home + "/copy", NUMBER, NUMBER)
    os.rename(user.home + "/copy", program)


def findings(user: Person) -> set[str]:
    """The ids of the findings of the check."""
    text = user.run("check", user.website, "--data", user.home + "/private", "--json", status=1)
    return {finding["id"] for finding in json.loads(text[: text.rindex("}") + 1])["findings"]}


def outside(tool: str, hello: str) -> None:
    """The program outside the public directory, which suexec allows."""
    with person(tool, "home") as user:
        report = deploy(user, hello, "--private", user.home + "/program")
        assert "is deployed" in report and response(user) == deployments.MARK, report
        assert f"uid: ({NUMBER}/{NAME})" in logged(), logged()
        assert not any(name.startswith("access.") for name in findings(user)), findings(user)


def outside_is_refused(tool: str, hello: str) -> None:
    """The program outside the public directory, which suexec refuses: the deployment goes back."""
    with person(tool, "home/public_html") as user:
        report = deploy(user, hello, "--private", user.home + "/program", status=69)
        assert "responds with 50" in report and "The program is removed again" in report, report
        assert "command not in docroot" in logged(), logged()
        assert not os.path.exists(user.home + "/program/app.fcgi")
