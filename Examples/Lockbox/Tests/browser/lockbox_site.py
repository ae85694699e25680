"""Serves Lockbox by a private Apache with one of the .htaccess templates."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import signal
import sqlite3
import time
from collections.abc import Iterator

import memory
from apache_site import apache


class Site:
    """A served Lockbox.

    :param private: the private directory of Apache's user.
    :param origin: the URL without a slash at the end.
    """

    def __init__(self, private: str, origin: str) -> None:
        self.data, self.origin = f"{private}/data", origin
        # The program is in one of the directories below.
        self.directory = os.path.dirname(private)

    def first_link(self) -> str:
        """The link of the first run, from its file."""
        with open(f"{self.data}/first-run-key") as file:
            return f"{self.origin}/first-run/{file.read()}"

    def kill(self) -> int:
        """Kills all processes of the program, and returns their number. Apache starts others."""
        pids = memory.processes(self.directory)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(pids)

    def expire_links(self, seconds: int) -> None:
        """Sets the expiry of all links to a moment that comes soon."""
        with contextlib.closing(sqlite3.connect(f"{self.data}/lockbox.sqlite", timeout=60)) as database, database:
            database.execute("UPDATE link SET expires = ?", (int(time.time()) + seconds,))


@contextlib.contextmanager
def serving(binary: str, template: str) -> Iterator[Site]:
    """Runs Apache with a template, and with the usual limit of mod_fcgid for requests: 128 KiB."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    settings = {
        "GATEHOUSE_APP_DATA": "@PRIVATE@/data", "GATEHOUSE_APP_PUBLIC_DIRECTORY": "@DIRECTORY@",
        "GATEHOUSE_APP_KEYS": key,
    }  # fmt: skip
    with apache(binary, template, settings) as values:
        yield Site(values["private"], values["ready"].rstrip("/"))


def wait_until(what: str, condition: object, seconds: float = 60) -> None:
    """Waits until a condition holds."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} seconds")
        time.sleep(0.02)
