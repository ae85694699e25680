"""Describes the machine, and tells how busy it is."""

import contextlib
import os
import time

from processes import CLIENT_CORES, CORES, SERVER_CORES, field, run_quietly
from results import MachineDescription


def read(path: str) -> str:
    with contextlib.suppress(OSError), open(path) as file:
        return file.read()
    return ""


def description() -> MachineDescription:
    model = field(r"^model name\s*: (.*)$", read("/proc/cpuinfo"))
    memory_size = int(field(r"^MemTotal: *(\d+)", read("/proc/meminfo")) or 0)
    return {
        "processors": len(CORES),
        "model": model.strip() if model else os.uname().machine,
        "memory": f"{memory_size / 2**20:.0f} GiB",
        "system": field(r'^PRETTY_NAME="?([^"\n]*)', read("/etc/os-release")) or "Linux",
        "kernel": os.uname().release,
        "swift": field(r"Swift version (\S+)", run_quietly(["swift", "--version"]).stdout) or "?",
        "servers on": SERVER_CORES,
        "clients on": CLIENT_CORES,
    }


def busy_share(seconds: float = 1.0) -> float:
    """The share of all processors that is in use while nothing is measured."""

    def total_and_idle() -> tuple[int, int]:
        fields = list(map(int, read("/proc/stat").splitlines()[0].split()[1:9]))
        return sum(fields), fields[3] + fields[4]

    total, idle = total_and_idle()
    time.sleep(seconds)
    later, later_idle = total_and_idle()
    return 1 - (later_idle - idle) / max(1, later - total)
