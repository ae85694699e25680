"""Measures the memory of a program's processes."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator


def processes(directory: str) -> list[int]:
    """The processes whose program is below a directory."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{pid}/exe").startswith(directory + "/"):
                found.append(int(pid))
    return found


def used(directory: str) -> int:
    """The memory of all processes of a program, in KiB. What some of them share counts once (PSS)."""
    total = 0
    for pid in processes(directory):
        # The process can end meanwhile.
        with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total


class Peak:
    """How much more memory the processes of a program used than before.

    :param before: in KiB, like all figures.
    """

    def __init__(self, before: int) -> None:
        self.before = self.most = before

    @property
    def extra(self) -> int:
        """The difference."""
        return self.most - self.before


@contextlib.contextmanager
def watching(directory: str) -> Iterator[Peak]:
    """Measures again and again."""
    peak, ended = Peak(used(directory)), threading.Event()

    def watch() -> None:
        while not ended.wait(0.01):
            peak.most = max(peak.most, used(directory))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
