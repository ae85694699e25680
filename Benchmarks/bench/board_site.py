"""A board with a member who is signed in, and with notices."""

import base64
import os
import re
import secrets
import sqlite3
import subprocess
from functools import cache

from cgi_client import CGIClient
from processes import ROOT, Failure, Workspace, run_quietly

ORIGIN = "https://www.example.com"
PASSWORD = "a few unrelated words"
# Those that are shown, and those that have expired.
NOTICES, EXPIRED = 300, 30


@cache
def example_program(name: str) -> str:
    """Builds a program of Examples as one static file and returns its path."""
    scripts = os.path.join(ROOT, "scripts")
    installer = [os.path.join(scripts, "install-dependencies"), "build", "security", "examples"]
    if subprocess.run(installer, stdin=subprocess.DEVNULL, stdout=2).returncode != 0:
        raise Failure("the Debian packages of the examples cannot be installed")
    command = [os.path.join(scripts, "build-example"), name]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Failure(f"{name} of Examples does not build")
    return done.stdout.strip()


def board_program() -> str:
    """The board of Examples as one static file."""
    return example_program("BoardProgram")


class Site:
    """The data of a board in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.directory = workspace.path("board")
        self.database = os.path.join(self.directory, "data", "board.sqlite")
        settings, public = (os.path.join(self.directory, name) for name in ("board.conf", "public_html"))
        os.makedirs(public)
        os.chmod(self.directory, 0o700)
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        with open(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"GATEHOUSE_HOSTS=www.example.com\nGATEHOUSE_APP_KEYS={key}\n")
        self.environment = {
            "BOARD_SETTINGS": settings,
            "BOARD_DATA": os.path.dirname(self.database),
            "BOARD_PUBLIC": public,
        }
        self.client = CGIClient(board_program(), self.environment, ORIGIN)
        self.sign_in()
        # The build decides about both.
        style = re.search(
            r'<link rel="stylesheet" href="([^"]+)" integrity="([^"]+)">', self.client.request("GET", "/")
        )
        if not style:
            raise Failure("the page of the board has no style sheet with a hash")
        self.style, self.integrity = style.groups()
        self.member = self.add_notices()

    @property
    def cookie(self) -> str:
        """The cookies of the member, as a browser sends them."""
        return self.client.cookie

    def sign_in(self) -> None:
        """Adds a member, chooses the password and signs in, as a person does it."""
        done = run_quietly([board_program(), "add-admin", "ada", ORIGIN], env=self.environment)
        if done.returncode != 0:
            raise Failure(f"the board adds no member: {done.stderr.strip()}")
        self.client.request("GET", done.stdout.strip().removeprefix(ORIGIN))
        for target, fields in (
            ("/new-password", {"password": PASSWORD}),
            ("/sign-in", {"name": "ada", "password": PASSWORD}),
        ):
            self.client.submit(target, fields)
        if "__Host-session" not in self.client.cookies:
            raise Failure("the board signs nobody in")

    def add_notices(self) -> str:
        """Adds the notices. Returns the identifier of the member."""
        connection = sqlite3.connect(self.database)
        (member,) = connection.execute("SELECT id FROM member").fetchone()
        text = "The kettle is new & the cups are not. They cost < 20. " * 6
        connection.executemany(
            "INSERT INTO notice (author, title, text, kind, until, created) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    member,
                    f"Kettle & cups <no. {number}>",
                    text,
                    ("offer", "search", "event")[number % 3],
                    "2000-01-01" if number <= EXPIRED else ("2999-12-31" if number % 2 else None),
                    f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}",
                )
                for number in range(1, EXPIRED + NOTICES + 1)
            ],
        )
        connection.commit()
        connection.close()
        return str(member)


@cache
def site_of(workspace: Workspace) -> Site:
    return Site(workspace)
