"""Runs a systemd as process 1 of new namespaces, with the project's units and no others."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Protocol, TypedDict, cast

import polling
import private_apache
import server_configurations
from templates import ROOT

UNITS = f"{ROOT}/server-configurations"
PROGRAM = "/usr/local/lib/gatehouse/app.fcgi"
# The host in the unit.
HOST = "www.example.com"
NAMESPACES = ["--pid", "--mount", "--cgroup", "--ipc", "--uts", "--net"]
# The lines of [Service] that every service needs. The other lines make the sandbox.
NEEDED = ("ExecStart=", "StandardInput=", "StandardOutput=", "StandardError=")
TARGET = "[Unit]\nDefaultDependencies=no\n"
JOURNAL = """[Unit]
DefaultDependencies=no
[Service]
Type=notify
ExecStart=/lib/systemd/systemd-journald
"""


# Changes the text of the unit with a name.
Edit = Callable[[str, str], str]


class Findings(TypedDict):
    """What the probe writes: "open" or an error for each attempt, and the identity of each namespace."""

    attempts: dict[str, str]
    namespaces: dict[str, str]


class Check(Protocol):
    """Records a failure, with what was seen, unless the condition is true."""

    def __call__(self, what: str, good: bool, seen: object = "") -> None: ...


class CannotRun(Exception):
    """systemd cannot run here. The message has the reason."""


class Manager:
    """The systemd, by its process number here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def path(self, path: str) -> str:
        """The path here of a path in its file system."""
        return f"/proc/{self.pid}/root{path}"

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        """Runs a command in its file system."""
        return subprocess.run(
            ["nsenter", "--target", str(self.pid), "--mount", "--pid", "--", *command], capture_output=True, timeout=60,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
        )  # fmt: skip

    def systemctl(self, *words: str) -> str:
        """The output of systemctl, without the end of its line."""
        output = self.run("systemctl", "--no-pager", *words)
        return (output.stdout + output.stderr).decode(errors="replace").strip()

    def shows(self, name: str, unit: str = "gatehouse.service") -> str:
        """The value of a property of a unit."""
        return self.systemctl("show", "--property", name, "--value", unit)

    def send(self, target: str, user: str = "www-data") -> bytes:
        """Sends a request to the program by the unit's socket, as a user."""
        output = self.run(
            "setpriv", "--reuid", user, "--regid", user if user == "www-data" else "nogroup", "--clear-groups",
            "cgi-fcgi", "-bind", "-connect", "/run/gatehouse.sock",
            REQUEST_METHOD="GET", REQUEST_URI=server_configurations.MOUNT + target, HTTP_HOST=HOST, HTTPS="on",
        )  # fmt: skip
        return output.stdout + output.stderr

    def install(self, program: str) -> None:
        """Replaces the unit's program, by a rename."""
        shutil.copy(program, self.path(PROGRAM + ".new"))
        os.chmod(self.path(PROGRAM + ".new"), 0o755)
        os.rename(self.path(PROGRAM + ".new"), self.path(PROGRAM))

    def probed(self, path: str) -> Findings:
        """What the probe behind a socket found out."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(self.path(path))
            text = b""
            while piece := connection.recv(65536):
                text += piece
        return cast(Findings, json.loads(text))

    def outer_pid(self, pid: str) -> int | None:
        """The number here of a process in its namespace."""
        for entry in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{entry}/status") as file:
                line = re.search(r"^NSpid:(.*)$", file.read(), re.M)
                numbers = line[1].split() if line else [""]
                if numbers[-1] == pid and len(numbers) > 1 and namespace(entry) == namespace(self.pid):
                    return int(entry)
        return None


def namespace(pid: int | str, name: str = "pid") -> str:
    """The identity of a namespace of a process."""
    return os.readlink(f"/proc/{pid}/ns/{name}")


def write_units(directory: str, edit: Edit) -> None:
    """Writes the project's units, a second pair without the sandbox, the journal, and the targets that they name."""
    with open("/lib/systemd/system/systemd-journald.socket") as file:
        texts = {"systemd-journald.socket": file.read(), "systemd-journald.service": JOURNAL}
    for kind in ("service", "socket"):
        with open(f"{UNITS}/gatehouse.{kind}") as file:
            texts[f"gatehouse.{kind}"] = edit(f"gatehouse.{kind}", file.read())
    before, _, service = texts["gatehouse.service"].partition("[Service]\n")
    lines = [line for line in service.splitlines() if line.startswith(NEEDED)]
    texts["bare.service"] = "\n".join([before.replace("gatehouse.socket", "bare.socket"), "[Service]", *lines, ""])
    texts["bare.socket"] = "[Socket]\nListenStream=/run/bare.sock\n"
    for name in ("sysinit", "basic", "sockets", "shutdown", "multi-user"):
        texts[f"{name}.target"] = TARGET
    texts["test.target"] = TARGET + "Wants=systemd-journald.socket gatehouse.socket bare.socket\n"
    for name, text in texts.items():
        with open(f"{directory}/{name}", "w") as file:
            file.write(text)


