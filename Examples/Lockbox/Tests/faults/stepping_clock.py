"""A clock that steps back and forward, by libfaketime, which needs a program that is linked dynamically."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import site_state as state
from cgi_site import Response, Site

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def set_clock(site: Site, days: float) -> None:
    """Sets the clock of the next processes to this many days from now. Only the system clock is set: the times of files
    and the time since the start of the machine, by which the throttle counts, stay right."""
    site.environment |= {
        "LD_PRELOAD": LIBRARY,
        "NO_FAKE_STAT": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME": f"{days:+}d",
    }


def check(program: str) -> None:
    """Sets the clock back by a day and by a year. Nothing expires early, and nothing stays for ever."""
    assert Path(LIBRARY).exists(), "Debian's package libfaketime is missing"
    with tempfile.TemporaryDirectory(prefix="lockbox-clock.") as directory:
        site = Site(program, Path(directory))
        # A program with this library does not see its arguments, so the first command runs without it.
        folder = site.first_day()
        set_clock(site, 0)
        files = {"known.txt": b"known", "binned.txt": b"binned", "ahead.txt": b"ahead"}
        assert site.upload(folder, files, site.hidden("/")).status == 303
        link = make_link(site)
        discard(site, "binned.txt")
        upload = begin(site, folder)
        for days in (-1, -365):
            set_clock(site, days)
            assert site.get("/").status == 200, "the session expired early"
            assert site.get(link).status == 200, "the link expired early"
            assert state.names(site, "TRUE") == sorted(files), "the bin was emptied early"
        assert continued(site, upload).status == 201, "the upload expired early"
        set_clock(site, 0)
        assert site.get("/").status in (200, 303)
        forgotten = begin(site, folder)
        set_clock(site, 13)
        assert site.get(link).status == 200
        set_clock(site, 15)
        assert site.get(link).status == 404, "the link lives on"
        expires_later(site)
        left = [path.name for path in (site.data / "uploads").iterdir() if path.name.endswith(".data")]
        assert not left, f"the upload {forgotten} lives on"


def expires_later(site: Site) -> None:
    """A session, a link and a thing in the bin from a clock that was a year ahead expire after the clock is right."""
    set_clock(site, 365)
    site.cookies = {}
    assert site.sign_in().status == 303
    link = make_link(site)
    discard(site, "ahead.txt")
    ahead = dict(site.cookies)
    set_clock(site, 16)
    assert site.get("/").status == 200
    assert "binned.txt" in state.names(site, "TRUE")
    for days in (60, 120, 410):
        set_clock(site, days)
        site.cookies = dict(ahead)
        page = site.get("/")
        assert page.status == 303, "a session from a clock that was ahead lives on"
        site.cookies = {}
        assert site.sign_in().status == 303
        assert site.get("/").status == 200
    assert "ahead.txt" not in state.names(site, "TRUE"), "the bin keeps a file for ever"
    assert "binned.txt" not in state.names(site, "TRUE"), "the bin keeps a file for ever"
    assert site.get(link).status == 404, "a link lives on"
    state.check(site)


def make_link(site: Site) -> str:
    """Makes a link to a file for 14 days, and returns its path."""
    [(item,)] = state.rows(site, "SELECT id FROM item WHERE name = 'known.txt'")
    values = [("label", "l"), ("kind", "download"), ("days", "14"), ("downloadLimit", ""), ("password", "")]
    made = site.post(f"/items/{item}/link", [*values, ("megabytes", "")])
    assert made.status == 303, made
    page = site.get((made.field("Location") or "").removeprefix("https://files.example.com"))
    found = re.search(r"/l/\w+", page.text)
    assert found, page
    return found.group()


def discard(site: Site, name: str) -> None:
    """Moves a file into the bin."""
    [(item,)] = state.rows(site, "SELECT id FROM item WHERE name = ?", name)
    assert site.post(f"/items/{item}/discard", [], f"/items/{item}").status == 303


def begin(site: Site, folder: str) -> str:
    """Begins an upload of five bytes, of which two arrive."""
    fields = {"Upload-Complete": "?0", "Upload-Length": "5", "Content-Disposition": 'inline; filename="late.txt"'}
    return site.request("POST", f"/folders/{folder}/uploads", b"12", fields).field("Location") or ""


def continued(site: Site, upload: str) -> Response:
    """Sends the rest of the upload."""
    fields = {"Content-Type": "application/partial-upload", "Upload-Offset": "2", "Upload-Complete": "?1"}
    return site.request("PATCH", upload, b"345", fields)
