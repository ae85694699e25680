"""A database that another process keeps locked for longer than the busy timeout."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import site_state as state
import together
from cgi_site import Response, Site


def check(program: str) -> None:
    """Changes and reads while others cannot write, and while they cannot even read. Nothing is changed."""
    with tempfile.TemporaryDirectory(prefix="lockbox-locked.") as directory:
        site = Site(program, Path(directory))
        folder = site.first_day()
        assert site.upload(folder, {"known.txt": b"known"}, site.hidden("/")).status == 303
        hidden = site.hidden("/")
        before = state.rows(site, "SELECT * FROM item")
        fields = [*hidden.items(), ("name", "new")]
        changes: list[Callable[[], Response]] = [
            lambda: site.upload(folder, {"new.txt": b"new"}, hidden),
            lambda: site.send(f"/folders/{folder}/folders", fields),
            lambda: site.request("POST", f"/folders/{folder}/uploads", b"new", {"Upload-Complete": "?1"}),
        ]
        with closing(sqlite3.connect(site.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert site.get("/").status == 200, "a page that only reads waits for a writer"
            assert_busy(changes)
            other.execute("ROLLBACK")
        with closing(sqlite3.connect(site.database, isolation_level=None)) as other:
            # Such as a repair by hand: nobody else can even read.
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            other.execute("DELETE FROM state")
            assert_busy([*changes, lambda: site.get("/")])
            ends_after_refusal(site, folder)
            backup = site.command("backup", f"{directory}/backup")
            assert backup.returncode == 75 and "busy" in backup.stderr, backup
            other.execute("ROLLBACK")
        assert state.rows(site, "SELECT * FROM item") == before
        for change in changes:
            response = change()
            assert response.status in (201, 303), response
        state.check(site)
        state.leaves_nothing(site)


def ends_after_refusal(site: Site, folder: str) -> None:
    """A process that starts now and listens refuses one request and ends, so that a later one can open the site."""
    with together.started(site, 0) as (server, process):
        response = site.request("POST", f"/folders/{folder}/uploads", b"new", {"Upload-Complete": "?1"}, (), server)
        assert response.status == 503 and "The database is busy." in response.text, response
        assert process.wait(30) == 0


def assert_busy(requests: list[Callable[[], Response]]) -> None:
    """Fails unless each request gets a page that says when to try again. They wait at the same time."""
    found: list[Response] = []
    threads = [threading.Thread(target=lambda run=request: found.append(run())) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(requests)
    for response in found:
        assert response.status == 503 and response.field("Retry-After"), response
        assert "The database is busy." in response.text, response
