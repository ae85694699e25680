"""Searches responses for anything that only the directory can have given away."""

from __future__ import annotations

import re
import urllib.parse
import zlib
from collections.abc import Sequence

from bait_files import ASSET, MARK, RAN, Bait
from hostile_requests import Request, decoded

# Header fields that give away a file without its content.
METADATA = re.compile(
    rb"^(etag|last-modified|content-location|alternates|accept-ranges|tcn|content-range):", re.I | re.M
)
LISTING = re.compile(rb"<title>\s*Index of|>Parent Directory<|<ul><li><a href=", re.I)
LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.I | re.M)
LOCATION = re.compile(rb"^location:\s*(\S+)", re.I | re.M)
# How much of a response is searched for names.
LONGEST = 100_000
# Every response of the application with a body has it.
OURS = re.compile(rb"^x-content-type-options:\s*nosniff", re.I | re.M)
TEXTS = (b"Hello from behind the gate.\n", b"Welcome, Ada Lovelace.\n", b"Welcome, Grace Hopper.\n")


class LeakDetector:
    """Counts what leaked, and keeps the first example of each kind."""

    def __init__(
        self,
        bait: Bait,
        mount: bytes,
        binary: bytes = b"",
        allowed: Sequence[bytes] = (),
        opens_assets: bool = False,
        adds_ranges: bool = False,
    ) -> None:
        """
        :param allowed: contents that are not from the directory.
        :param opens_assets: whether the web server may send files in assets/.
        :param adds_ranges: whether the web server serves parts of the application's responses, as lighttpd does.
        """
        self.bait = bait
        self.mount = mount
        self.leaks: dict[str, int] = {}
        self.examples: dict[str, list[tuple[Request | None, bytes]]] = {}
        # Requests that got no response in time.
        self.unanswered: list[Request] = []
        # How many requests leaked, of any kind.
        self.requests = 0
        self.sizes = bait.sizes | {len(binary)} if binary else bait.sizes
        self.allowed = allowed
        self.opens_assets = opens_assets
        self.adds_ranges = adds_ranges
        names = sorted(bait.names, key=len, reverse=True)
        # As words, since "misconfiguration" contains "config".
        self.names = re.compile(rb"(?<![\w.-])(?:" + b"|".join(map(re.escape, names)) + rb")(?!\w)")

    @property
    def total(self) -> int:
        return sum(self.leaks.values())

    def __call__(self, request: Request, response: bytes | None) -> None:
        if response is None:
            self.unanswered.append(request)
            return
        head, _, body = response.partition(b"\r\n\r\n")
        status = int(head[9:12]) if re.match(rb"HTTP/1\.\d \d\d\d", head) else 0
        kinds = self.kinds(request, response, head, body, status)
        self.requests += bool(kinds)
        for kind in kinds:
            self.add(kind, [(request, response)])

    def add(self, kind: str, pairs: Sequence[tuple[Request | None, bytes]]) -> None:
        """Counts a leak that these requests and responses show."""
        self.leaks[kind] = self.leaks.get(kind, 0) + 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < 9:
            examples += pairs

    def kinds(self, request: Request, response: bytes, head: bytes, body: bytes, status: int) -> set[str]:
        """The kinds of leaks in a response."""
        found = set()
        if b"content-encoding: gzip" in head.lower():
            try:
                body = zlib.decompressobj(47).decompress(body)
            except zlib.error:
                found.add("unknown response")
        seen = response + body
        if MARK in seen or b"\x7fELF" in seen or b"root:x:0:0:" in seen:
            found.add("content")
        if RAN in seen:
            found.add("execution")
        if ASSET in seen:
            return found if self.opens_assets else found | {"content"}
        if not found and any(allowed in body for allowed in self.allowed):
            return found
        if not found and self.adds_ranges and (OURS.search(head) or request.target == self.mount + b"/"):
            return found
        if METADATA.search(head) or status in (206, 304, 412, 416):
            found.add("metadata")
        length = LENGTH.search(head)
        if length and int(length[1]) in self.sizes:
            found.add("metadata")
        if LISTING.search(seen) or status == 300:
            found.add("listing")
        # A response may repeat what the client sent.
        sent = decoded(request.data)
        # The listing of a large directory is far shorter than the limit. A binary is longer.
        if any(name.lower() not in sent for name in self.names.findall(seen[:LONGEST])):
            found.add("name")
        if 300 <= status < 400 and status not in (300, 304, 308):
            # A redirect to the mount with a slash gives nothing away.
            location = LOCATION.search(head)
            if not location or urllib.parse.urlsplit(location[1]).path != self.mount + b"/":
                found.add("directory")
        if not found and 200 <= status < 300 and not self.ours(request, head, body, status):
            found.add("unknown response")
        return found

    def ours(self, request: Request, head: bytes, body: bytes, status: int) -> bool:
        """Whether a response of status 2xx is the application's, or is the web server's and uses no file."""
        lower = head.lower()
        if OURS.search(head):
            return not body or any(body.endswith(text) or text in body for text in TEXTS)
        if status == 204 or b"\r\ncontent-type: message/http" in lower:
            return b"\r\nallow:" in lower or request.data.lstrip().startswith(b"TRACE")
        # "OPTIONS *" in another form, or an error page after 100 Continue.
        return request.target.startswith(b"*") or (not body and b"\r\nallow:" in lower and b"*" in request.target)

    def show_examples(self) -> None:
        for kind, examples in self.examples.items():
            for request, response in examples:
                print(f"    {kind}: {shown(request, response)}")
        for request in self.unanswered[:9]:
            print(f"    no response: {request.data[:160]!r}")

    def failures(self) -> list[str]:
        """Each kind of leak and the lack of responses, with how often it was seen and an example."""
        found = []
        for kind, number in self.leaks.items():
            # A difference between files needs the responses to all of them.
            examples = self.examples[kind][: 3 if kind == "existence" else 1]
            found.append(f"{kind}, {number} times: {'; '.join(shown(*example) for example in examples)}")
        if self.unanswered:
            found.append(f"no response, {len(self.unanswered)} times: {self.unanswered[0].data[:160]!r}")
        return found


def shown(request: Request | None, response: bytes) -> str:
    """The beginning of a request and of its response."""
    return f"{request.data[:160]!r} got {response[:160]!r}" if request else f"{response[:160]!r}"
