"""The section in which many people use Lockbox, and the same pages of other frameworks, through Apache."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import cast

import peer_setup
from crowd import Figures, Plan
from lockbox_peers import LOCKBOX_SERVERS, Lockbox, LockboxPeer, LockboxServer
from lockbox_site import FILES, HOST, Member
from processes import CLIENT_CORES, SERVER_CORES, Failure, descendants, memory, pinned, processor_time
from results import CrowdRow, CrowdSection
from suite import Suite

BROWSING, UPLOADING = 50, 10
# The time from a page or an upload to the next, in seconds.
PAUSE = 0.5
UPLOAD = 96 << 10
# Without pauses: few people, so that no program has more requests than processes.
BUSY_BROWSING, BUSY_UPLOADING, BUSY_SECONDS = 5, 1, 10.0


def head(method: str, target: str, cookie: str, *fields: str) -> str:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookie}", *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


def browsing(server: LockboxServer, member: Member, pause: float) -> Plan:
    """Looks at a folder again and again."""
    request = head("GET", f"/folders/{member.folder}", server.cookie(member))
    # The last file of the list.
    text = f"Bread &amp; tea no. {FILES - 1}.txt</a>"
    return {"kind": "page", "request": request, "body": 0, "status": 200, "text": text, "pause": pause}


def uploading(server: LockboxServer, member: Member, pause: float) -> Plan:
    """Uploads one file after the other into the inbox."""
    request = head(
        "POST",
        f"/folders/{member.inbox}/uploads",
        server.cookie(member),
        f"Origin: https://{HOST}",
        "Upload-Complete: ?1",
        'Content-Disposition: inline; filename="@NAME@.bin"',
        f"Content-Length: {UPLOAD}",
    )
    return {"kind": "upload", "request": request, "body": UPLOAD, "status": 201, "text": "", "pause": pause}


def plans(server: LockboxServer, browsers: int, uploaders: int, pause: float) -> list[Plan]:
    members = server.site.members
    return [
        *[browsing(server, member, pause) for member in members[:browsers]],
        *[uploading(server, member, pause) for member in members[-uploaders:]],
    ]


def crowd(server: LockboxServer, people: Sequence[Plan], seconds: float) -> dict[str, Figures]:
    """Lets people use the program, from a process of their own."""
    assert server.apache
    program = [sys.executable, "-B", os.path.join(os.path.dirname(__file__), "crowd.py"), server.apache.address]
    plan = json.dumps({"people": people, "seconds": seconds})
    done = subprocess.run(
        pinned(CLIENT_CORES, program), input=plan, capture_output=True, text=True, timeout=seconds + 120
    )
    if done.returncode != 0:
        raise Failure(f"the people cannot use {server.label}: {done.stderr.strip()[-500:]}")
    return cast(dict[str, Figures], json.loads(done.stdout))


class MemoryWatch:
    """The largest memory of the program's processes together, read four times a second."""

    def __init__(self, server: LockboxServer) -> None:
        self.server, self.most, self.processes = server, 0, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self) -> "MemoryWatch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def watch(self) -> None:
        while not self.ended.wait(0.25):
            found = self.server.processes()
            together = memory(found)[1]
            if together > self.most:
                self.most, self.processes = together, len({one for each in found for one in descendants(each)})


def check_bytes(server: LockboxServer, figures: dict[str, Figures]) -> None:
    """Fails unless each upload that got a response is on the disk, as long as it was sent."""
    files = os.path.join(server.data, "files")
    found = sum(entry.stat().st_size == UPLOAD for entry in os.scandir(files))
    if found < figures["upload"]["requests"]:
        raise Failure(f"{server.label} has {found} of {figures['upload']['requests']} uploads on the disk")


def row(server: LockboxServer, seconds: float) -> CrowdRow:
    crowd(server, plans(server, BROWSING, UPLOADING, PAUSE), min(5, seconds))
    before = processor_time(server.ids())
    with MemoryWatch(server) as watch:
        figures = crowd(server, plans(server, BROWSING, UPLOADING, PAUSE), seconds)
    spent = processor_time(server.ids()) - before
    check_bytes(server, figures)
    busy = crowd(server, plans(server, BUSY_BROWSING, BUSY_UPLOADING, 0), min(BUSY_SECONDS, seconds))
    page, upload = figures["page"], figures["upload"]
    wrong: dict[str, int] = {}
    for part in (*figures.values(), *busy.values()):
        for what, count in part["wrong"].items():
            wrong[what] = wrong.get(what, 0) + count
    return {
        "label": server.label,
        "pages": page["requests"],
        "uploads": upload["requests"],
        "p50": [page["p50"], upload["p50"]],
        "p99": [page["p99"], upload["p99"]],
        "wrong": wrong,
        "processes": watch.processes,
        "memory": watch.most,
        "busy": round(spent / seconds / len(SERVER_CORES), 3),
        "page_rate": busy["page"]["rate"],
        "upload_rate": busy["upload"]["rate"],
    }


def lockbox(suite: Suite) -> CrowdSection:
    makes = [make.make for make in LOCKBOX_SERVERS if issubclass(make, LockboxPeer)]
    _, missing = peer_setup.find(suite.workspace, makes, [], suite.say)
    absent: dict[str, str] = {}
    rows: list[CrowdRow] = []
    for make in LOCKBOX_SERVERS:
        if issubclass(make, LockboxPeer) and make.make.label in missing:
            absent[make.label] = missing[make.make.label]
            continue
        server = make(suite.workspace)
        try:
            server.start()
            rows.append(row(server, suite.settings.crowd_seconds))
        except Failure as failure:
            if isinstance(server, Lockbox):
                raise
            absent[server.label] = str(failure)
        finally:
            server.stop()
    return {
        "title": "Examples/Lockbox through Apache: 50 people look at a folder, 10 upload files",
        "form": "crowd",
        "subject": Lockbox.label,
        "goal": "that every response has a status below 500",
        "rows": rows,
        "absent": absent,
        "rounds": 1,
    }
