"""Two processes with one private directory, which change the same things at once."""

from __future__ import annotations

import collections
import contextlib
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import site_state as state
from cgi_site import Response, Site, multipart

CLIENTS = 12
ROUNDS = 10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Post = tuple[str, bytes, dict[str, str]]


@contextlib.contextmanager
def serving(site: Site, number: int) -> Iterator[list[str]]:
    """Starts a process that listens, and yields the command of a client."""
    with started(site, number) as (client, _):
        yield client


@contextlib.contextmanager
def started(site: Site, number: int) -> Iterator[tuple[list[str], subprocess.Popen[bytes]]]:
    """Starts a process that listens, and yields the command of a client, and the process."""
    socket = site.directory / f"{number}.sock"
    process = subprocess.Popen([site.program, "--listen", str(socket)], env=site.environment, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while not socket.exists():
            assert process.poll() is None and time.monotonic() < end, "the program does not listen"
            time.sleep(0.02)
        yield ["cgi-fcgi", "-bind", "-connect", str(socket)], process
    finally:
        process.terminate()
        process.wait(30)


def at_once(site: Site, servers: Sequence[list[str]], posts: Sequence[Post]) -> list[Response]:
    """Sends requests to the processes in turns, all at the same time."""

    def send(number: int) -> Response:
        target, body, fields = posts[number]
        return site.request("POST", target, body, fields, (), servers[number % len(servers)])

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, range(len(posts))))


def statuses(responses: Sequence[Response]) -> dict[int, int]:
    """How often each status occurs."""
    return dict(collections.Counter(response.status for response in responses))


def query(values: Sequence[tuple[str, str]]) -> bytes:
    """Fields as a form."""
    return "&".join(f"{name}={value}" for name, value in values).encode()


def item(site: Site, name: str) -> str:
    """The identifier of an item."""
    [(found,)] = state.rows(site, "SELECT id FROM item WHERE name = ?", name)
    return str(found)


def check(program: str) -> None:
    """Uploads, moves, renames and downloads by many clients of two processes."""
    with tempfile.TemporaryDirectory(prefix="lockbox-two.") as directory, contextlib.ExitStack() as stack:
        site = Site(program, Path(directory))
        folder = site.first_day()
        servers = [stack.enter_context(serving(site, number)) for number in range(2)]
        for number in range(ROUNDS):
            uploads(site, servers, folder, f"same-{number}")
            moves(site, servers, folder, f"folder-{number}")
            names(site, servers, folder, f"twin-{number}")
            downloads(site, servers, f"same-{number}.txt")
            state.check(site)
        state.leaves_nothing(site)


def uploads(site: Site, servers: Sequence[list[str]], folder: str, name: str) -> None:
    """Files with the same name: each is kept once, under a name of its own."""
    hidden = site.hidden("/")
    forms = [multipart({f"{name}.txt": f"{name} {number}".encode()}, hidden) for number in range(CLIENTS)]
    found = at_once(site, servers, [(f"/folders/{folder}/files", body, fields) for body, fields in forms])
    assert statuses(found) == {303: CLIENTS}, found
    expected = sorted([f"{name}.txt", *(f"{name} ({number}).txt" for number in range(2, CLIENTS + 1))])
    kept = [each for each in state.names(site) if each.startswith(f"{name}.") or each.startswith(f"{name} ")]
    assert sorted(kept) == expected, kept
    assert len({state.content(site, each) for each in kept}) == CLIENTS


def moves(site: Site, servers: Sequence[list[str]], folder: str, name: str) -> None:
    """Moves of one folder into two others, and of these into each other: it is in one place, and no folder is lost."""
    hidden = list(site.hidden("/").items())
    for each in (name, f"{name}-a", f"{name}-b"):
        assert site.send(f"/folders/{folder}/folders", [*hidden, ("name", each)]).status == 303
    first, second, third = item(site, name), item(site, f"{name}-a"), item(site, f"{name}-b")
    pairs = [(first, second), (first, third), (second, third), (third, second)] * (CLIENTS // 4)
    posts = [(f"/items/{one}/folder", query([*hidden, ("target", other)]), FORM) for one, other in pairs]
    found = at_once(site, servers, posts)
    assert set(statuses(found)) == {303}, found
    reachable = """
        WITH RECURSIVE down (id) AS (
            SELECT id FROM item WHERE parent IS NULL
            UNION ALL SELECT item.id FROM item JOIN down ON item.parent = down.id)
        SELECT COUNT(*) FROM down WHERE id IN (?, ?, ?)"""
    assert state.rows(site, reachable, first, second, third) == [(3,)], "a folder is in itself, or lost"


def names(site: Site, servers: Sequence[list[str]], folder: str, name: str) -> None:
    """New folders with one name: one is made."""
    fields = query([*site.hidden("/").items(), ("name", name)])
    found = at_once(site, servers, [(f"/folders/{folder}/folders", fields, FORM)] * CLIENTS)
    assert statuses(found) == {303: CLIENTS}, found
    assert state.rows(site, "SELECT COUNT(*) FROM item WHERE name = ?", name) == [(1,)]


def downloads(site: Site, servers: Sequence[list[str]], name: str) -> None:
    """The last download of a link: one visitor gets it."""
    target = f"/items/{item(site, name)}/link"
    limit = [("label", name.replace(".", "-")), ("kind", "download"), ("days", "1"), ("downloadLimit", "1")]
    made = site.post(target, [*limit, ("password", ""), ("megabytes", "")])
    assert made.status == 303, made
    [(key,)] = state.rows(site, "SELECT key FROM link WHERE label = ?", name.replace(".", "-"))
    token = site.hidden(f"/l/{key}")
    posts = [(f"/l/{key}/files/{item(site, name)}", query(list(token.items())), FORM)] * CLIENTS
    found = at_once(site, servers, posts)
    assert statuses(found) == {303: 1, 410: CLIENTS - 1}, found
    [place] = [response.field("Location") or "" for response in found if response.status == 303]
    assert re.search(rb"same-\d+ \d+", site.get(place).body)
    assert state.rows(site, "SELECT downloads FROM link WHERE key = ?", key) == [(1,)]
    assert len(state.rows(site, "SELECT * FROM linkUse JOIN link ON link = id WHERE key = ?", key)) == 1
