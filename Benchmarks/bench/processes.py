"""Starts, pins, stops and observes processes, and runs the load generator."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from typing import IO, TypedDict, cast

from workloads import Workload

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORES = sorted(os.sched_getaffinity(0))
# The clients have the last core to themselves, and the servers have the others. With only one core, all share it.
CLIENT_CORES = CORES[-1:]
SERVER_CORES = CORES[:-1] or CORES

# A process with pipes of bytes.
Process = subprocess.Popen[bytes]


class Failure(Exception):
    """Something did not work; the message says what."""


class LoadFigures(TypedDict):
    """What `fcgi-load --json` prints."""

    rate: float
    share: float
    requests: int
    p50: float
    p99: float
    buckets: list[tuple[float, int]]


def pinned(cores: Sequence[int], command: Sequence[str]) -> list[str]:
    return ["taskset", "-c", ",".join(map(str, cores)), *command]


class Workspace:
    """A temporary directory and the processes that run in it. `close` removes both."""

    def __init__(self, programs: str) -> None:
        self.programs = programs
        self.load_program = self.program("fcgi-load")
        # The path is short because the path of a socket has to be. Others can enter it because Apache's processes may
        # run as another user.
        self.directory = tempfile.mkdtemp(prefix="gatehouse-", dir=os.environ.get("TMPDIR", "/var/tmp"))
        os.chmod(self.directory, 0o755)
        self.processes: list[Process] = []
        self.log = open(self.path("log"), "ab")

    def close(self) -> None:
        for process in list(self.processes):
            self.stop(process)
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def program(self, name: str) -> str:
        """The path of one of the programs in Benchmarks/Sources."""
        return os.path.join(self.programs, name)

    def listener(self, name: str) -> socket.socket:
        """A listening Unix socket, for a program that expects it as descriptor 0."""
        path = self.path(name)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(path)
        os.chmod(path, 0o777)
        listener.listen(1024)
        return listener

    def start(
        self,
        command: Sequence[str],
        cores: Sequence[int] = SERVER_CORES,
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
        environment: dict[str, str] | None = None,
        directory: str | None = None,
    ) -> Process:
        # The environment of this process is not inherited: it would not be the same on every machine.
        base = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            pinned(cores, command),
            stdin=stdin,
            stdout=self.log if stdout is None else stdout,
            stderr=self.log,
            env={**base, **(environment or {})},
            cwd=directory,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def stop(self, process: Process) -> None:
        if process in self.processes:
            self.processes.remove(process)
        if process.stdin:
            process.stdin.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()

    def end_of_log(self) -> str:
        self.log.flush()
        with open(self.path("log"), errors="replace") as file:
            return file.read()[-800:]

    def load(
        self,
        address: str,
        workload: Workload,
        *,
        label: str,
        http: bool = False,
        parameters: Sequence[str] = (),
        clients: int = 2,
        seconds: float | None = None,
        requests: int = 10_000_000,
        keep: bool = False,
        save: str | None = None,
        host: str | None = None,
        cores: Sequence[int] = CLIENT_CORES,
    ) -> LoadFigures:
        """Sends requests, and fails unless every response is the expected one. `label` names the server in errors."""
        command = [self.load_program, "--json"]
        if http:
            command.append("--http")
        if host:
            command += ["--host", host]
        if keep:
            command.append("--keep")
        for parameter in parameters:
            command += ["--parameter", parameter]
        command += workload.options
        if save:
            command += ["--save", save]
        if seconds:
            command += ["--seconds", str(seconds)]
        command += [address, str(requests), str(clients), workload.target]
        done = run_quietly(pinned(cores, command))
        if done.returncode != 0:
            raise Failure(f"{label} gave a wrong response to {workload.target}: {done.stderr.strip()}")
        return cast(LoadFigures, json.loads(done.stdout))


def pipe_of(stream: IO[bytes] | None) -> IO[bytes]:
    """The pipe of a process that was started with one."""
    if stream is None:
        raise Failure("a process was started without a pipe")
    return stream


def await_socket(path: str, process: Process, seconds: float = 30) -> None:
    """Returns as soon as something listens on `path`, and fails if `process` ends before that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(path)
            return
        time.sleep(0.02)
    raise Failure(f"nothing listens on {os.path.basename(path)}")


def threads(process: int) -> list[int]:
    """The ids of a process's threads; empty if the process has ended."""
    with contextlib.suppress(OSError):
        return [int(thread) for thread in os.listdir(f"/proc/{process}/task")]
    return []


def descendants(process: int) -> list[int]:
    """The ids of a process and of all processes below it."""
    found: list[int] = []
    queue = [process]
    while queue:
        current = queue.pop()
        found.append(current)
        for thread in threads(current):
            with contextlib.suppress(OSError), open(f"/proc/{current}/task/{thread}/children") as file:
                queue += map(int, file.read().split())
    return found


def pin(processes: Iterable[int], cores: Sequence[int]) -> None:
    """Moves running processes, with all their threads and children, to these cores."""
    for process in processes:
        for member in descendants(process):
            for thread in threads(member):
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setaffinity(thread, cores)


def processor_time(processes: Iterable[int]) -> float:
    """The processor time of these processes and their children so far, in seconds."""
    total = 0
    for process in processes:
        for member in descendants(process):
            for thread in threads(member):
                with contextlib.suppress(OSError), open(f"/proc/{member}/task/{thread}/schedstat") as file:
                    total += int(file.read().split()[0])
    return total / 1e9


def field(pattern: str, text: str) -> str | None:
    """The first group of the first line that `pattern` matches."""
    match = re.search(pattern, text, re.M)
    return match.group(1) if match else None


def memory(processes: Iterable[int]) -> tuple[int, int]:
    """Resident memory in bytes: of the largest process, and of all of them with shared pages counted once."""
    largest, together = 0, 0
    for process in processes:
        for member in descendants(process):
            with contextlib.suppress(OSError), open(f"/proc/{member}/smaps_rollup") as file:
                text = file.read()
                largest = max(largest, int(field(r"^Rss: *(\d+)", text) or 0))
                together += int(field(r"^Pss: *(\d+)", text) or 0)
    return largest * 1024, together * 1024


class PrivateMemory:
    """The anonymous memory of processes and of all below them."""

    def __init__(self, processes: Iterable[int]) -> None:
        members = [member for process in processes for member in descendants(process)]
        self.files = [os.open(f"/proc/{member}/statm", os.O_RDONLY) for member in members]

    def close(self) -> None:
        for file in self.files:
            os.close(file)

    def read(self) -> int:
        """All of it, in bytes."""
        pages = 0
        for file in self.files:
            _, resident, shared, *_ = map(int, os.pread(file, 128, 0).split())
            pages += resident - shared
        return pages * os.sysconf("SC_PAGESIZE")

    def read_at_once(self, seconds: float = 0.002) -> int:
        """The same; 0 if that took longer: memory that one process frees and another takes would count twice."""
        begin = time.monotonic()
        total = self.read()
        return total if time.monotonic() - begin < seconds else 0


def run_quietly(
    command: Sequence[str], cwd: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command without input and captures its output."""
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=cwd, env=env)
