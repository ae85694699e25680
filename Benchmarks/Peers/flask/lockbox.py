"""A folder of Examples/Lockbox and an upload into it, by Flask.

PEER_DATABASE is a copy of the database of Lockbox, PEER_FILES the directory of the contents.
"""

import os
import re
import secrets
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Flask, Response, abort, g, render_template, request, session

application = Flask(__name__)
application.secret_key = os.environ["PEER_KEY"]

STEPS = """
    WITH RECURSIVE up (id, depth) AS (
        SELECT :id, 0
        UNION ALL
        SELECT item.parent, depth + 1 FROM up JOIN item ON item.id = up.id
        WHERE item.parent IS NOT NULL AND depth < 100)
    SELECT item.*, share.canWrite FROM up JOIN item ON item.id = up.id
    LEFT JOIN share ON share.item = item.id AND share.person = :person ORDER BY depth
    """


def database() -> sqlite3.Connection:
    """A connection for the request, as Flask's documentation has it."""
    connection: sqlite3.Connection | None = g.get("database")
    if connection is None:
        connection = g.database = sqlite3.connect(os.environ["PEER_DATABASE"], isolation_level=None)
        connection.row_factory = sqlite3.Row
    return connection


@application.teardown_appcontext
def close(_: BaseException | None) -> None:
    if connection := g.pop("database", None):
        connection.close()


def size_text(count: int) -> str:
    """A number of bytes as text for people."""
    if count < 1000:
        return "1 byte" if count == 1 else f"{count} bytes"
    value = count * 10
    for unit in ("kB", "MB", "GB", "TB"):
        value = (value + 500) // 1000
        if value < 10_000:
            break
    return f"{value // 10}.{value % 10} {unit}"


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def permitted(folder_id: str) -> tuple[sqlite3.Row, Sequence[sqlite3.Row]]:
    """The person who is signed in, and the folder with all above it."""
    query = "SELECT * FROM person WHERE id = ? AND NOT isSuspended"
    person = database().execute(query, [session.get("person")]).fetchone()
    if person is None:
        abort(401)
    steps = database().execute(STEPS, {"id": folder_id, "person": person["id"]}).fetchall()
    if not steps or not steps[0]["isFolder"] or steps[0]["owner"] != person["id"]:
        abort(404)
    if any(step["binned"] is not None for step in steps):
        abort(404)
    return person, steps


def room(person: sqlite3.Row) -> int:
    query = "SELECT IFNULL(SUM(size), 0) FROM item WHERE owner = ?"
    (used,) = database().execute(query, [person["id"]]).fetchone()
    return int(person["quota"]) - int(used)


def folders(top: sqlite3.Row) -> list[tuple[str, str]]:
    """The folders of an owner with their paths, for a menu."""
    found: list[tuple[str, str]] = []
    waiting = [(top["name"], top["id"])]
    while len(found) < 500 and waiting:
        path, item = waiting.pop()
        found.append((item, path))
        query = "SELECT * FROM item WHERE parent = ? AND binned IS NULL AND isFolder ORDER BY name COLLATE NOCASE DESC"
        waiting += [(f"{path}/{child['name']}", child["id"]) for child in database().execute(query, [item])]
    return found


def free_name(name: str, folder: str) -> str:
    """The first free name: "a.txt", "a (2).txt"."""
    stem, extension = os.path.splitext(name)
    for number in range(1, 1001):
        text = name if number == 1 else f"{stem} ({number}){extension}"
        query = "SELECT 1 FROM item WHERE parent = ? AND name = ? COLLATE NOCASE AND binned IS NULL"
        if database().execute(query, [folder, text]).fetchone() is None:
            return text
    abort(422)


@application.get("/folders/<folder_id>")
def show(folder_id: str) -> str:
    person, steps = permitted(folder_id)
    column, order = request.args.get("sort", "name"), request.args.get("order", "asc")
    number = request.args.get("page", 1, type=int)
    query = "SELECT COUNT(*) FROM item WHERE parent = ? AND binned IS NULL"
    (count,) = database().execute(query, [folder_id]).fetchone()
    if column not in ("name", "size", "modified") or order not in ("asc", "desc"):
        abort(422)
    if not 1 <= number <= max(1, -(-count // 200)):
        abort(404)
    items = (
        database()
        .execute(
            "SELECT * FROM item WHERE parent = ? AND binned IS NULL"
            f" ORDER BY isFolder DESC, {column} COLLATE NOCASE {order}, name COLLATE NOCASE LIMIT 200 OFFSET ?",
            [folder_id, (number - 1) * 200],
        )
        .fetchall()
    )
    return render_template(
        "lockbox.html",
        person=person,
        folder=steps[0],
        items=items,
        targets=folders(steps[-1]),
        room=size_text(room(person)),
        token=session["token"],
        column=column,
        order=order,
        size_text=size_text,
        moment=moment,
    )


@application.post("/folders/<folder_id>/uploads")
def receive(folder_id: str) -> Response:
    person, steps = permitted(folder_id)
    length = request.content_length or 0
    if length > room(person):
        abort(413)
    match = re.search(r'filename="([^"/]{1,240})"', request.headers.get("Content-Disposition", ""))
    if not match:
        abort(400)
    name, content, size = match.group(1), secrets.token_hex(12), 0
    path = os.path.join(os.environ["PEER_FILES"], content)
    with open(f"{path}.new", "xb") as file:
        while piece := request.stream.read(65_536):
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size != length:
        abort(400)
    os.rename(f"{path}.new", path)
    connection, now = database(), int(time.time())
    connection.execute("BEGIN IMMEDIATE")
    if size > room(person):
        abort(413)
    connection.execute(
        "INSERT INTO item (id, owner, parent, name, isFolder, size, type, content, modified)"
        " VALUES (?, ?, ?, ?, 0, ?, NULL, ?, ?)",
        [secrets.token_hex(12), person["id"], folder_id, free_name(name, folder_id), size, content, now],
    )
    connection.execute(
        "INSERT INTO audit (time, kind, person, client, detail) VALUES (?, ?, ?, ?, ?)",
        [now, "uploaded", person["name"], request.remote_addr, name],
    )
    connection.execute("COMMIT")
    return Response(status=201)


@application.get("/sign-in/<person>")
def sign_in(person: str) -> str:
    """Starts a session, without a password: the comparison begins after the sign-in."""
    session["person"], session["token"] = person, secrets.token_urlsafe(60)
    return ""
