"""A browser's part of a site whose program runs by CGI, to prepare its data before a measurement."""

import html
import re
import subprocess
import urllib.parse

from processes import Failure


class CGIClient:
    """Sends requests to a program, each to a process of its own, and keeps the cookies.

    :param environment: the settings of the program.
    :param origin: the URL of the site without a slash at the end.
    """

    def __init__(self, program: str, environment: dict[str, str], origin: str, address: str = "192.0.2.1") -> None:
        self.program, self.environment, self.origin, self.address = program, environment, origin, address
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """The cookies, as a browser sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def request(self, method: str, target: str, form: dict[str, str] | None = None) -> str:
        """Sends a request, and returns the body of the response."""
        body = urllib.parse.urlencode(form or {})
        environment = {
            **self.environment,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REQUEST_METHOD": method,
            "REQUEST_URI": target,
            "REMOTE_ADDR": self.address,
            "HTTP_HOST": self.origin.partition("://")[2],
            "HTTP_COOKIE": self.cookie,
        }
        if self.origin.startswith("https:"):
            environment["HTTPS"] = "on"
        if form is not None:
            environment |= {
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_ORIGIN": self.origin,
            }
        done = subprocess.run([self.program], input=body.encode(), capture_output=True, env=environment)
        head, end, content = done.stdout.decode().partition("\r\n\r\n")
        if not end or re.search(r"^Status: [45]", head, re.M):
            raise Failure(f"the program refuses {method} {target}: {head}\n{done.stderr.decode()}")
        for name, value in re.findall(r"^Set-Cookie: ([^=]+)=([^;\r]*)", head, re.M):
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return content

    def submit(self, target: str, fields: dict[str, str]) -> None:
        """Fills in the form of a page, with its hidden fields, and sends it to the page's own URL."""
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.request("GET", target))
        self.request("POST", target, {**{name: html.unescape(value) for name, value in hidden}, **fields})
