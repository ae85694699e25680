"""A site of Lockbox whose every request is a process of its own, by CGI."""

from __future__ import annotations

import base64
import html
import re
import secrets
import shutil
import subprocess
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ORIGIN = "https://files.example.com"
PASSWORD = "a few unrelated words"
BOUNDARY = "----boundary"


@dataclass(frozen=True)
class Response:
    """What a process wrote before it ended."""

    # 0 if it ended before it had written a whole head.
    status: int
    head: str
    body: bytes
    # The exit status of the process.
    exit: int
    errors: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    def field(self, name: str) -> str | None:
        """A header field."""
        found = re.search(rf"^{name}: (.*?)\r?$", self.head, re.M | re.I)
        return found.group(1) if found else None


class Site:
    """A site in a directory that exists.

    :param program: the executable of Lockbox.
    """

    def __init__(self, program: str, directory: Path, quota: int = 1 << 40) -> None:
        self.program, self.directory = program, directory
        self.data, self.public = directory / "data", directory / "public_html"
        self.public.mkdir(exist_ok=True)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "GATEHOUSE_HOSTS": "files.example.com",
            "GATEHOUSE_APP_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
            "GATEHOUSE_APP_DATA": str(self.data),
            "GATEHOUSE_APP_PUBLIC_DIRECTORY": str(self.public),
            "GATEHOUSE_APP_QUOTA_BYTES": str(quota),
        }
        self.cookies: dict[str, str] = {}
        # The hidden fields of a form of the person, if a test keeps them.
        self.form: dict[str, str] = {}

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.data / "lockbox.sqlite"

    def command(self, *arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Runs a command of the program. `before` is the beginning of the command line, such as strace's."""
        command = [*before, self.program, *arguments]
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )

    def start(
        self,
        method: str,
        target: str,
        fields: Mapping[str, str],
        length: int | None,
        before: Sequence[str],
        server: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """Starts the process of a request, which then reads the body.

        :param server: a client of a program that listens, instead of the program itself by CGI.
        """
        variables = {
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": method,
            "REQUEST_URI": target, "REMOTE_ADDR": "192.0.2.1", "HTTPS": "on", "HTTP_HOST": "files.example.com",
            "HTTP_ORIGIN": ORIGIN, "HTTP_COOKIE": "; ".join(f"{name}={text}" for name, text in self.cookies.items()),
        }  # fmt: skip
        if length is not None:
            variables["CONTENT_LENGTH"] = str(length)
        for name, value in fields.items():
            variable = name.upper().replace("-", "_")
            variables[variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"] = value
        return subprocess.Popen(
            [*before, *(server or [self.program])], env={**self.environment, **variables}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        fields: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
        server: Sequence[str] = (),
    ) -> Response:
        """Sends a request, and keeps the cookies of the response."""
        process = self.start(method, target, fields or {}, None if body is None else len(body), before, server)
        response = finished(process, body)
        for name, value in re.findall(r"^Set-Cookie: ([^=]+)=([^;\r]*)", response.head, re.M):
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return response

    def get(self, target: str) -> Response:
        """Requests a page."""
        return self.request("GET", target)

    def hidden(self, target: str) -> dict[str, str]:
        """The hidden fields of the forms of a page."""
        return hidden_fields(self.get(target))

    def post(
        self, target: str, values: Sequence[tuple[str, str]], page: str | None = None, before: Sequence[str] = ()
    ) -> Response:
        """Sends the form of a page. `page` is where the form is, if it is not at its own target."""
        return self.send(target, [*self.hidden(page or target).items(), *values], before)

    def send(self, target: str, values: Sequence[tuple[str, str]], before: Sequence[str] = ()) -> Response:
        """Sends fields as a form."""
        body = urllib.parse.urlencode(values).encode()
        return self.request("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded"}, before)

    def upload(
        self, folder: str, files: Mapping[str, bytes], hidden: Mapping[str, str], before: Sequence[str] = ()
    ) -> Response:
        """Sends files by the form of a folder."""
        body, fields = multipart(files, hidden)
        return self.request("POST", f"/folders/{folder}/files", body, fields, before)

    def sign_in(self) -> Response:
        """Signs in."""
        return self.post("/sign-in", [("name", "ada"), ("password", PASSWORD)])

    def first_day(self) -> str:
        """Creates an account, signs in, and returns the identifier of the person's folder."""
        done = self.command("first-link", ORIGIN)
        assert done.returncode == 0, done.stderr
        link = done.stdout.strip().removeprefix(ORIGIN)
        created = self.post(link, [("name", "ada"), ("mail", ""), ("password", PASSWORD)])
        assert created.status == 303, created
        assert self.sign_in().status == 303
        return self.folder()

    def folder(self) -> str:
        """The folder of the person who is signed in."""
        found = re.search(r'action="/folders/(\w+)/files"', self.get("/").text)
        assert found, self.get("/")
        return found.group(1)

    def save(self) -> None:
        """Keeps a copy of the data, for `reset`."""
        shutil.rmtree(self.directory / "saved", ignore_errors=True)
        shutil.copytree(self.data, self.directory / "saved")

    def reset(self) -> None:
        """Puts the data back as they were."""
        shutil.rmtree(self.data)
        shutil.copytree(self.directory / "saved", self.data)


def hidden_fields(page: Response) -> dict[str, str]:
    """The hidden fields of the forms of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def multipart(files: Mapping[str, bytes], hidden: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """The body of a form with files, and its type."""
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in hidden.items()]
    for name, content in files.items():
        head = f'form-data; name="files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode() + content)
    body = b"".join(f"--{BOUNDARY}\r\nContent-Disposition: ".encode() + part + b"\r\n" for part in parts)
    return body + f"--{BOUNDARY}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def finished(process: subprocess.Popen[bytes], body: bytes | None) -> Response:
    """Sends the body, and waits for the end of a process that serves one request."""
    output, errors = process.communicate(body, timeout=120)
    head, end, content = output.partition(b"\r\n\r\n")
    status = re.search(rb"^Status: (\d+)", head, re.M)
    code = int(status.group(1)) if status else 200
    return Response(
        code if end else 0, head.decode(errors="replace") if end else "", content, process.returncode, errors.decode()
    )
