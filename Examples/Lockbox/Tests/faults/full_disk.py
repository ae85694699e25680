"""A full disk: a small file system in memory, which needs root and a mount namespace."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import site_state as state
import together
from cgi_site import PASSWORD, Response, Site, hidden_fields, multipart

SIZE = 24 << 20
# The bytes that are left, from nothing to enough for the database and not for the file.
ROOM = (0, 4096, 16_384, 65_536, 131_072, 262_144, 524_288)


@contextmanager
def small_disk(program: str) -> Iterator[Site]:
    """A site alone on a small disk."""
    with tempfile.TemporaryDirectory(prefix="lockbox-full.") as directory:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", directory], check=True)
        try:
            yield Site(program, Path(directory))
        finally:
            subprocess.run(["umount", directory], check=True)


def fill(site: Site, room: int) -> Path:
    """Fills the disk until about this many bytes are left."""
    filler = site.directory / "filler"
    filler.unlink(missing_ok=True)
    system = os.statvfs(site.directory)
    with open(filler, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, system.f_bavail * system.f_frsize - room))
    return filler


def outcome(response: Response, *good: int) -> bool:
    """Whether a request was successful. Fails unless a person gets a page that says in words what is wrong."""
    if response.status in good:
        return True
    assert response.status in (503, 507), response
    assert "disk" in response.text and "full" in response.text, response
    assert (response.field("Content-Type") or "").startswith("text/html"), response
    return False


def try_all(site: Site, folder: str, room: int, server: Sequence[str]) -> int:
    """Changes several things on a full disk. Returns how many requests were refused."""
    saved, files = dict(site.cookies), [f"form-{room}.bin", f"whole-{room}.bin"]
    refused = 0
    for number, name in enumerate(files):
        before = state.names(site)
        if number == 0:
            body, fields = multipart({name: secrets.token_bytes(1 << 20)}, site.form)
            response = site.request("POST", f"/folders/{folder}/files", body, fields, (), server)
        else:
            fields = {"Upload-Complete": "?1", "Content-Disposition": f'inline; filename="{name}"'}
            response = site.request(
                "POST", f"/folders/{folder}/uploads", secrets.token_bytes(1 << 20), fields, (), server
            )
        is_done = outcome(response, 201, 303)
        refused += not is_done
        assert state.names(site) == sorted(before + [name] * is_done), (response, state.names(site))
        state.check(site)
    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    for number in range(20):
        # The database and its journal have room of their own, which is used up at some time.
        name = f"folder-{room}-{number}" + "x" * 200
        body = urllib.parse.urlencode([*site.form.items(), ("name", name)]).encode()
        is_done = outcome(site.request("POST", f"/folders/{folder}/folders", body, fields, (), server), 303)
        refused += not is_done
        assert state.rows(site, "SELECT COUNT(*) FROM item WHERE name = ?", name) == [(int(is_done),)]
    refused += not outcome(site.request("GET", "/", None, {}, (), server), 200)
    site.cookies = {}
    page = site.request("GET", "/sign-in", None, {}, (), server)
    if outcome(page, 200):
        # More wrong passwords would be throttled.
        for password in ["a wrong password"] * (room == ROOM[-1]) + [PASSWORD]:
            values = [*hidden_fields(page).items(), ("name", "ada"), ("password", password)]
            body = urllib.parse.urlencode(values).encode()
            response = site.request("POST", "/sign-in", body, fields, (), server)
            refused += not outcome(response, *((303,) if password == PASSWORD else (422,)))
    site.cookies = saved
    state.check(site)
    return refused


def backup(site: Site) -> None:
    """A backup onto the full disk succeeds, or leaves nothing and says why."""
    file = site.directory / "backup"
    done = site.command("backup", str(file))
    assert done.returncode in (0, 75), done
    assert done.returncode == 0 or "the disk is full" in done.stderr, done
    assert file.exists() == (done.returncode == 0)
    assert not Path(f"{file}.part").exists()
    file.unlink(missing_ok=True)


def check(program: str) -> None:
    """Uploads, changes, signs in and backs up while the disk is full, and again when it has room."""
    with small_disk(program) as site:
        folder = site.first_day()
        assert site.upload(folder, {"known.txt": b"known"}, site.hidden("/")).status == 303
        site.form = site.hidden("/")
        with together.serving(site, 0) as server:
            refused = 0
            for room in ROOM:
                for each in ([], server):
                    filler = fill(site, room)
                    refused += try_all(site, folder, room, each)
                    backup(site)
                    filler.unlink()
                    state.check(site)
                    state.page_shows(site, ["known.txt"])
                    for number, name in enumerate((f"later-{room}", f"late-{room}")):
                        body, fields = multipart({f"{name}-{len(each)}": b"later"}, site.form)
                        later = site.request("POST", f"/folders/{folder}/files", body, fields, (), server * number)
                        assert later.status == 303, later
                    done = site.command("backup", str(site.directory / "backup"))
                    assert done.returncode == 0, done
                    Path(site.directory, "backup").unlink()
        assert refused >= 2 * len(ROOM), f"only {refused} requests were refused"
        site.cookies = {}
        assert site.sign_in().status == 303
        state.leaves_nothing(site)
