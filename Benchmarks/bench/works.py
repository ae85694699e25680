"""What is asked for, and what each peer has to answer, byte for byte."""

import dataclasses

HELLO = "Hello from behind the gate.\n"
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
MEBIBYTE = 1 << 20
USER = 4242


def session_key(user):
    return "".join(f"{(4 * user + part) * 2654435761 % 2**32:08x}" for part in range(4))


def page():
    rows = "".join(
        f"<li><b>item {number}</b> by Smith &amp; Sons costs {number * 29}, which is &lt; 10000 and fair.</li>\n"
        for number in range(1, 119))
    return ('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Items</title></head>\n<body>\n'
            f"<h1>Items</h1>\n<ul>\n{rows}</ul>\n</body>\n</html>\n")


@dataclasses.dataclass(frozen=True)
class Work:
    name: str
    title: str
    target: str
    type: str
    text: str = None
    # Of the pattern, where the answer is not a text.
    pattern: int = 0
    extra: tuple = ()
    # How long a turn takes, and how many requests warm up.
    seconds: float = 0.4
    warm_up: int = 200

    @property
    def options(self):
        """For fcgi-load."""
        return [*(["--text", self.text] if self.pattern == 0 else ["--pattern", str(self.pattern)]), *self.extra]


WORKS = {work.name: work for work in (
    Work("hello", "hello, 28 bytes", "/", TEXT, HELLO),
    Work("route", "a route with a parameter, a rule and JSON", "/items/42", "application/json",
         '{"id":42,"name":"item 42","price":1218,"tags":["new","small"]}'),
    Work("page", "a page of 10 KiB from a template", "/page", "text/html; charset=utf-8", page()),
    Work("session", "a session cookie checked", "/session", TEXT, f"Welcome back, user {USER}.\n",
         extra=("--cookie", f"theme=dark; session={session_key(USER)}")),
    Work("memory", "1 MiB from memory", "/memory", BYTES, pattern=MEBIBYTE, warm_up=20),
    Work("file", "a file of 64 MiB", "/file", BYTES, pattern=64 * MEBIBYTE, seconds=0.6, warm_up=2),
    Work("upload", "an upload of 4 MiB, read", "/upload", TEXT, f"{4 * MEBIBYTE}\n",
         extra=("--body", str(4 * MEBIBYTE)), seconds=0.5, warm_up=5),
)}


def body_work(size):
    """An upload of so many bytes."""
    return dataclasses.replace(
        WORKS["upload"], name=f"upload-{size}", text=f"{size}\n", extra=("--body", str(size)), seconds=0.4, warm_up=20)


def route_work(count):
    """The last of so many routes."""
    return Work(f"routes-{count}", f"{count:,} routes", f"/area{count - 1}/items/42/lid", TEXT, HELLO)
