"""The requests: for every file by every spelling, and for some files with everything else that a client can send."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import url_spellings
from bait_files import Bait

# The files that are requested in every way, not only by every spelling.
CORE = [
    b".env", b"notes.txt", b"index.html", b"app.db", b"run.sh", b"menu.var", b"page.shtml", b"link-out.txt", b"guests",
    b".htaccess", b"app.fcgi", b"nested/rewrite-on/secret.txt", b"nested/everything/secret.txt", b"plain/secret.txt",
    b"nested/scripts/run.sh", b"answer.asis", b"style.css", b"",
]  # fmt: skip
METHODS = """HEAD POST PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH
REPORT MKACTIVITY CHECKOUT MERGE LABEL BASELINE-CONTROL BREW get Get GETT GET. PRI SOURCE LINK PURGE QUERY""".split()
FIELDS = [
    b"Range: bytes=0-0", b"Range: bytes=-1", b"Range: bytes=0-9,20-29,40-49", b"Range: bytes=999999-",
    b"Range: bytes=0-\r\nIf-Range: \"x\"", b"Request-Range: bytes=0-5", b"If-None-Match: *", b"If-Match: *",
    b"If-Match: \"x\"", b"If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT",
    b"If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT", b"If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT",
    b"Expect: 100-continue", b"Expect: 999-leave", b"Accept: text/plain;q=0.1, */*;q=0",
    b"Accept-Language: de, en;q=0.1",
    b"Accept-Encoding: gzip", b"Accept-Encoding: br, deflate", b"Negotiate: trans", b"Negotiate: vlist",
    b"Translate: f", b"Depth: 1", b"X-Original-URL: /.env", b"X-Rewrite-URL: /.env", b"X-Forwarded-Prefix: /.env",
    b"X-HTTP-Method-Override: PUT", b"Redirect-Status: 200", b"REDIRECT_STATUS: 200", b"Connection: X-Forwarded-For",
    b"Connection: Authorization, Host", b"TE: trailers\r\nConnection: TE", b"Upgrade: h2c\r\nConnection: Upgrade",
    b"Upgrade: TLS/1.0\r\nConnection: Upgrade", b"Proxy-Connection: keep-alive", b"Keep-Alive: 300", b"Max-Forwards: 0",
    b"Cache-Control: only-if-cached", b"Content-Type: message/http", b"Host: other.example", b"X-Sendfile: .env",
    b"Authorization: Basic YTpi", b"Proxy: http://127.0.0.1/", b"Location: /.env", b"Gatehouse_Modules: 1",
    b"Cookie: " + b"a" * 7000, b"X: " + b"b" * 9000, b" folded: line", b"No colon", b"Null\x00: x",
]  # fmt: skip


# A name in assets/ that a template may open, behind a file that is no directory. Apache takes the first file on the way
# for the one that is asked for, so a condition on the end of the path would hold for that file, too. At each depth an
# executable, a readable and a missing file; no response may tell which of them exists.
FRONTS = [
    (b"tool", b"notes.txt", b"nowhere"), (b"dir/tool", b"dir/text", b"dir/missing"),
    (b"run.sh", b"style.css", b"missing.sh"), (b"nowhere/tool", b"nowhere/text", b"nowhere/missing"),
    (b"assets/run.txt", b"assets/style.css", b"assets/missing.css"), (b"assets",),
]  # fmt: skip
BEHIND = [b"assets/y." + suffix for suffix in b"css js png jpg svg webp woff2 ico txt".split()] + [b"y.css"]
BEHIND_ENCODED = [
    b"%61ssets/y.css", b"assets/y%2ecss", b"assets/y.%63ss", b"%61%73%73%65%74%73/%79%2e%63%73%73", b"assets%2fy.css",
    b"assets/style.css", b"x/assets/y.css", b"x/../assets/y.css", b"./assets/y.css", b"/assets/y.css",
    b"assets/assets/y.css", b"assets/y.css?x=1", b"assets/y.css/", b"assets/y.css%0a",
]  # fmt: skip


@dataclass(frozen=True)
class Request:
    """The bytes to send, the target in them, and what the request tries."""

    data: bytes
    target: bytes
    how: str
    # Whether the client announces the end of the request.
    ends: bool = True


def request(
    mount: bytes,
    target: bytes,
    *,
    method: bytes = b"GET",
    version: bytes = b"HTTP/1.1",
    fields: Sequence[bytes] = (),
    body: bytes = b"",
    how: str = "spelling",
    host: bytes = b"localhost",
) -> Request:
    """A request below `mount`, which does not end with a slash."""
    whole = mount + b"/" + target
    lines = [method + b" " + whole + b" " + version, b"Host: " + host, b"Connection: close", *fields]
    return Request(b"\r\n".join(lines) + b"\r\n\r\n" + body, whole, how)


def spelled(mount: bytes, files: Sequence[bytes], raw: bool = True) -> Iterator[Request]:
    """Requests for every file by every spelling."""
    for path in files:
        for target in url_spellings.of(path, raw):
            if len(target) < 7000:
                yield request(mount, target)


def behind(mount: bytes) -> Iterator[list[Request]]:
    """Groups of requests that differ only in the file that the path names."""
    for index, fronts in enumerate(FRONTS):
        for tail in BEHIND + (BEHIND_ENCODED if index < 2 else []):
            yield [request(mount, front + b"/" + tail, how="behind") for front in fronts]
        # The name of the file itself percent-encoded, in whole and in part.
        yield [request(mount, url_spellings.every(front) + b"/assets/y.css", how="behind") for front in fronts]
        yield [request(mount, url_spellings.one(front, -1) + b"/assets/y.css", how="behind") for front in fronts]


def odd(mount: bytes, path: bytes) -> Iterator[Request]:
    """Requests for one file with odd methods, header fields, framings and prefaces."""
    target = url_spellings.plain(path)
    whole = mount + b"/" + target
    for method in METHODS:
        body = b"x=1" if method in ("POST", "PUT", "PATCH") else b""
        fields = [b"Content-Length: %d" % len(body)] if body else []
        yield request(mount, target, method=method.encode(), fields=fields, body=body, how="method")
    for field in FIELDS:
        yield request(mount, target, fields=[field], how="field")
        if field.startswith((b"Range", b"If-", b"Accept")):
            yield request(mount, target, method=b"HEAD", fields=[field], how="field")
    yield from framed(mount, target)
    # The target in other forms.
    for form in (
        b"http://localhost" + whole, b"HTTP://LOCALHOST" + whole, b"http://localhost:80" + whole,
        b"http://other.example" + whole, b"https://localhost" + whole, b"http://user@localhost" + whole,
        b"http:" + whole, b"http:/" + whole, b"ftp://localhost" + whole, b"file://" + whole, b"//localhost" + whole,
        whole[1:], b"*" + whole, b"proxy:" + whole, b"@" + whole, b"http://localhost/app/.." + whole,
    ):  # fmt: skip
        yield Request(b"GET " + form + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", form, "form")
    # Other versions, from the one without a response head to the one that begins with a preface.
    for version in (
        b"HTTP/1.0",
        b"HTTP/0.9",
        b"HTTP/1.2",
        b"HTTP/2.0",
        b"HTTP/3",
        b"http/1.1",
        b"HTTP/1.10",
        b"ICY/1.0",
    ):
        yield request(mount, target, version=version, how="version")
    yield Request(b"GET " + whole + b"\r\n", whole, "HTTP/0.9")
    yield Request(b"GET " + whole + b"\n", whole, "HTTP/0.9")
    yield Request(b"GET " + whole + b" HTTP/1.0\r\n\r\n", whole, "no host")
    yield Request(
        b"\r\n\r\nGET " + whole + b" HTTP/1.1\nHost: localhost\nConnection: close\n\n", whole, "bare newlines"
    )
    yield Request(b"GET\t" + whole + b"\tHTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", whole, "tabs")
    yield Request(b"GET  " + whole + b"  HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", whole, "blanks")
    yield Request(http2(whole), whole, "HTTP/2")
    yield Request(
        b"GET " + whole + b" HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b""),
        whole, "upgrade to HTTP/2", ends=False,
    )  # fmt: skip
    # Long ones.
    for length in (100, 255, 256, 1000, 4096, 8000, 8190, 9000, 70000):
        yield request(mount, target + b"?" + b"q" * length, how="long query")
        yield request(mount, target + b"/" + b"p" * length, how="long path")
        yield request(mount, b"./" * (length // 2) + target, how="long path")
    yield request(mount, b"/" * 3000 + target, how="long path")
    yield request(mount, b"x/../" * 1000 + target, how="long path")


def framed(mount: bytes, target: bytes) -> Iterator[Request]:
    """Requests with bodies of a wrong length, in chunks, or with a second request after them."""
    whole = mount + b"/" + target
    second = b"GET " + whole + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    chunked = b"Transfer-Encoding: chunked"
    bodies = [
        ([b"Content-Length: 3"], b"x=1"), ([b"Content-Length: 0"], b""), ([b"Content-Length: 0"], second),
        ([b"Content-Length: 3"], b"x=1" + second), ([b"Content-Length: 9"], b"x=1"), ([b"Content-Length: -1"], b""),
        ([b"Content-Length: 3, 3"], b"x=1"), ([b"Content-Length: 3", b"Content-Length: 4"], b"x=1"),
        ([b"Content-Length: +3"], b"x=1"), ([b"Content-Length: 0x3"], b"x=1"),
        ([b"Content-Length: 99999999999999999999"], b"x"), ([b"Content-Length:"], b""),
        ([chunked], b"3\r\nx=1\r\n0\r\n\r\n"), ([chunked], b"3;ext=1\r\nx=1\r\n0\r\nTrailer: x\r\n\r\n"),
        ([chunked], b"0\r\n\r\n" + second), ([chunked], b"fffffffffffffffff\r\nx"), ([chunked], b"zz\r\nx"),
        ([chunked], b"3\nx=1\n0\n\n"), ([chunked, b"Content-Length: 3"], b"0\r\n\r\n" + second),
        ([b"Transfer-Encoding: identity"], b""), ([b"Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n"),
        ([b"Transfer-Encoding: xchunked", b"Content-Length: 0"], second),
        ([b"Transfer-Encoding : chunked"], b"0\r\n\r\n"),
        ([b"Expect: 100-continue", b"Content-Length: 3"], b"x=1"), ([b"Expect: 100-continue", chunked], b"0\r\n\r\n"),
        ([b"Content-Length: 140000"], b"x" * 140000),
    ]  # fmt: skip
    for method in (b"GET", b"POST", b"PUT"):
        for fields, body in bodies:
            yield request(mount, target, method=method, fields=fields, body=body, how="framing")
    pair = b"GET " + whole + b" HTTP/1.1\r\nHost: localhost\r\n\r\n" + second
    yield Request(pair, whole, "two in one")


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """A frame of HTTP/2."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def http2(path: bytes) -> bytes:
    """A connection of HTTP/2 with one request, whose fields are not compressed."""

    def field(name: bytes, value: bytes) -> bytes:
        def text(octets: bytes) -> bytes:
            # A length of 127 or more continues in bytes of seven bits each (RFC 7541, section 5.1).
            if len(octets) < 127:
                return bytes([len(octets)]) + octets
            rest, out = len(octets) - 127, b"\x7f"
            while rest >= 128:
                out += bytes([rest % 128 + 128])
                rest //= 128
            return out + bytes([rest]) + octets

        return b"\x00" + text(name) + text(value)

    head = b"".join(
        field(*pair)
        for pair in ((b":method", b"GET"), (b":scheme", b"http"), (b":path", path), (b":authority", b"localhost"))
    )
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    # HEADERS with END_STREAM and END_HEADERS. After the GOAWAY, the server ends the connection once it has responded.
    goodbye = frame(7, 0, 0, bytes(8))
    return preface + frame(4, 0, 0, b"") + frame(1, 5, 1, head) + goodbye


