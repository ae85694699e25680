"""A systemd of one's own, process 1 of namespaces of its own, that knows the project's units and no other."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess

import apache
import servers
import waiting
from templates import ROOT

UNITS = f"{ROOT}/server-configurations"
PROGRAM = "/usr/local/lib/gatehouse/app.fcgi"
# The name that the unit tells the program.
HOST = "www.example.com"
NAMESPACES = ["--pid", "--mount", "--cgroup", "--ipc", "--uts", "--net"]
# The lines of [Service] without which there is no service; what else there is, is the sandbox.
NEEDED = ("ExecStart=", "StandardInput=", "StandardOutput=", "StandardError=")
TARGET = "[Unit]\nDefaultDependencies=no\n"
JOURNAL = """[Unit]
DefaultDependencies=no
[Service]
Type=notify
ExecStart=/lib/systemd/systemd-journald
"""


class NotHere(Exception):
    """Why systemd cannot run here."""


class Manager:
    def __init__(self, pid):
        self.pid = pid

    def path(self, path):
        """A path of its file system, as it is reached from here."""
        return f"/proc/{self.pid}/root{path}"

    def run(self, *command, **environment):
        """Runs a command in its file system."""
        return subprocess.run(
            ["nsenter", "--target", str(self.pid), "--mount", "--pid", "--", *command], capture_output=True, timeout=60,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
        )  # fmt: skip

    def systemctl(self, *words):
        """What systemctl says, without the end of its line."""
        said = self.run("systemctl", "--no-pager", *words)
        return (said.stdout + said.stderr).decode(errors="replace").strip()

    def shows(self, name, unit="gatehouse.service"):
        return self.systemctl("show", "--property", name, "--value", unit)

    def ask(self, target, user="www-data"):
        """Asks the program over the unit's socket, as a user."""
        said = self.run(
            "setpriv", "--reuid", user, "--regid", user if user == "www-data" else "nogroup", "--clear-groups",
            "cgi-fcgi", "-bind", "-connect", "/run/gatehouse.sock",
            REQUEST_METHOD="GET", REQUEST_URI=servers.MOUNT + target, HTTP_HOST=HOST, HTTPS="on",
        )  # fmt: skip
        return said.stdout + said.stderr

    def install(self, program):
        """Puts a program into the place of the unit's, by a rename."""
        shutil.copy(program, self.path(PROGRAM + ".new"))
        os.chmod(self.path(PROGRAM + ".new"), 0o755)
        os.rename(self.path(PROGRAM + ".new"), self.path(PROGRAM))

    def probed(self, path):
        """What a probe behind a socket found out."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(self.path(path))
            text = b""
            while piece := connection.recv(65536):
                text += piece
        return json.loads(text)

    def outer_pid(self, pid):
        """A process of its namespace, by the number that it has here."""
        for entry in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{entry}/status") as file:
                numbers = re.search(r"^NSpid:(.*)$", file.read(), re.M)[1].split()
                if numbers[-1] == pid and len(numbers) > 1 and namespace(entry) == namespace(self.pid):
                    return int(entry)
        return None


def namespace(pid, name="pid"):
    return os.readlink(f"/proc/{pid}/ns/{name}")


def lay_units(directory, edit):
    """The project's units, a second pair without the sandbox, the journal, and what units name."""
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


def control_group():
    """Makes a control group for all of it, below the one of this process."""
    with open("/proc/self/mounts") as mounts, open("/proc/self/cgroup") as groups:
        mounted = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
        own = [line.strip()[3:] for line in groups if line.startswith("0::")]
    if not mounted or not own:
        raise NotHere("there is no cgroup2 file system")
    path = f"{mounted[0]}{own[0].rstrip('/')}/gatehouse-test-{os.getpid()}"
    try:
        os.mkdir(path)
    except OSError as error:
        raise NotHere(f"no control group can be made: {error}") from error
    return path


def remove(group):
    """Removes a control group with all below, once its processes have ended."""
    waiting.until(lambda: "populated 0" in open(f"{group}/cgroup.events").read())
    for path, _, _ in os.walk(group, topdown=False):
        os.rmdir(path)


