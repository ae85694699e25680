"""SIGKILL during uploads, changes, backups and restorations, at each kind of system call."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import site_state as state
from cgi_site import Response, Site
from kill_points import killing, points

Run = Callable[[Sequence[str]], Response]


@contextmanager
def new_site(program: str) -> Iterator[tuple[Site, str]]:
    """A site with one file, and the folder of its only person."""
    with tempfile.TemporaryDirectory(prefix="lockbox-killed.") as directory:
        site = Site(program, Path(directory))
        folder = site.first_day()
        assert site.upload(folder, {"known.txt": b"known"}, site.hidden("/")).status == 303
        yield site, folder


def every(site: Site, run: Run, most: int, check: Callable[[Response, bool], None]) -> int:
    """Runs an operation again and again on the same data, and kills it at each point. Returns the number of points.

    :param check: gets what the client saw, and whether the process was killed.
    """
    site.save()
    kills = 0
    for call, number in list(points(run, most)):
        site.reset()
        response = run(killing(call, number))
        is_killed = response.exit == -9
        try:
            state.check(site)
            check(response, is_killed)
            state.check(site)
            state.leaves_nothing(site)
        except AssertionError as error:
            raise AssertionError(f"killed at {call} number {number}: {error}") from error
        kills += is_killed
    return kills


def all_or_none(found: Sequence[str], before: Sequence[str], after: Sequence[str], response: Response) -> bool:
    """Whether the change was made. Fails if it was made in part, or was announced and not made."""
    assert found in (before, after), f"found {len(found)} files: {found}"
    assert response.status == 0 or response.status in (200, 201, 303), response
    assert found == after or response.status == 0, f"the client saw {response.status}, and nothing was changed"
    return found == after


def form(program: str, most: int) -> int:
    """An upload of three files by a form."""
    with new_site(program) as (site, folder):
        files = {f"new-{number}.bin": secrets.token_bytes(150_000) for number in range(3)}
        hidden = site.hidden("/")
        after = ["known.txt", *files]

        def run(before: Sequence[str]) -> Response:
            return site.upload(folder, files, hidden, before)

        def check(response: Response, _: bool) -> None:
            if not all_or_none(state.names(site), ["known.txt"], after, response):
                assert run([]).status == 303
            assert state.names(site) == after
            for name, content in files.items():
                assert state.content(site, name) == content
            state.page_shows(site, after)

        return every(site, run, most, check)


def pieces(program: str, most: int) -> int:
    """The last piece of an upload, after others that the program has acknowledged."""
    with new_site(program) as (site, folder):
        whole = secrets.token_bytes(300_000)
        begin = {
            "Upload-Complete": "?0", "Upload-Length": str(len(whole)),
            "Content-Disposition": "inline; filename=\"large.bin\"",
        }  # fmt: skip
        place = site.request("POST", f"/folders/{folder}/uploads", b"", begin).field("Location") or ""

        def append(first: int, end: int, before: Sequence[str] = ()) -> Response:
            complete = "?1" if end == len(whole) else "?0"
            fields = {
                "Content-Type": "application/partial-upload", "Upload-Offset": str(first), "Upload-Complete": complete,
            }  # fmt: skip
            return site.request("PATCH", place, whole[first:end], fields, before)

        assert append(0, 200_000).status == 204

        def check(response: Response, _: bool) -> None:
            all_or_none(state.names(site), ["known.txt"], ["known.txt", "large.bin"], response)
            head = site.request("HEAD", place)
            assert head.status == 204, head
            offset = int(head.field("Upload-Offset") or 0)
            assert offset >= 200_000, f"acknowledged bytes are lost: {head}"
            # The client repeats its last request if all bytes have arrived.
            first = 200_000 if head.field("Upload-Complete") == "?1" else offset
            assert append(first, len(whole)).status == 201
            assert state.names(site) == ["known.txt", "large.bin"]
            assert state.content(site, "large.bin") == whole

        return every(site, lambda before: append(200_000, len(whole), before), most, check)


def many(site: Site, folder: str) -> list[str]:
    """Uploads 200 files."""
    names = [f"many-{number:03}.txt" for number in range(200)]
    for begin in (0, 100):
        files = {name: name.encode() for name in names[begin : begin + 100]}
        assert site.upload(folder, files, site.hidden("/")).status == 303
    return names


def move(program: str, most: int) -> int:
    """A move of 200 files and a folder into another folder."""
    with new_site(program) as (site, folder):
        many(site, folder)
        for name in ("Target", "Inner"):
            assert site.post(f"/folders/{folder}/folders", [("name", name)], "/").status == 303
        [(target,)] = state.rows(site, "SELECT id FROM item WHERE name = 'Target'")
        query = "SELECT id FROM item WHERE parent = ? AND name LIKE 'many%' OR name = 'Inner'"
        ids = [("id", str(item)) for (item,) in state.rows(site, query, folder)]
        values = [*site.hidden("/").items(), ("action", "move"), ("target", str(target)), *ids]

        def run(before: Sequence[str]) -> Response:
            return site.send(f"/folders/{folder}/selection", values, before)

        def count() -> list[str]:
            return [str(name) for (name,) in state.rows(site, "SELECT name FROM item WHERE parent = ?", target)]

        def check(response: Response, _: bool) -> None:
            found = count()
            assert len(found) in (0, 201), f"{len(found)} of 201 were moved"
            assert found or response.status == 0, f"the client saw {response.status}, and nothing was moved"
            if not found:
                assert run([]).status == 303
            assert len(count()) == 201
            assert site.get(f"/folders/{target}").text.count("many-") >= 199

        return every(site, run, most, check)


def empty_bin(program: str, most: int) -> int:
    """The end of 20 files in the bin."""
    with new_site(program) as (site, folder):
        files = {f"old-{number}.txt": b"old" for number in range(20)}
        assert site.upload(folder, files, site.hidden("/")).status == 303
        state.change(site, "UPDATE item SET binned = unixepoch() WHERE name LIKE 'old%'")
        hidden = list(site.hidden("/bin").items())

        def check(response: Response, _: bool) -> None:
            binned = state.names(site, "binned IS NOT NULL")
            assert len(binned) in (0, 20), binned
            assert not binned or response.status == 0, f"the client saw {response.status}, and nothing was deleted"
            assert site.send("/bin/empty", hidden).status == 303
            assert state.names(site, "TRUE") == ["known.txt"]

        return every(site, lambda before: site.send("/bin/empty", hidden, before), most, check)