def decoded(data: bytes) -> bytes:
    """The data, and what up to three decodings make of it, in lower case."""
    texts = [data]
    for _ in range(3):
        texts.append(urllib.parse.unquote_to_bytes(texts[-1]))
    return b"\n".join(texts).lower()


def whole(mount: bytes, bait: Bait) -> Iterator[Request]:
    """All requests."""
    yield from spelled(mount, bait.files + bait.directories + [b""])
    for path in CORE:
        yield from odd(mount, path)


def sample(mount: bytes, bait: Bait) -> Iterator[Request]:
    """The requests that found most, for a cell of the matrix."""
    for path in bait.files + bait.directories:
        yield request(mount, url_spellings.plain(path))
    for path in bait.directories:
        yield request(mount, url_spellings.plain(path) + b"/")
    for path in CORE:
        clean = url_spellings.plain(path)
        for target in (
            url_spellings.every(path),
            clean + b"/",
            b"app.fcgi/" + clean,
            clean.rpartition(b".")[0],
            b"/" + clean,
        ):
            yield request(mount, target)
    for path in (b"notes.txt", b"nested/everything/secret.txt"):
        for target in url_spellings.of(path):
            yield request(mount, target)
    for path in (b"notes.txt", b"nested/rewrite-on/secret.txt", b"app.fcgi", b""):
        target = url_spellings.plain(path)
        for method in (b"HEAD", b"POST", b"OPTIONS", b"TRACE", b"PROPFIND"):
            yield request(mount, target, method=method, how="method")
        for field in FIELDS[:6]:
            yield request(mount, target, fields=[field], how="field")
        yield Request(b"GET " + mount + b"/" + target + b"\r\n", mount + b"/" + target, "HTTP/0.9")