def control_group() -> str:
    """Makes a control group below the one of this process."""
    with open("/proc/self/mounts") as mounts, open("/proc/self/cgroup") as groups:
        mounted = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
        own = [line.strip()[3:] for line in groups if line.startswith("0::")]
    if not mounted or not own:
        raise CannotRun("there is no cgroup2 file system")
    path = f"{mounted[0]}{own[0].rstrip('/')}/gatehouse-test-{os.getpid()}"
    try:
        os.mkdir(path)
    except OSError as error:
        raise CannotRun(f"cannot make a control group: {error}") from error
    return path


def remove(group: str) -> None:
    """Removes a control group with all groups below, once its processes have ended."""
    polling.until(lambda: "populated 0" in open(f"{group}/cgroup.events").read())
    for path, _, _ in os.walk(group, topdown=False):
        os.rmdir(path)


@contextlib.contextmanager
def running(directory: str, program: str, edit: Edit) -> Iterator[Manager]:
    """Runs systemd with the units, and waits until it has started them.

    :param edit: changes the text of a unit, by its name.
    """
    if os.geteuid():
        raise CannotRun("it needs root")
    units, log = f"{directory}/units", f"{directory}/systemd.log"
    os.makedirs(units, exist_ok=True)
    write_units(units, edit)
    group = control_group()
    process = None
    try:
        # The process must be in the group before the namespace of groups is made.
        command = [
            "sh", "-c", f'echo $$ >"{group}/cgroup.procs" && exec "$@"', "sh", "setpriv", "--pdeathsig", "KILL",
            "unshare", "--fork", "--kill-child", "--mount-proc", *NAMESPACES,
            f"{ROOT}/Tests/Fixtures/run-systemd", units, program,
        ]  # fmt: skip
        with open(log, "w") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            )  # fmt: skip

        def started() -> int | None:
            first = child(process.pid)
            return first if first and Manager(first).systemctl("is-active", "test.target") == "active" else None

        polling.until(lambda: process.poll() is not None or started(), pause=0.1)
        first = None if process.poll() is not None else started()
        if not first:
            with open(log) as output:
                raise CannotRun(f"systemd does not start as process 1 of namespaces: {output.read()[-1000:].strip()}")
        yield Manager(first)
    finally:
        if process:
            if first := child(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(first, signal.SIGKILL)
            private_apache.stop(process)
        remove(group)


def child(pid: int) -> int | None:
    """The only child of a process, or `None`."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        if words := file.read().split():
            return int(words[0])
    return None


def failures(directory: str, program: str, edit: Edit = lambda name, text: text) -> list[str]:
    """Runs systemd with the units, and returns the failures."""
    found: list[str] = []

    def check(what: str, good: bool, seen: object = "") -> None:
        if not good:
            found.append(f"systemd: {what}{f': {seen}' if seen else ''}")

    with running(directory, program, edit) as manager:
        for part in (activation, hardening, sandbox):
            if not found:
                part(manager, check)
    return found


def activation(manager: Manager, check: Check) -> None:
    """Checks that the socket starts the service for users who may connect, and that the service restarts and stops."""
    state = manager.shows("ActiveState")
    check("the service runs before the first request", state == "inactive", state)
    if not os.path.exists(manager.path("/run/gatehouse.sock")):
        return check("there is no socket", False, manager.systemctl("status", "gatehouse.socket"))
    socket_file = os.stat(manager.path("/run/gatehouse.sock"))
    check("the socket's mode", socket_file.st_mode & 0o777 == 0o660, oct(socket_file.st_mode))
    response = manager.send("/guests/ada", "nobody")
    check(
        "another user can connect", b"Welcome" not in response and manager.shows("ActiveState") == "inactive", response
    )
    response = manager.send("/guests/ada")
    check("the web server got no response", b"Welcome, Ada Lovelace." in response, response)
    state = manager.shows("ActiveState")
    check("the service is not active", state == "active", state)
    response = manager.send("/%ff")
    line = "notice gatehouse: target refused: "
    check("a request was not refused", b"Status: 400" in response and b"gatehouse:" not in response, response)

    def journal() -> str:
        return manager.run("journalctl", "--unit=gatehouse.service", "--output=cat").stdout.decode()

    check(
        "the journal has no line about the refusal",
        polling.until(lambda: line in journal(), pause=0.2),
        journal()[-500:],
    )
    # systemd restarts a killed program. Requests wait at the socket meanwhile.
    pid = manager.outer_pid(manager.shows("MainPID"))
    if not pid:
        return check("the program does not run", False, manager.systemctl("status", "gatehouse.service"))
    os.kill(pid, signal.SIGKILL)
    response = manager.send("/guests/grace")
    check("no response after the program was killed", b"Welcome, Grace Hopper." in response, response)
    check("systemd did not restart the program", manager.shows("NRestarts") == "1", manager.shows("NRestarts"))
    reloading(manager, check)
    output = manager.systemctl("stop", "gatehouse.service")
    outcome = manager.shows("ActiveState"), manager.shows("Result"), manager.shows("ExecMainStatus")
    check("the service does not stop cleanly", outcome == ("inactive", "success", "0"), f"{outcome} {output}")
    response = manager.send("/guests/ada")
    check("the socket does not start the service again", b"Welcome, Ada Lovelace." in response, response)


def processes(manager: Manager) -> set[str]:
    """The processes of the service, without its supervisor."""
    main = manager.outer_pid(manager.shows("MainPID"))
    found: set[str] = set()
    for entry in os.listdir(f"/proc/{main}/task") if main else []:
        with contextlib.suppress(OSError), open(f"/proc/{main}/task/{entry}/children") as file:
            found |= set(file.read().split())
    return found


def reloading(manager: Manager, check: Check) -> None:
    """Checks that a reload and a new program replace all processes, and that no request fails meanwhile."""
    main = manager.shows("MainPID")
    for how in ("systemctl reload", "a new program"):
        before = processes(manager)
        check(f"{how}: the supervisor has no processes", bool(before))
        if how == "systemctl reload":
            output = manager.systemctl("reload", "gatehouse.service")
            check(how, not output, output)
        else:
            shutil.copy(manager.path(PROGRAM), manager.path("/run/program/next"))
            manager.install(manager.path("/run/program/next"))
        failed: list[bytes] = []

        def replaced() -> bool:
            response = manager.send("/guests/grace")
            if b"Welcome, Grace Hopper." not in response:
                failed.append(response)
            now = processes(manager)
            return bool(now) and not now & before and manager.shows("ActiveState") == "active"

        check(f"{how}: the old processes remain", polling.until(replaced, pause=0.05), processes(manager) & before)
        check(f"{how}: requests failed", not failed, failed[:3])
        check(f"{how}: another supervisor", manager.shows("MainPID") == main)


def hardening(manager: Manager, check: Check) -> None:
    """Checks the privileges that the process has for the kernel."""
    pid = manager.outer_pid(manager.shows("MainPID"))
    if not pid:
        return check("the program does not run", False)
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        check(f"{name} has capabilities", int(fields[name], 16) == 0, fields[name])
    check("NoNewPrivs is not set", fields["NoNewPrivs"] == "1", fields["NoNewPrivs"])
    check("there is no filter of system calls", fields["Seccomp"] == "2", fields["Seccomp"])
    users = set(fields["Uid"].split()) | set(fields["Gid"].split())
    check("the program has no user of its own", len(users) == 1 and int(users.pop()) >= 61184, fields["Uid"])


def sandbox(manager: Manager, check: Check) -> None:
    """Checks that a program can do nothing that the unit forbids, and everything without the sandbox."""
    manager.install(f"{ROOT}/Tests/Fixtures/sandbox-probe")
    manager.systemctl("restart", "gatehouse.service")
    for socket_file, is_open in (("/run/gatehouse.sock", False), ("/run/bare.sock", True)):
        probed = manager.probed(socket_file)
        for attempt, outcome in probed["attempts"].items():
            if is_open:
                # An attempt that always fails proves nothing.
                check(f"without the sandbox the program cannot {attempt}", outcome == "open", outcome)
            else:
                check(f"the program can {attempt}", outcome != "open")
        for name, value in probed["namespaces"].items():
            is_shared = value == namespace(manager.pid, name)
            check(f"{socket_file}: namespace {name}, shared: {is_shared}", is_shared == is_open)
