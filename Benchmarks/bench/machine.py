"""Starting, pinning, stopping and looking at processes, and the load generator."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORES = sorted(os.sched_getaffinity(0))
# The clients have a core of their own, and the servers have the others. On a machine of one core all share it.
CLIENT_CORES = CORES[-1:]
SERVER_CORES = CORES[:-1] or CORES


class Failure(Exception):
    """Something did not work; the message says what."""


def pinned(cores, command):
    return ["taskset", "-c", ",".join(map(str, cores)), *command]


class Machine:
    """Everything that runs, and a directory for it; all is gone at the end."""

    def __init__(self, programs):
        self.programs = programs
        self.load_program = os.path.join(programs, "fcgi-load")
        # A short path, because that of a socket has to be; open, because Apache's processes may be somebody else's.
        self.directory = tempfile.mkdtemp(prefix="gatehouse-", dir=os.environ.get("TMPDIR", "/var/tmp"))
        os.chmod(self.directory, 0o755)
        self.processes = []
        self.log = open(os.path.join(self.directory, "log"), "ab")

    def close(self):
        for process in list(self.processes):
            self.stop(process)
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def listener(self, name):
        """A listening Unix socket for a program that finds it on descriptor 0."""
        path = self.path(name)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(path)
        os.chmod(path, 0o777)
        listener.listen(1024)
        return listener

    def start(self, command, cores=SERVER_CORES, stdin=subprocess.DEVNULL, stdout=None, environment=None,
              directory=None):
        # Nothing of the machine's own settings: PEER_… and the like are all that a program is told.
        base = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            pinned(cores, command), stdin=stdin, stdout=stdout or self.log, stderr=self.log,
            env={**base, **(environment or {})}, cwd=directory, start_new_session=True)
        self.processes.append(process)
        return process

    def stop(self, process):
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

    def last_words(self):
        self.log.flush()
        with open(self.log.name, errors="replace") as file:
            return file.read()[-800:]

    def load(self, peer, work, clients=2, seconds=None, requests=10_000_000, keep=False, save=None, http=None,
             address=None, host=None):
        """Asks and checks each answer; the figures of fcgi-load."""
        command = [self.load_program, "--json"]
        if peer.kind == "http" if http is None else http:
            command.append("--http")
        if host:
            command += ["--host", host]
        if keep:
            command.append("--keep")
        for parameter in peer.parameters(work):
            command += ["--parameter", parameter]
        command += work.options
        if save:
            command += ["--save", save]
        if seconds:
            command += ["--seconds", str(seconds)]
        command += [address or peer.address, str(requests), str(clients), work.target]
        done = subprocess.run(pinned(CLIENT_CORES, command), capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise Failure(f"{peer.label} did not answer {work.target} as it should: {done.stderr.strip()}")
        return json.loads(done.stdout)


def await_socket(path, process, seconds=30):
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(path)
            return
        time.sleep(0.02)
    raise Failure(f"nothing listens on {os.path.basename(path)}")


def family(process):
    """The ids of a process and all below it."""
    found, queue = [], [process]
    while queue:
        one = queue.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children") as file:
                    queue += map(int, file.read().split())
    return found


def processor_time(processes):
    """What they have spent so far, in seconds; their children too."""
    total = 0
    for process in processes:
        for one in family(process):
            with contextlib.suppress(OSError):
                for task in os.listdir(f"/proc/{one}/task"):
                    with open(f"/proc/{one}/task/{task}/schedstat") as file:
                        total += int(file.read().split()[0])
    return total / 1e9


def memory(processes):
    """Resident memory in bytes: that of the largest process, and all of them with what they share counted once."""
    largest, together = 0, 0
    for process in processes:
        for one in family(process):
            with contextlib.suppress(OSError), open(f"/proc/{one}/smaps_rollup") as file:
                text = file.read()
                largest = max(largest, int(re.search(r"^Rss: *(\d+)", text, re.M).group(1)))
                together += int(re.search(r"^Pss: *(\d+)", text, re.M).group(1))
    return largest * 1024, together * 1024


def description():
    """What the machine is."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.M)
    with open("/proc/meminfo") as file:
        memory_size = int(re.search(r"^MemTotal: *(\d+)", file.read(), re.M).group(1))
    system = "Linux"
    with contextlib.suppress(OSError), open("/etc/os-release") as file:
        system = re.search(r'^PRETTY_NAME="?([^"\n]*)', file.read(), re.M).group(1)
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    version = re.search(r"Swift version (\S+)", swift)
    return {
        "processors": len(CORES),
        "model": model.group(1).strip() if model else os.uname().machine,
        "memory": f"{memory_size / 2**20:.0f} GiB",
        "system": system,
        "kernel": os.uname().release,
        "swift": version.group(1) if version else "?",
        "servers on": SERVER_CORES,
        "clients on": CLIENT_CORES,
    }


def others_at_work(seconds=1.0):
    """Which share of all processors is busy while nothing is measured."""
    def read():
        with open("/proc/stat") as file:
            fields = list(map(int, file.readline().split()[1:9]))
        return sum(fields), fields[3] + fields[4]
    total, idle = read()
    time.sleep(seconds)
    later, later_idle = read()
    return 1 - (later_idle - idle) / max(1, later - total)


def summary(values):
    """Median, least and most."""
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}
