"""The list of notices of Examples/Board, by Flask. PEER_DATABASE is the database of the board."""

import os
import sqlite3
import urllib.parse
from datetime import UTC, datetime

from flask import Flask, abort, g, get_flashed_messages, render_template, request, session

application = Flask(__name__)
application.secret_key = os.environ["PEER_KEY"]

PER_PAGE = 20
STYLE = os.environ["PEER_STYLE"].removeprefix("/assets/")
INTEGRITY = os.environ["PEER_INTEGRITY"]


def database() -> sqlite3.Connection:
    """A connection for the request, as Flask's documentation has it."""
    connection: sqlite3.Connection | None = g.get("database")
    if connection is None:
        connection = g.database = sqlite3.connect(os.environ["PEER_DATABASE"])
        connection.row_factory = sqlite3.Row
    return connection


@application.teardown_appcontext
def close(_: BaseException | None) -> None:
    if connection := g.pop("database", None):
        connection.close()


def url(changes: dict[str, str | None]) -> str:
    """The URL of the list with other query items; `None` removes one."""
    items = {**request.args, **changes}
    text = urllib.parse.urlencode({name: value for name, value in items.items() if value is not None})
    return f"/?{text}" if text else "/"


def heading(name: str, column: str, order: str) -> dict[str, str | None]:
    is_sorted = name == column
    new = "desc" if is_sorted and order == "asc" else "asc"
    state = {"asc": "ascending", "desc": "descending"}[order] if is_sorted else None
    return {"url": url({"sort": name, "order": new, "page": None}), "state": state}


def pages(page: int, count: int) -> dict[str, object]:
    def url_of(number: int) -> str:
        return url({"page": None if number == 1 else str(number)})

    first, last = max(1, page - 2), min(count, page + 2)
    first = 1 if first <= 3 else first
    last = count if last >= count - 2 else last
    numbers = [*([1] if first > 1 else []), *range(first, last + 1), *([count] if last < count else [])]
    links, before = [], 0
    for number in numbers:
        links.append({"url": url_of(number), "number": number, "is_after_gap": number > before + 1})
        before = number
    return {
        "page": page,
        "links": links,
        "previous": url_of(page - 1) if page > 1 else None,
        "next": url_of(page + 1) if page < count else None,
    }


@application.get("/")
def notices() -> str:
    connection = database()
    member = connection.execute("SELECT * FROM member WHERE id = ?", [session.get("member")]).fetchone()
    if member is None:
        abort(401)
    words = request.args.get("q", "")
    column = request.args.get("sort", "created")
    order = request.args.get("order", "asc" if "sort" in request.args else "desc")
    page = request.args.get("page", 1, type=int)
    if column not in ("title", "created") or order not in ("asc", "desc"):
        abort(422)
    condition, values = "(until IS NULL OR until >= ?)", [datetime.now(UTC).date().isoformat()]
    counting = "SELECT (SELECT COUNT(*) FROM notice) - (SELECT COUNT(*) FROM notice WHERE until < ?)"
    if words:
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        condition += " AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')"
        values += [f"%{escaped}%"] * 2
        counting = f"SELECT COUNT(*) FROM notice WHERE {condition}"
    (total,) = connection.execute(counting, values).fetchone()
    count = max(total - 1, 0) // PER_PAGE + 1
    if not 1 <= page <= count:
        abort(404)
    found = connection.execute(
        f"SELECT id, title, kind, created FROM notice WHERE {condition}"
        f" ORDER BY {column} {order}, id DESC LIMIT ? OFFSET ?",
        [*values, PER_PAGE, (page - 1) * PER_PAGE],
    ).fetchall()
    return render_template(
        "board.html",
        style=STYLE,
        integrity=INTEGRITY,
        messages=get_flashed_messages(),
        words=words,
        total=total,
        title=heading("title", column, order),
        date=heading("created", column, order),
        notices=found,
        pages=pages(page, count) if count > 1 else None,
    )


@application.get("/assets/<path:path>", endpoint="asset")
@application.get("/notices.csv", endpoint="csv")
@application.get("/new", endpoint="new")
@application.get("/account/password", endpoint="password")
@application.get("/account/sessions", endpoint="sessions")
@application.get("/account/second-factor", endpoint="second_factor")
@application.get("/api/token", endpoint="token")
@application.get("/notices/<int:number>", endpoint="notice")
def other(path: str = "", number: int = 0) -> str:
    """The pages to which the list links. They are not requested."""
    return ""


@application.get("/sign-in/<member>")
def sign_in(member: str) -> str:
    session["member"] = member
    return ""
