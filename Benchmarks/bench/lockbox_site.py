"""A site of Lockbox with people who are signed in, and with files."""

import base64
import os
import secrets
import shutil
import sqlite3
import time
from dataclasses import dataclass
from functools import cache

from board_site import example_program
from cgi_client import CGIClient
from processes import Failure, Workspace, run_quietly

HOST = "www.example.com"
PASSWORD = "a few unrelated words"
PEOPLE, FILES = 60, 40


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in. `folder` has the files of the list, `inbox` gets uploads."""

    id: str
    folder: str
    inbox: str
    cookie: str


def lockbox_program() -> str:
    """Lockbox as one static file."""
    return example_program("Lockbox")


class LockboxSite:
    """The data of Lockbox in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.directory = workspace.path("lockbox")
        self.data, public = (os.path.join(self.directory, name) for name in ("data", "public_html"))
        os.makedirs(public)
        self.environment = {
            "GATEHOUSE_HOSTS": HOST,
            "GATEHOUSE_APP_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
            "GATEHOUSE_APP_DATA": self.data,
            "GATEHOUSE_APP_PUBLIC_DIRECTORY": public,
        }
        self.database = os.path.join(self.data, "lockbox.sqlite")
        self.begin()
        self.members = [self.sign_in(number, *row) for number, row in enumerate(self.add_people())]

    def client(self, number: int) -> CGIClient:
        """A browser with an address of its own, so that the limits for one client do not apply."""
        return CGIClient(lockbox_program(), self.environment, f"https://{HOST}", f"198.51.100.{number + 1}")

    def begin(self) -> None:
        """Creates the first account as a person does it."""
        done = run_quietly([lockbox_program(), "first-link", f"https://{HOST}"], env=self.environment)
        if done.returncode != 0:
            raise Failure(f"Lockbox does not begin: {done.stderr.strip()}")
        link = done.stdout.strip().removeprefix(f"https://{HOST}")
        self.client(0).submit(link, {"name": "person-0", "mail": "", "password": PASSWORD})

    def add_people(self) -> list[tuple[str, str, str]]:
        """Adds people with the same password and with files. Returns person, folder and inbox of each."""
        connection = sqlite3.connect(self.database)
        (credentials,) = connection.execute("SELECT credentials FROM person").fetchone()
        connection.execute("DELETE FROM person")
        found, now = [], int(time.time())
        for number in range(PEOPLE):
            person, folder, inbox = (secrets.token_hex(12) for _ in range(3))
            connection.execute(
                "INSERT INTO person (id, name, mail, isAdmin, quota, credentials) VALUES (?, ?, '', 0, ?, ?)",
                [person, f"person-{number}", 1 << 40, credentials],
            )
            rows: list[tuple[str, str | None, str, bool, int, str | None]] = [
                (folder, None, "Files", True, 0, None),
                (inbox, folder, "Inbox", True, 0, None),
            ]
            for index in range(FILES):
                content = secrets.token_hex(12)
                with open(os.path.join(self.data, "files", content), "wb") as file:
                    file.write(b"x" * 100)
                rows.append((secrets.token_hex(12), folder, f"Bread & tea no. {index}.txt", False, 100, content))
            connection.executemany(
                "INSERT INTO item (id, owner, parent, name, isFolder, size, content, modified)"
                f" VALUES (?, '{person}', ?, ?, ?, ?, ?, {now})",
                rows,
            )
            found.append((person, folder, inbox))
        connection.commit()
        connection.close()
        return found

    def sign_in(self, number: int, person: str, folder: str, inbox: str) -> Member:
        """Signs somebody in with the password."""
        client = self.client(number)
        client.submit("/sign-in", {"name": f"person-{number}", "password": PASSWORD})
        if "__Host-session" not in client.cookies:
            raise Failure(f"Lockbox signs nobody in: {list(client.cookies)}")
        return Member(person, folder, inbox, client.cookie)

    def copy(self, name: str) -> str:
        """A copy of the data for another program. Returns its directory."""
        target = os.path.join(self.directory, name)
        if not os.path.exists(target):
            shutil.copytree(self.data, target)
        return target


@cache
def lockbox_site_of(workspace: Workspace) -> LockboxSite:
    return LockboxSite(workspace)
