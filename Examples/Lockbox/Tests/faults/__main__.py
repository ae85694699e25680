"""Tests Lockbox with killed processes, a full disk, a locked database, two processes at once, and a wrong clock.

All processes, files and locks are real. The test of a full disk needs root and a mount namespace.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import full_disk
import killed
import killed_backups
import locked
import stepping_clock
import together

KILLED: dict[str, Callable[[str, int], int]] = {
    "form": killed.form, "pieces": killed.pieces, "move": killed.move, "bin": killed.empty_bin,
    "backup": killed_backups.backup, "restore": killed_backups.restore,
}  # fmt: skip
OTHERS: dict[str, Callable[[str], None]] = {
    "full": full_disk.check, "locked": locked.check, "together": together.check,
}  # fmt: skip


def main() -> None:
    """Runs the tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="the executable of Lockbox")
    parser.add_argument(
        "--test", action="append", choices=[*KILLED, *OTHERS, "clock"], help="only this test; repeatable"
    )
    parser.add_argument("--most", type=int, default=4, help="at how many calls of one kind a process is killed")
    parser.add_argument("--dynamic", help="the same program linked dynamically, for the test of the clock")
    options = parser.parse_args()
    kills = 0
    for name in options.test or [*KILLED, *OTHERS, "clock"]:
        begin, count = time.monotonic(), 0
        if name == "clock":
            if not options.dynamic:
                print("clock: left out, because --dynamic is missing", flush=True)
                continue
            stepping_clock.check(options.dynamic)
        elif name in KILLED:
            count = KILLED[name](options.program, options.most)
        else:
            OTHERS[name](options.program)
        kills += count
        how = f", killed {count} times" if count else ""
        print(f"{name}: passed after {time.monotonic() - begin:.0f} seconds{how}", flush=True)
    assert options.test or kills >= 100, f"only {kills} processes were killed"


main()
