"""Runs a private Apache on loopback, for the tests, the demo and the benchmarks."""

from __future__ import annotations

import collections
import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable

import polling

APACHE = "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"
# What usual hosts have loaded.
USUAL = """mpm_event authn_core authz_core authz_host authz_user access_compat dir mime alias env setenvif rewrite fcgid
cgid autoindex negotiation headers actions expires filter deflate""".split()
USER = "www-data"


class DidNotStart(Exception):
    """A server did not start. The message is what it wrote."""


class PortTaken(Exception):
    """Another process listens on the port."""


def configuration(
    directory: str,
    error_log: str,
    modules: Iterable[str],
    *,
    timeout: int,
    servers: int,
    threads: int,
    fcgid: str,
) -> str:
    """The lines that every private Apache has.

    :param directory: the directory for its files, with the directories run and run/fcgid in it.
    :param servers: how many processes Apache may have, each with this many threads.
    :param fcgid: lines for mod_fcgid.
    """
    lines = [f'LoadModule {module}_module "{MODULES}/mod_{module}.so"' for module in modules]
    return (
        "\n".join(lines)
        + f"""
ServerRoot "{directory}"
DefaultRuntimeDir "{directory}/run"
PidFile "{directory}/run/apache.pid"
Mutex "file:{directory}/run" default
ErrorLog "{error_log}"
LogLevel warn
# Where suexec is installed, mod_fcgid would end, because this Apache does not run as root.
Suexec Off
Timeout {timeout}
StartServers 1
ServerLimit {servers}
ThreadsPerChild {threads}
MaxRequestWorkers {servers * threads}
MinSpareThreads 1
MaxSpareThreads 64
<IfModule mod_mime.c>
    TypesConfig /dev/null
    AddType text/html .html
    AddType text/plain .txt
</IfModule>
<IfModule mod_cgid.c>
    ScriptSock "{directory}/run/cgid.sock"
</IfModule>
<IfModule mod_fcgid.c>
    FcgidIPCDir "{directory}/run/fcgid"
    FcgidProcessTableFile "{directory}/run/fcgid/table"
    FcgidMinProcessesPerClass 0
{fcgid}
</IfModule>
<Directory "/">
    AllowOverride None
    Options None
</Directory>
"""
    )


def as_user() -> list[str]:
    """The beginning of a command that runs as Apache's user, and ends with the process that started it."""
    command = ["setpriv", "--pdeathsig", "TERM"]
    return command + (["--reuid", USER, "--regid", USER, "--clear-groups"] if os.geteuid() == 0 else [])


def give_away(path: str) -> None:
    """Gives a directory with all files in it to Apache's user."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "-h", f"{USER}:{USER}", path], check=True)


def start(
    directory: str, text: str, error_log: str, addresses: Iterable[tuple[str, int]], *, as_root: bool = False
) -> subprocess.Popen[bytes]:
    """Starts Apache with a configuration, and waits until it responds at all addresses.

    :param as_root: whether it starts as root, and then runs as its user. mod_fcgid needs that with suexec.
    :raises PortTaken: if another process listens on one of them.
    :raises DidNotStart: if Apache ends, or does not respond in time.
    """
    path, start_log = directory + "/apache.conf", directory + "/start.log"
    with open(path, "w") as file:
        file.write(text.replace("Suexec Off\n", "") if as_root else text)
    open(error_log, "w").close()
    give_away(error_log)
    with open(start_log, "w") as written:
        process = subprocess.Popen(
            [*(as_user()[:3] if as_root else as_user()), APACHE, "-f", path, "-DFOREGROUND"],
            stdin=subprocess.DEVNULL, stdout=written, stderr=written, start_new_session=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        )  # fmt: skip
    try:
        # Another process that listens on the port responds as well, so the file must be there, too.
        polling.until(
            lambda: (
                process.poll() is not None
                or (os.path.exists(directory + "/run/apache.pid") and all(map(responds, addresses)))
            ),
            60,
        )
        with open(start_log) as first, open(error_log) as second:
            logged = first.read() + second.read()
        if process.poll() is not None:
            raise PortTaken if "Address already in use" in logged else DidNotStart(logged)
        if not all(map(responds, addresses)):
            raise DidNotStart(logged + "Apache does not respond.\n")
    except BaseException:
        stop(process)
        raise
    return process


def start_on_free_port(begin: Callable[[int], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """Calls `begin` with ports until one is free."""
    for _ in range(20):
        with contextlib.suppress(PortTaken):
            # Below the range from which the kernel takes the ports of outgoing connections.
            return begin(random.randrange(20000, 32000))
    raise DidNotStart("found no free port\n")


def responds(address: tuple[str, int]) -> bool:
    """Whether Apache's core responds. "OPTIONS *" opens no file and starts no application."""
    try:
        with socket.create_connection(address, 5) as connection:
            connection.sendall(b"OPTIONS * HTTP/1.0\r\n\r\n")
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes], patience: float = 0) -> None:
    """Ends Apache and everything that it started, which is in the session that Apache leads.

    :param patience: the seconds for an orderly end, before everything is killed. Apache can take ten.
    """
    if patience and process.poll() is None:
        process.terminate()
        polling.until(lambda: process.poll() is not None and not session(process.pid), patience, 0.05)
    while members := session(process.pid):
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.poll()
        time.sleep(0.01)
    process.wait()


def session(leader: int) -> list[int]:
    """The processes of a session, without those that have ended."""
    members = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", "rb") as file:
                # After the name, which can contain anything: state, parent, group, session.
                state, _, _, number = file.read().rpartition(b")")[2].split()[:4]
                if int(number) == leader and state != b"Z":
                    members.append(int(entry))
    return members


def states(process: subprocess.Popen[bytes]) -> list[str]:
    """For each process of Apache's session, its command and the kernel functions that its threads wait in."""
    found = []
    for pid in session(process.pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")[-60:]
            waits = []
            for thread in os.listdir(f"/proc/{pid}/task"):
                with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/wchan") as file:
                    waits.append(file.read() or "0")
            counted = ", ".join(f"{count} {name}" for name, count in collections.Counter(waits).items())
            found.append(f"{pid} {command}: {counted}")
    return found
