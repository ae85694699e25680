"""Kills a process at system calls that change something."""

from __future__ import annotations

import collections
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence

CALLS = (
    "openat", "write", "writev", "pwrite64", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
    "fsync", "fdatasync", "ftruncate", "fcntl", "flock", "mkdir", "mkdirat", "chmod", "fchmod", "close",
)  # fmt: skip


def points(run: Callable[[Sequence[str]], object], most: int) -> Iterator[tuple[str, int]]:
    """Runs an operation under strace, and yields the calls that it made, each with its number.

    :param most: the number of calls of one kind. Of more, some at equal distances are taken, with the last.
    """
    with tempfile.NamedTemporaryFile("r") as trace:
        run(["strace", "-f", "-o", trace.name, "-e", "trace=" + ",".join(CALLS)])
        counts = collections.Counter(re.findall(r"^\d+ +(\w+)\(", trace.read(), re.M))
    for call, count in counts.items():
        chosen = {max(1, round(count * number / min(most, count))) for number in range(1, min(most, count) + 1)}
        for number in sorted(chosen):
            yield call, number


def killing(call: str, number: int) -> list[str]:
    """The beginning of a command line that kills the program just before a call. strace ends as the program does."""
    return ["strace", "-f", "-o", "/dev/null", "-e", f"inject={call}:signal=SIGKILL:when={number}"]
