"""What must hold for the data of a site at any moment."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from cgi_site import Site

DAY = 86_400


def rows(site: Site, query: str, *values: object) -> list[tuple[object, ...]]:
    """Reads the database as another process does."""
    with closing(sqlite3.connect(site.database)) as database:
        return database.execute(query, values).fetchall()


def change(site: Site, query: str, *values: object) -> None:
    """Changes the database."""
    with closing(sqlite3.connect(site.database)) as database, database:
        database.execute(query, values)


def names(site: Site, condition: str = "binned IS NULL") -> list[str]:
    """The names of all files, sorted. Equal names occur as often as there are files."""
    return [
        str(name) for (name,) in rows(site, f"SELECT name FROM item WHERE NOT isFolder AND {condition} ORDER BY name")
    ]


def content(site: Site, name: str) -> bytes:
    """The bytes of the only file with a name."""
    [(stored,)] = rows(site, "SELECT content FROM item WHERE name = ?", name)
    return Path(site.data, "files", str(stored)).read_bytes()


def check(site: Site) -> None:
    """Fails if the database is damaged, or if a listed file is not on the disk with the size that the quota counts."""
    assert rows(site, "PRAGMA integrity_check") == [("ok",)]
    assert rows(site, "PRAGMA foreign_key_check") == []
    for name, stored, size in rows(site, "SELECT name, content, size FROM item WHERE NOT isFolder"):
        path = site.data / "files" / str(stored)
        found = path.stat().st_size if path.exists() else None
        assert found == size, f"{name} has {size} bytes in the database, and {found} on the disk"


def page_shows(site: Site, expected: list[str]) -> None:
    """Fails unless the page of the folder responds, and lists these files."""
    page = site.get("/")
    assert page.status == 200, page
    for name in expected:
        assert f">{name}</a>" in page.text, f"the page does not list {name}"


def grow_old(site: Site) -> None:
    """Makes everything that is not in the database two days old, and the background work due."""
    then = time.time() - 2 * DAY
    for directory in (site.data / "files", site.data / "uploads"):
        for path in directory.iterdir():
            os.utime(path, (then, then))
    change(site, "UPDATE state SET value = CAST(value AS INTEGER) - ? WHERE key = 'backup'", 2 * DAY)
    change(site, "DELETE FROM state WHERE key = 'housekeeping'")


def leaves_nothing(site: Site) -> None:
    """Lets two days pass with a visit on each. Then fails if the disk has anything that the database lacks."""
    for _ in range(2):
        grow_old(site)
        assert site.get("/").status == 200
    known = {stored for (stored,) in rows(site, "SELECT content FROM item WHERE content IS NOT NULL")}
    found = {path.name for path in (site.data / "files").iterdir()}
    assert found == known, f"left on the disk: {found - known}; missing: {known - found}"
    # The time of the last cleaning, and locks for the beginnings of uploads, which stay. The library's tests cover the
    # removal of ".new-" files, whose age nobody can change from outside.
    left = [
        path.name
        for path in (site.data / "uploads").iterdir()
        if not path.name.startswith(("swept", "begin-", ".new-"))
    ]
    assert not left, f"left of uploads: {left}"
