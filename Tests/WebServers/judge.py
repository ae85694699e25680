"""Looks at an answer for anything that only the directory could know."""

from __future__ import annotations

import re
import urllib.parse
import zlib

from bait import ASSET, MARK, RAN
from corpus import Request, decoded

# Fields by which a file shows though its content does not.
METADATA = re.compile(
    rb"^(etag|last-modified|content-location|alternates|accept-ranges|tcn|content-range):", re.I | re.M
)
LISTING = re.compile(rb"<title>\s*Index of|>Parent Directory<|<ul><li><a href=", re.I)
LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.I | re.M)
LOCATION = re.compile(rb"^location:\s*(\S+)", re.I | re.M)
# How much of an answer is searched for names.
LONGEST = 100_000
# The application's every answer with a body has it.
OURS = re.compile(rb"^x-content-type-options:\s*nosniff", re.I | re.M)
TEXTS = (b"Hello from behind the gate.\n", b"Welcome, Ada Lovelace.\n", b"Welcome, Grace Hopper.\n")


class Judge:
    """Counts what leaked, and keeps the first example of each kind."""

    def __init__(self, bait, mount, binary=b"", allowed=(), opens_assets=False, adds_ranges=False):
        """
        :param allowed: contents that are not the directory's.
        :param opens_assets: whether the web server may send what lies in assets/.
        """
        self.bait = bait
        self.mount = mount
        self.leaks = {}
        self.examples = {}
        self.statuses = {}
        # Requests that got no response in time.
        self.unanswered: list[Request] = []
        # How many requests leaked, whatever it was.
        self.requests = 0
        self.sizes = bait.sizes | {len(binary)} if binary else bait.sizes
        self.allowed = allowed
        self.opens_assets = opens_assets
        # lighttpd offers parts of what the application answers.
        self.adds_ranges = adds_ranges
        names = sorted(bait.names, key=len, reverse=True)
        # As words: "config" is in "misconfiguration", too.
        self.names = re.compile(rb"(?<![\w.-])(?:" + b"|".join(map(re.escape, names)) + rb")(?!\w)")

    @property
    def total(self):
        return sum(self.leaks.values())

    def __call__(self, request, answer):
        if answer is None:
            self.unanswered.append(request)
            return
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head[9:12]) if re.match(rb"HTTP/1\.\d \d\d\d", head) else 0
        self.statuses[status] = self.statuses.get(status, 0) + 1
        kinds = self.kinds(request, answer, head, body, status)
        self.requests += bool(kinds)
        for kind in kinds:
            self.add(kind, [(request, answer)])

    def add(self, kind: str, pairs: list[tuple[Request | None, bytes]]) -> None:
        """Counts a leak that these requests and responses show."""
        self.leaks[kind] = self.leaks.get(kind, 0) + 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < 9:
            examples += pairs

    def kinds(self, request, answer, head, body, status):
        """The kinds of leaks in an answer; a set, empty for a good one."""
        found = set()
        if b"content-encoding: gzip" in head.lower():
            try:
                body = zlib.decompressobj(47).decompress(body)
            except zlib.error:
                found.add("unknown answer")
        seen = answer + body
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
        # What a client has said itself, in every reading of it: an answer that repeats it tells nothing.
        asked = decoded(request.data)
        # The listing of a large directory is far smaller than that, a binary larger.
        if any(name.lower() not in asked for name in self.names.findall(seen[:LONGEST])):
            found.add("name")
        if 300 <= status < 400 and status not in (300, 304, 308):
            # The mount without its slash is no secret.
            location = LOCATION.search(head)
            if not location or urllib.parse.urlsplit(location[1]).path != self.mount + b"/":
                found.add("directory")
        if not found and 200 <= status < 300 and not self.ours(request, head, body, status):
            found.add("unknown answer")
        # An answer without a head: HTTP/0.9, or frames. Only what the gate says, and error pages.
        return found

    def ours(self, request, head, body, status):
        """Whether a good answer is the application's, or one of the web server that touches no file."""
        lower = head.lower()
        if OURS.search(head):
            return not body or any(body.endswith(text) or text in body for text in TEXTS)
        if status == 204 or b"\r\ncontent-type: message/http" in lower:
            return b"\r\nallow:" in lower or request.data.lstrip().startswith(b"TRACE")
        # "OPTIONS *" in another form; an error page after 100 Continue.
        return request.target.startswith(b"*") or (not body and b"\r\nallow:" in lower and b"*" in request.target)

    def show_examples(self) -> None:
        for kind, examples in self.examples.items():
            for request, answer in examples:
                print(f"    {kind}: {shown(request, answer)}")
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
