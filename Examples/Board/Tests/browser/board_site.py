"""Serves the board by a private Apache with one of the .htaccess templates."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import json
import os
import re
import secrets
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator

from apache_site import apache

USER = "www-data"
# The sender of the mails. They go into files.
SENDMAIL = """#!/bin/sh
set -e
file=$(mktemp '{mails}/XXXXXX')
cat >"$file"
mv "$file" "$file.mail"
"""


class Site:
    """A served board.

    :param public: the public directory.
    :param private: the private directory, which belongs to Apache's user.
    :param origin: the URL without a slash at the end.
    """

    def __init__(self, binary: str, public: str, private: str, origin: str) -> None:
        self.binary, self.origin = binary, origin
        self.mails = f"{private}/mails"
        self.environment = paths(public, private)
        os.mkdir(self.mails)
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        lines = [f"APP_KEYS={key}", "APP_MAIL_FROM=board@example.com", f"APP_SENDMAIL={private}/sendmail"]
        self.write(f"{private}/board.conf", "".join(f"GATEHOUSE_{line}\n" for line in lines), 0o600)
        self.write(f"{private}/sendmail", SENDMAIL.format(mails=self.mails), 0o755)
        self.give_away(self.mails)

    def write(self, path: str, text: str, mode: int) -> None:
        """Writes a file for Apache's user."""
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
            file.write(text)
        self.give_away(path)

    def give_away(self, path: str) -> None:
        """Gives a file to Apache's user."""
        if os.geteuid() == 0:
            shutil.chown(path, USER, USER)

    def command(self, *arguments: str) -> str:
        """Runs a command of the board as Apache's user, and returns its output."""
        # The user cannot enter the directory in which the program was built.
        program = os.path.join(self.mails, "board")
        if not os.path.exists(program):
            shutil.copy(self.binary, program)
        user = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"] if os.geteuid() == 0 else []
        result = subprocess.run(
            [*user, program, *arguments], env=self.environment, capture_output=True, text=True, timeout=60
        )
        if result.returncode:
            raise AssertionError(f"the command {arguments[0]} exited with {result.returncode}:\n{result.stderr}")
        return result.stdout.strip()

    def add_notices(self, token: str, count: int) -> None:
        """Adds notices by the API: "Notice 00" and so on."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for number in range(count):
            notice = json.dumps({"title": f"Notice {number:02}", "text": "Tea", "kind": "event"}).encode()
            request = urllib.request.Request(f"{self.origin}/api/notices", notice, headers)
            with urllib.request.urlopen(request, timeout=60) as response:
                assert response.status == 201, response.status

    def mailed_link(self) -> str:
        """Waits for a mail, removes it, and returns the link in it."""
        end = time.monotonic() + 30
        # The board sends a mail after the response.
        while not (names := [name for name in os.listdir(self.mails) if name.endswith(".mail")]):
            if time.monotonic() > end:
                raise AssertionError("the board sent no mail")
            time.sleep(0.02)
        path = os.path.join(self.mails, names[0])
        with open(path, "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
        os.unlink(path)
        found = re.search(r"http://\S+", str(mail.get_content()))
        if not found:
            raise AssertionError(f"there is no link in the mail:\n{mail}")
        return found[0]


def paths(public: str, private: str) -> dict[str, str]:
    """The environment of the program."""
    return {"BOARD_SETTINGS": f"{private}/board.conf", "BOARD_DATA": f"{private}/board", "BOARD_PUBLIC": public}


@contextlib.contextmanager
def serving(binary: str, template: str) -> Iterator[Site]:
    """Runs Apache with a template."""
    # The usual limit of mod_fcgid is 128 KiB. The board accepts larger pictures.
    lines = ["FcgidMaxRequestLen 8000000"]
    with apache(binary, template, paths("@DIRECTORY@", "@PRIVATE@"), lines) as values:
        yield Site(binary, values["public"], values["private"], values["ready"].rstrip("/"))
