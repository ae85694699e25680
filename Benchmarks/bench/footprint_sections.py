"""The sections that measure memory and file sizes."""

import os
import subprocess
import time

from peers import VENV, Flup, Gatehouse, Go, Hello, HelloProcesses, Hummingbird, Peer
from processes import Failure, memory
from results import MemoryRow, MemorySection, SizeRow, SizeSection
from suite import Suite
from workloads import WORKLOADS


def grow(suite: Suite, peer: Peer, goals: list[int]) -> MemoryRow:
    """Resident memory after each number of requests. A peer that would take too long for the next one ends early."""
    row: MemoryRow = {"label": peer.label, "kind": peer.kind, "points": []}
    done, rate = 0, 0.0
    peer.start(peer.name + "-memory.sock")
    for goal in goals:
        remaining = goal - done
        if rate and not isinstance(peer, Gatehouse) and remaining / rate > suite.settings.memory_seconds:
            break
        begin = time.monotonic()
        # In portions, because fcgi-load ends after five minutes.
        while done < goal:
            portion = min(goal - done, 200_000)
            peer.load(WORKLOADS["hello"], clients=1 if goal == 1 else 2, requests=portion)
            done += portion
        rate = remaining / (time.monotonic() - begin) if goal > 1 else 0
        largest, together = memory(peer.ids())
        row["points"].append({"requests": goal, "largest": largest, "together": together})
    return row


def resident(suite: Suite) -> MemorySection:
    """Resident memory after 1, 10,000, 100,000 and a million requests."""
    absent: dict[str, str] = {}
    rows: list[MemoryRow] = []
    goals = [goal for goal in (1, 10_000, 100_000, 1_000_000) if goal <= suite.settings.memory_requests]
    for make in suite.types_with_hello:
        peer = make(suite.workspace)
        try:
            rows.append(grow(suite, peer, goals))
        except Failure as failure:
            absent[peer.label] = str(failure)
        finally:
            peer.stop()
    return {"title": "resident memory", "form": "memory", "rows": rows, "absent": absent}


def further(suite: Suite) -> SizeSection:
    """What each further process of a program takes: memory that is shared counts once."""
    together: dict[int, int] = {}
    for count in (1, 2, 4, 8):
        peer = HelloProcesses(suite.workspace)
        try:
            peer.start(f"{peer.name}-{count}.sock", workers=count)
            peer.load(WORKLOADS["hello"], clients=2 * count, requests=20_000)
            together[count] = memory(process.pid for process in peer.processes)[1]
        finally:
            peer.stop()
    rows: list[SizeRow] = [
        {"label": f"Examples/Hello, supervisor and {count} process{'' if count == 1 else 'es'}", "bytes": size}
        for count, size in together.items()
    ]
    rows.append({"label": "each further process", "bytes": (together[8] - together[1]) // 7})
    return {"title": "memory of several processes (PSS)", "form": "sizes", "rows": rows, "absent": {}}


def size(suite: Suite) -> SizeSection:
    """The size of the files to upload."""
    rows: list[SizeRow] = []
    hello = Hello(suite.workspace).command()[0]
    for label, path in (("Gatehouse (Examples/Hello)", hello), ("Go net/http/fcgi", Go.program)):
        if os.path.exists(path):
            rows.append({"label": label, "bytes": os.path.getsize(path)})
    for label, name in (("Gatehouse (with JSON)", "gate-app"), ("libfcgi's own loop in C", "plain-loop")):
        stripped = suite.workspace.path("stripped-" + name)
        subprocess.run(["strip", "-o", stripped, suite.workspace.program(name)], check=True, stdin=subprocess.DEVNULL)
        rows.append({"label": label, "bytes": os.path.getsize(stripped)})
    if Hummingbird in suite.types:
        rows.append(
            {"label": "Hummingbird 2 (needs the host's glibc)", "bytes": os.path.getsize(Hummingbird.program())}
        )
    if Flup in suite.types:
        others = (
            "/pip",
            "/setuptools",
            "__pycache__",
            "/gunicorn",
            "/waitress",
            "/cachelib",
            "/flask_session",
            "/msgspec",
        )
        total = sum(
            os.path.getsize(os.path.join(place, name))
            for place, _, names in os.walk(os.path.join(VENV, "lib"))
            for name in names
            if not any(part in place for part in others)
        )
        rows.append({"label": "flup + Flask, packages alone (needs the host's Python)", "bytes": total})
    return {"title": "size of the files to upload", "form": "sizes", "rows": rows, "absent": {}}
