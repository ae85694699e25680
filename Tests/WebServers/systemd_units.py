"""Checks the systemd units with systemd's tools, with a socket as systemd passes it, and with systemd itself."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence

import polling
import private_apache
import private_systemd
import server_configurations

UNITS = private_systemd.UNITS
# The highest exposure that is allowed, of 10. systemd calls up to 2 "OK" and up to 1 "SAFE".
MOST_EXPOSED = 1.0


def failures(hello: str) -> tuple[list[str], float | None, str | None]:
    """Returns the failures, the exposure that systemd finds, and why systemd itself was not run, if it was not."""
    with tempfile.TemporaryDirectory(prefix="units.") as directory:
        os.chmod(directory, 0o755)
        found = verified(directory, hello)
        exposure, more = sandboxed(directory)
        found += more + filtered(directory, hello) + activated(hello)
        try:
            return found + private_systemd.failures(directory, hello), exposure, None
        except private_systemd.CannotRun as reason:
            return found, exposure, str(reason)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command and collects its output."""
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def verified(directory: str, hello: str) -> list[str]:
    """Runs `systemd-analyze verify` on the units with a program that exists, and returns its warnings."""
    for name in ("gatehouse.service", "gatehouse.socket"):
        with open(f"{UNITS}/{name}") as file:
            text = file.read()
        with open(f"{directory}/{name}", "w") as file:
            file.write(text.replace("/usr/local/lib/gatehouse/app.fcgi", hello))
    written = run(
        "systemd-analyze", "verify", "--man=no", f"{directory}/gatehouse.service", f"{directory}/gatehouse.socket"
    )
    # It can also warn about other units of the machine.
    lines = [line for line in written.stderr.splitlines() if "gatehouse" in line]
    return lines + ([f"systemd-analyze verify: {written.stderr}"] if written.returncode else [])


def sandboxed(directory: str) -> tuple[float | None, list[str]]:
    """Runs `systemd-analyze security` offline, and returns the exposure and the failures."""
    written = run("systemd-analyze", "security", "--offline=true", "--no-pager", f"{directory}/gatehouse.service")
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", written.stdout)
    if not exposure:
        return None, [f"systemd-analyze security: {written.stdout[-300:]} {written.stderr[-300:]}"]
    level = float(exposure[1])
    return level, [] if level <= MOST_EXPOSED else [
        f"the exposure of the sandbox is {level}, and may be {MOST_EXPOSED}"
    ]


def system_calls(*sets: str) -> set[str]:
    """The names in systemd's sets of system calls."""
    names: set[str] = set()
    for name in sets:
        for line in run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]:
            word = line.strip()
            if word.startswith("@"):
                names |= system_calls(word)
            elif word and not word.startswith("#"):
                names.add(word)
    return names


def filtered(directory: str, hello: str) -> list[str]:
    """Compares the system calls of the program with the unit's filter."""
    with open(f"{UNITS}/gatehouse.service") as file:
        lines = re.findall(r"^SystemCallFilter=(~?)(.*)$", file.read(), re.M)
    allowed: set[str] = set()
    for negative, sets in lines:
        allowed = allowed - system_calls(*sets.split()) if negative else allowed | system_calls(*sets.split())
    # Every filter allows these.
    allowed |= system_calls("@default")
    called, found = traced(directory + "/first", hello)
    if not {"accept4", "memfd_create", "exit_group"} <= called:
        return [*found, f"strace found too few system calls: {sorted(called)}"]
    forbidden = called - allowed
    if forbidden:
        # The filter makes them fail with EPERM (SystemCallErrorNumber). The program must work with that.
        _, more = traced(directory + "/second", hello, "-e", f"inject={','.join(sorted(forbidden))}:error=EPERM")
        found += [f"with {', '.join(sorted(forbidden))} forbidden, as the unit does: {failure}" for failure in more]
    return found


def traced(directory: str, hello: str, *options: str) -> tuple[set[str], list[str]]:
    """Runs the program with strace while it starts, responds and ends. Returns its system calls and the failures."""
    os.mkdir(directory)
    trace, path = directory + "/trace", directory + "/app.sock"
    found = []
    tracing = ["strace", "-f", "-qq", "-e", "trace=all", "-e", "signal=none", *options, "-o", trace]
    command = [*tracing, hello, "--listen", path, "--processes", "2"]
    with process(command) as program:
        if not polling.until(lambda: os.path.exists(path) or program.poll() is not None) or program.poll() is not None:
            return set(), ["the program does not listen"]
        for target, text in (("/guests/ada", b"Welcome, Ada"), ("/nowhere", b"Status: 404")):
            response = send(path, target)
            if text not in response:
                found.append(f"{target} got {response[:200]!r}")
        for pid in private_apache.session(program.pid):
            if pid != program.pid:
                os.kill(pid, signal.SIGTERM)
        if status := program.wait(timeout=30):
            found.append(f"the program ended with status {status}")
    with open(trace) as file:
        return set(re.findall(r"^\d+ +(?:<\.\.\. )?([a-z0-9_]+)[( ]", file.read(), re.M)), found


def activated(hello: str) -> list[str]:
    """Runs the program with a socket on descriptor 0, like `StandardInput=socket` and inetd, and without one."""
    found = []
    with tempfile.TemporaryDirectory(prefix="units.") as directory:
        path = directory + "/app.sock"
        command = [
            "systemd-socket-activate",
            "--inetd",
            f"--listen={path}",
            hello,
            "--mount",
            server_configurations.MOUNT,
        ]
        with process(command):
            server_configurations.wait_for(lambda: os.path.exists(path), None)
            # The first connection starts the program.
            for target in ("/guests/ada", "/guests/grace"):
                response = send(path, server_configurations.MOUNT + target)
                if b"Welcome, " not in response:
                    found.append(f"systemd-socket-activate --inetd, {target}: {response[:200]!r}")
            response = send(path, server_configurations.MOUNT + "/nowhere")
            if b"Status: 404" not in response:
                found.append(f"systemd-socket-activate --inetd, a path without a route: {response[:200]!r}")
        # The newer protocol passes the socket as descriptor 3, which the program does not use. It prints its usage.
        other = directory + "/other.sock"
        with process(["systemd-socket-activate", f"--listen={other}", hello], directory + "/said") as program:
            server_configurations.wait_for(lambda: os.path.exists(other), None)
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                send(other, "/")
            try:
                status = program.wait(timeout=20)
            except subprocess.TimeoutExpired:
                status = None
            if status != 64:
                found.append(f"systemd-socket-activate without --inetd ended with {status} instead of 64")
    return found


def send(path: str, target: str) -> bytes:
    """Sends a request with Debian's FastCGI client."""
    return subprocess.run(
        ["cgi-fcgi", "-bind", "-connect", path], capture_output=True, timeout=30,
        env={"REQUEST_METHOD": "GET", "REQUEST_URI": target, "REMOTE_ADDR": "127.0.0.1", "PATH": "/usr/bin:/bin"},
    ).stdout  # fmt: skip


@contextlib.contextmanager
def process(command: Sequence[str], log: str = os.devnull) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command in a session of its own, and ends the session."""
    with open(log, "w") as file:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)
    try:
        yield program
    finally:
        private_apache.stop(program)
