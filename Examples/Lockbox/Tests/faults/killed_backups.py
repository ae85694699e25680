"""SIGKILL during a backup and during its restoration."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import site_state as state
from cgi_site import Site
from kill_points import killing, points
from killed import new_site

TABLES = ("person", "item", "share", "link", "linkUse")


def data(site: Site) -> list[object]:
    """All rows that people care about, and all bytes of the files."""
    files = sorted((path.name, path.read_bytes()) for path in (site.data / "files").iterdir())
    return [*(state.rows(site, f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES), files]


@contextmanager
def large_site(program: str) -> Iterator[Site]:
    """A site with a file of several pieces, an empty one, and others."""
    with new_site(program) as (site, folder):
        # A piece of a backup has 4 MiB.
        files = {"large.bin": secrets.token_bytes(9 << 20), "empty.txt": b"", "small.txt": b"small"}
        assert site.upload(folder, files, site.hidden("/")).status == 303
        yield site


def empty(program: str, directory: Path) -> Site:
    """A new site without accounts."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    return Site(program, directory)


def backup(program: str, most: int) -> int:
    """A backup that is killed leaves nothing that can be restored in part, and the next one is whole."""
    with large_site(program) as site, tempfile.TemporaryDirectory(prefix="lockbox-backup.") as directory:
        file, part = Path(directory, "backup"), Path(directory, "backup.part")
        copy = Path(directory, "copy")
        site.save()
        kills = 0
        for call, number in list(points(lambda before: site.command("backup", str(file), before=before), most)):
            site.reset()
            for path in (file, part):
                path.unlink(missing_ok=True)
            done = site.command("backup", str(file), before=killing(call, number))
            kills += done.returncode == -9
            try:
                assert file.exists() or done.returncode != 0, "the program announced a backup that is not there"
                state.check(site)
                if part.exists():
                    # Nobody should restore it. If somebody does, it is refused, or it is whole.
                    target = empty(program, copy)
                    restored = target.command("restore", str(part))
                    assert restored.returncode == 0 or state.names(target) == [], "a part of a backup was restored"
                    assert restored.returncode != 0 or data(target) == data(site), "a part of a backup was restored"
                if not file.exists():
                    again = site.command("backup", str(file))
                    assert again.returncode == 0, again.stderr
                    assert not part.exists()
                restored = (target := empty(program, copy)).command("restore", str(file))
                assert restored.returncode == 0, restored.stderr
                assert data(target) == data(site)
                state.leaves_nothing(site)
                assert state.rows(site, "SELECT * FROM state WHERE key = 'backup'") == []
            except AssertionError as error:
                raise AssertionError(f"killed at {call} number {number}: {error}") from error
        return kills


def restore(program: str, most: int) -> int:
    """A restoration that is killed shows nothing or all, and can be repeated."""
    with large_site(program) as site, tempfile.TemporaryDirectory(prefix="lockbox-restore.") as directory:
        file = Path(directory, "backup")
        assert site.command("backup", str(file)).returncode == 0
        expected = data(site)

        def run(before: Sequence[str]) -> tuple[Site, subprocess.CompletedProcess[str]]:
            target = empty(program, Path(directory, "copy"))
            return target, target.command("restore", str(file), before=before)

        kills = 0
        for index, (call, number) in enumerate(list(points(run, most))):
            target, done = run(killing(call, number))
            kills += done.returncode == -9
            try:
                if target.database.exists() and state.rows(target, "SELECT 1 FROM sqlite_master WHERE name = 'state'"):
                    state.check(target)
                # Opens the site as a process does that the web server starts meanwhile.
                page = target.get("/")
                assert page.status == 303, page
                if state.rows(target, "SELECT * FROM person"):
                    assert data(target) == expected, "the site has people, and lacks something"
                    continue
                assert done.returncode != 0, "the program announced a restoration that was not done"
                if index % 2:
                    # Somebody begins a new site instead.
                    target.first_day()
                    state.leaves_nothing(target)
                    continue
                again = target.command("restore", str(file))
                assert again.returncode == 0, again.stderr
                target.sign_in()
                state.leaves_nothing(target)
                assert data(target) == expected
            except AssertionError as error:
                raise AssertionError(f"killed at {call} number {number}: {error}") from error
        return kills