@contextlib.contextmanager
def running(directory, program, edit=lambda name, text: text):
    """Runs systemd with the units; it has started what there is to start.

    :param edit: what is done to the text of a unit before.
    """
    if os.geteuid():
        raise NotHere("that takes root")
    units, log = f"{directory}/units", f"{directory}/systemd.log"
    os.makedirs(units, exist_ok=True)
    lay_units(units, edit)
    group = control_group()
    process = None
    try:
        # It has to be in the group before the namespace of groups is made.
        command = [
            "sh", "-c", f'echo $$ >"{group}/cgroup.procs" && exec "$@"', "sh", "setpriv", "--pdeathsig", "KILL",
            "unshare", "--fork", "--kill-child", "--mount-proc", *NAMESPACES,
            f"{ROOT}/Tests/Fixtures/run-systemd", units, program,
        ]  # fmt: skip
        with open(log, "w") as said:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            )  # fmt: skip

        def started():
            first = child(process.pid)
            return first and Manager(first).systemctl("is-active", "test.target") == "active"

        waiting.until(lambda: process.poll() is not None or started(), pause=0.1)
        if process.poll() is not None or not started():
            with open(log) as said:
                raise NotHere(f"systemd does not start as process 1 of namespaces: {said.read()[-1000:].strip()}")
        yield Manager(child(process.pid))
    finally:
        if process:
            if first := child(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(first, signal.SIGKILL)
            apache.stop(process)
        remove(group)


def child(pid):
    """The only child of a process, or `None`."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        if words := file.read().split():
            return int(words[0])
    return None


def mistakes(directory, program, edit=lambda name, text: text):
    """What is wrong when systemd runs the units, as a list of texts."""
    found = []

    def check(what, good, seen=""):
        if not good:
            found.append(f"systemd: {what}{f': {seen}' if seen else ''}")

    with running(directory, program, edit) as manager:
        for part in (activation, hardening, sandbox):
            if not found:
                part(manager, check)
    return found


def activation(manager, check):
    """The socket starts the service, for those who may connect; it comes again when it ends, and stops when told."""
    state = manager.shows("ActiveState")
    check("the service runs before anybody has asked", state == "inactive", state)
    if not os.path.exists(manager.path("/run/gatehouse.sock")):
        return check("there is no socket", False, manager.systemctl("status", "gatehouse.socket"))
    socket_file = os.stat(manager.path("/run/gatehouse.sock"))
    check("the socket's mode", socket_file.st_mode & 0o777 == 0o660, oct(socket_file.st_mode))
    answer = manager.ask("/guests/ada", "nobody")
    check("anybody can connect", b"Welcome" not in answer and manager.shows("ActiveState") == "inactive", answer)
    answer = manager.ask("/guests/ada")
    check("the web server is not answered", b"Welcome, Ada Lovelace." in answer, answer)
    state = manager.shows("ActiveState")
    check("the service is not active", state == "active", state)
    answer = manager.ask("/%ff")
    line = "notice gatehouse: target refused: "
    check("a refusal", b"Status: 400" in answer and b"gatehouse:" not in answer, answer)
    journal = lambda: manager.run("journalctl", "--unit=gatehouse.service", "--output=cat").stdout.decode()
    check("the journal has no line of it", waiting.until(lambda: line in journal(), pause=0.2), journal()[-500:])
    # Killed, it comes again. Who asks meanwhile waits at the socket.
    pid = manager.outer_pid(manager.shows("MainPID"))
    if not pid:
        return check("it does not run", False, manager.systemctl("status", "gatehouse.service"))
    os.kill(pid, signal.SIGKILL)
    answer = manager.ask("/guests/grace")
    check("not answered after it was killed", b"Welcome, Grace Hopper." in answer, answer)
    check("it was not started anew", manager.shows("NRestarts") == "1", manager.shows("NRestarts"))
    said = manager.systemctl("stop", "gatehouse.service")
    outcome = manager.shows("ActiveState"), manager.shows("Result"), manager.shows("ExecMainStatus")
    check("it does not stop well", outcome == ("inactive", "success", "0"), f"{outcome} {said}")
    answer = manager.ask("/guests/ada")
    check("the socket does not start it again", b"Welcome, Ada Lovelace." in answer, answer)


def hardening(manager, check):
    """What the kernel says of the process."""
    pid = manager.outer_pid(manager.shows("MainPID"))
    if not pid:
        return check("it does not run", False)
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        check(f"{name} has capabilities", int(fields[name], 16) == 0, fields[name])
    check("NoNewPrivs", fields["NoNewPrivs"] == "1", fields["NoNewPrivs"])
    check("no filter of system calls", fields["Seccomp"] == "2", fields["Seccomp"])
    users = set(fields["Uid"].split()) | set(fields["Gid"].split())
    check("it has no user of its own", len(users) == 1 and int(users.pop()) >= 61184, fields["Uid"])


def sandbox(manager, check):
    """A program that tries what the unit forbids can do nothing of it, and all of it without the sandbox."""
    manager.install(f"{ROOT}/Tests/Fixtures/sandbox-probe")
    manager.systemctl("restart", "gatehouse.service")
    for socket_file, is_open in (("/run/gatehouse.sock", False), ("/run/bare.sock", True)):
        probed = manager.probed(socket_file)
        for attempt, outcome in probed["attempts"].items():
            if is_open:
                # An attempt that fails by itself would prove nothing.
                check(f"without the sandbox it could not {attempt}", outcome == "open", outcome)
            else:
                check(f"it can {attempt}", outcome != "open")
        for name, value in probed["namespaces"].items():
            is_shared = value == namespace(manager.pid, name)
            check(f"{socket_file}: namespace {name}, shared: {is_shared}", is_shared == is_open)
